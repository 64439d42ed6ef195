import type { Way } from './flow-steps.ts';
import type { Node } from './node.ts';

/**
 * What a value carries: the whole environment, one secret of it, a credential file, what the network answered, what
 * was decoded or decrypted, or what tells this host from others.
 */
export const LABEL_KINDS = ['environment', 'secret', 'credential', 'fetched', 'decoded', 'host'] as const;

export type LabelKind = (typeof LABEL_KINDS)[number];

export interface Label {
  readonly kind: LabelKind;
  readonly detail: string;
  readonly node: Node;
  /** From what the source became first to where it was asked for. */
  readonly way?: Way;
  /** It may be another part of the value, or what an unknown function made of it. */
  readonly isVague?: boolean;
}

/** A set of kinds as bits. */
export function maskOf(kinds: readonly LabelKind[]): number {
  return kinds.reduce((mask, kind) => mask | (1 << LABEL_KINDS.indexOf(kind)), 0);
}
