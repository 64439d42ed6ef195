import { readPipelines } from '../shell/statements.ts';
import { FETCHERS, programOf } from '../shell/programs.ts';
import { actionsOf } from './actions.ts';
import { plainKey, type Node } from './node.ts';
import { originsOf } from './origins.ts';
import { textsOf } from './texts.ts';
import { trace, type TraceOptions } from './trace.ts';
import type { Analysis } from './analysis.ts';
import type { Label } from './label.ts';
import type { Text } from './text.ts';

/** A way data leaves the machine: a call of a network module, or a fetcher that is started. */
export interface Outflow {
  readonly node: Node;
  readonly target: Node | undefined;
  readonly payload: readonly Node[];
  readonly isLookup: boolean;
}

const ADDRESS_KEYS = new Set([
  'url',
  'uri',
  'host',
  'hostname',
  'baseURL',
  'baseUrl',
  'href',
  'endpoint',
  'origin',
]);
const SENDERS = new Set([
  ...FETCHERS,
  'nc',
  'ncat',
  'netcat',
  'scp',
  'rsync',
  'ftp',
  'nslookup',
  'dig',
  'socat',
]);

export function outflowsOf(analysis: Analysis): readonly Outflow[] {
  analysis.memo.outflows ??= findOutflows(analysis);
  return analysis.memo.outflows;
}

/** What leaves by an outflow: of the environment, of credential files, of the host. */
export function labelsOf(analysis: Analysis, outflow: Outflow): readonly Label[] {
  const known = analysis.leaving.get(outflow);
  if (known !== undefined) return known;
  const labels = labelsIn(analysis, outflow, { kinds: ['environment', 'secret', 'credential', 'host'] });
  analysis.leaving.set(outflow, labels);
  return labels;
}

/** Where a client puts the secret that says who it is. */
const CREDENTIAL_FIELD =
  /^(?:authorization|proxy-authorization|x-api-key|api-key|x-auth-token|private-token|auth|token|apikey|cookie|password|pass)$/i;

/** What of the environment and of credential files leaves by an outflow other than as the credential of a client. */
export function labelsOfPayload(analysis: Analysis, outflow: Outflow): readonly Label[] {
  return labelsIn(analysis, outflow, {
    kinds: ['environment', 'secret', 'credential'],
    except: CREDENTIAL_FIELD,
  });
}

function labelsIn(analysis: Analysis, { payload }: Outflow, options: TraceOptions): readonly Label[] {
  const labels = payload.flatMap((node) => trace(analysis, node, options));
  return [...new Map(labels.map((label) => [`${label.kind} ${label.detail}`, label])).values()];
}

function findOutflows(analysis: Analysis): readonly Outflow[] {
  const { sends, runs } = actionsOf(analysis);
  const sent = sends.map(({ call, target, payload, isLookup }) => ({
    node: call.node,
    target,
    payload,
    isLookup,
  }));
  const started = runs.flatMap(({ call, command, args }): Outflow[] => {
    const isSender = textsOf(analysis, command).some(({ value }) => startsSender(value));
    const payload = args === undefined ? [command] : [command, args];
    return isSender ? [{ node: call.node, target: undefined, payload, isLookup: false }] : [];
  });
  return [...sent, ...started];
}

/** The addresses an outflow goes to, as far as they are constant. */
export function addressesOf(analysis: Analysis, { target }: Outflow): readonly Text[] {
  if (target === undefined) return [];
  const direct = textsOf(analysis, target);
  const parts = originsOf(analysis, target).flatMap((origin) => {
    if (origin.type !== 'ObjectExpression') return [];
    return origin.properties.flatMap((property) => {
      if (property.type !== 'Property') return [];
      const key = plainKey(property.key, property.computed);
      return key !== undefined && ADDRESS_KEYS.has(key) ? textsOf(analysis, property.value) : [];
    });
  });
  return [...direct, ...parts];
}

/** The host of an address; `undefined` where a part of it is unknown. */
export function hostOf({ value }: Text): string | undefined {
  const authority =
    /^(?:[a-z][a-z+.-]*:)?\/\/([^/?#]*)/i.exec(value)?.[1] ?? /^[^/?#]*/.exec(value)?.[0] ?? '';
  const host = authority
    .replace(/^[^@]*@/, '')
    .replace(/:\d+$/, '')
    .toLowerCase();
  return /^[a-z0-9.-]+\.[a-z0-9-]+$/.test(host) ? host : undefined;
}

function startsSender(command: string): boolean {
  return readPipelines(command).some(({ stages }) =>
    stages.some((words) => SENDERS.has(programOf(words).program)),
  );
}
