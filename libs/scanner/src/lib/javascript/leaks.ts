import { hitOf } from './flow-steps.ts';
import { addressesOf, labelsOf, labelsOfPayload, type Outflow } from './outflows.ts';
import { isCustomersHost } from './secrets.ts';
import type { Analysis } from './analysis.ts';
import type { Text } from './text.ts';
import type { Hit } from '../rule.ts';

/** What must not leave, and who may have it all the same. */
export interface LeakKind {
  /** Of the labels that it is followed by. */
  readonly label: 'secret' | 'credential';
  readonly hostOf: (address: Text) => string | undefined;
  readonly isIssuer: (detail: string, host: string) => boolean;
  readonly messageOf: (detail: string, host: string | undefined) => string;
}

/**
 * Says what of a kind goes elsewhere than to those who issued it. Every host must be known to be theirs; where customers
 * of theirs have hosts below the same name, it may sign in there and not be what is sent. With no host known it is medium
 * to sign in: every honest client does that.
 */
export function* leaksOf(analysis: Analysis, outflow: Outflow, kind: LeakKind): Iterable<Hit> {
  const leaving = labelsOf(analysis, outflow).filter((label) => label.kind === kind.label);
  if (leaving.length === 0) return;
  const hosts = addressesOf(analysis, outflow).map(kind.hostOf);
  const known = hosts.filter((host) => host !== undefined);
  const payload = labelsOfPayload(analysis, outflow);
  for (const label of leaving) {
    const { detail } = label;
    const isPayload = payload.some((sent) => sent.detail === detail);
    const isTheirs = (host: string): boolean =>
      kind.isIssuer(detail, host) && !(isPayload && isCustomersHost(host));
    if (known.length > 0 && known.length === hosts.length && known.every(isTheirs)) continue;
    const message = kind.messageOf(detail, known[0]);
    const hit = hitOf(analysis, label, { node: outflow.node, message });
    yield known.length === 0 && !isPayload ? { ...hit, severity: 'medium' } : hit;
  }
}
