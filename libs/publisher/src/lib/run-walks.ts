import type { Fetcher, Root, SignedRole, Snapshot, Timestamp } from '@ragnos-vault/metadata';
import type { Report } from './lint-finding.ts';
import type { LintedRole } from './lint-roles.ts';
import type { FoundTarget } from './lint-targets.ts';
import { walkRepository, type Sample, type Walk, type WalkStart } from './walk-repository.ts';

export interface WalkReport {
  readonly client: 'ragnos-vault' | 'tuf-js';
  readonly from: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Targets that were found and downloaded: one of each role that lists any. */
  readonly targets: number;
  /** What this client was spared, and why. */
  readonly skipped: readonly { readonly role: string; readonly reason: string }[];
}

export interface WalksInput {
  readonly now: Date;
  readonly trustedRoot?: Uint8Array;
  readonly roots: ReadonlyMap<number, SignedRole<Root>>;
  readonly timestamp: SignedRole<Timestamp>;
  readonly snapshot: SignedRole<Snapshot>;
  readonly roles: ReadonlyMap<string, LintedRole>;
  readonly targets: ReadonlyMap<string, FoundTarget>;
}

/** The maps of tuf-js 6 take time in the square of their entries: seconds for these, minutes for five times as many. */
const MAX_STOCK_ENTRIES = 2_000;

interface Client {
  readonly name: WalkReport['client'];
  readonly walk: Walk;
  readonly skipped: readonly { readonly role: string; readonly reason: string }[];
  readonly samples: readonly Sample[];
}

/** Walks from the first root and from the live state, with our client and with a stock tuf-js. */
export async function runWalks(
  input: WalksInput,
  ports: { readonly fetcher: Fetcher; readonly stockWalk: Walk; readonly report: Report },
): Promise<readonly WalkReport[]> {
  const samples = samplesOf(input.targets);
  const { spared, skipped } = tooLargeForStock(input);
  const clients: readonly Client[] = [
    { name: 'ragnos-vault', walk: walkRepository, skipped: [], samples },
    {
      name: 'tuf-js',
      walk: ports.stockWalk,
      skipped,
      samples: samples.filter(({ role }) => !spared.has(role)),
    },
  ];
  const reports: WalkReport[] = [];
  for (const client of clients) {
    for (const start of startsOf(input)) reports.push(await runWalk(client, start, { input, ports }));
  }
  return reports;
}

async function runWalk(
  { name, walk, skipped, samples }: Client,
  start: WalkStart,
  {
    input,
    ports,
  }: { readonly input: WalksInput; readonly ports: { readonly fetcher: Fetcher; readonly report: Report } },
): Promise<WalkReport> {
  const common = { client: name, from: start.name, skipped };
  // Every client has to read these two before all else.
  if (skipped.some(({ role }) => role === 'snapshot' || role === 'targets'))
    return { ...common, status: 'skipped', targets: 0 };
  const failures = await walk({ start, now: input.now, samples }, ports.fetcher);
  for (const { path, message } of failures) {
    const from = `a client (${name}) that starts from the ${start.name}`;
    const what = path === undefined ? 'cannot refresh' : 'cannot get it';
    ports.report('walk-failed', `${from} ${what}: ${message}`, path === undefined ? {} : { path });
  }
  const hasRefreshed = failures.every(({ path }) => path !== undefined);
  const targets = hasRefreshed ? samples.length - failures.length : 0;
  return { ...common, status: failures.length === 0 ? 'passed' : 'failed', targets };
}

/** The smallest target of each role. */
function samplesOf(targets: ReadonlyMap<string, FoundTarget>): readonly Sample[] {
  const smallest = new Map<string, Sample>();
  for (const { path, role, target } of targets.values()) {
    const known = smallest.get(role);
    if (known === undefined || target.length < known.length)
      smallest.set(role, { role, path, length: target.length });
  }
  return [...smallest.values()];
}

function startsOf({ trustedRoot, roots, timestamp, snapshot, roles }: WalksInput): readonly WalkStart[] {
  const all = [...roots.values()];
  const first = roots.get(1)?.bytes ?? trustedRoot ?? all[0]?.bytes ?? new Uint8Array();
  const newest = all.at(-1)?.bytes ?? first;
  const targets = roles.get('targets')?.document.bytes;
  const known = new Map([
    ['timestamp.json', timestamp.bytes],
    ['snapshot.json', snapshot.bytes],
    ...(targets === undefined ? [] : [['targets.json', targets] as const]),
  ]);
  return [
    { name: 'root', root: first, known: new Map() },
    { name: 'live state', root: newest, known },
  ];
}

/** Roles of more entries than that, and all that lies below them. */
function tooLargeForStock({ snapshot, roles }: WalksInput): {
  readonly spared: ReadonlySet<string>;
  readonly skipped: WalkReport['skipped'];
} {
  const named = snapshot.signed.meta.size;
  const skipped = named > MAX_STOCK_ENTRIES ? [{ role: 'snapshot', reason: reasonOf(named) }] : [];
  const spared = new Set(skipped.map(({ role }) => role));
  for (const { role, document, delegators } of roles.values()) {
    const { targets, delegations } = document.signed;
    const entries = targets.size + (delegations?.roles?.length ?? 0);
    if (entries > MAX_STOCK_ENTRIES) skipped.push({ role, reason: reasonOf(entries) });
    const isBelow = [...delegators].some((delegator) => spared.has(delegator));
    if (entries > MAX_STOCK_ENTRIES || isBelow) spared.add(role);
  }
  return { spared, skipped };
}

function reasonOf(entries: number): string {
  return `it has ${entries} entries, and tuf-js takes time in their square: it is asked for ${MAX_STOCK_ENTRIES} at most`;
}
