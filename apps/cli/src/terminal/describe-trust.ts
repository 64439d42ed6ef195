import type { ShownTrust } from '@ragnos-vault/api';
import { table } from './table.ts';

const DAY_MS = 86_400_000;
const UNITS = [
  ['day', DAY_MS],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

type Status = ShownTrust['roles'][number];
type Delegated = ShownTrust['delegated'][number];

/** What is trusted, for people: where it comes from, each role, and what was not checked. */
export function describeTrust(
  shown: ShownTrust,
  { root, now }: { readonly root: string; readonly now: Date },
): readonly string[] {
  const { givenRoot, rootSha256, repository, cacheDir, lastRefresh, lastRefreshFile } = shown;
  const [newest] = shown.roles;
  return [
    ...table([
      ['repository', repository ?? 'not asked'],
      ['trusted root', `v${givenRoot.version} sha256:${givenRoot.sha256} (${root})`],
      ['newest root', `v${newest?.version ?? givenRoot.version} sha256:${rootSha256}`],
      ['kept in', cacheDir],
      ['last refresh', lastRefresh === undefined ? 'never' : `${ago(lastRefresh, now)} (${lastRefreshFile})`],
    ]),
    '',
    ...table([
      ...shown.roles.map((role) => [...rowOf(role, now), '']),
      ...shown.delegated.map((role) => [...rowOf(role, now), scopeOf(role)]),
    ]),
    ...unchecked(shown, now),
  ];
}

function rowOf(status: Status, now: Date): readonly string[] {
  return [
    status.role,
    status.version === undefined ? '-' : `v${status.version}`,
    validityOf(status, now),
    `${status.threshold} of ${status.keyIds.length} keys`,
  ];
}

function validityOf({ state, expires, problem }: Status, now: Date): string {
  if (state === 'missing') return 'not here';
  if (state === 'refused') return `REFUSED ${problem?.code ?? ''}`;
  const day = expires?.toISOString().slice(0, 10) ?? '';
  if (state === 'expired') return `EXPIRED ${day}`;
  return `until ${day} (${Math.floor(((expires?.getTime() ?? 0) - now.getTime()) / DAY_MS)} days)`;
}

function scopeOf({ delegator, terminating, paths, pathHashPrefixes, bins }: Delegated): string {
  const scope =
    bins === undefined
      ? (paths?.join(' ') ?? `${pathHashPrefixes?.length ?? 0} hash prefixes`)
      : `one of ${bins} bins`;
  return `by ${delegator}${terminating ? ', final' : ''}: ${scope}`;
}

/** What nobody could know without asking. */
function unchecked({ isRefreshed, lastRefresh, roles }: ShownTrust, now: Date): readonly string[] {
  if (isRefreshed) return [];
  const timestamp = roles.find(({ role }) => role === 'timestamp')?.version;
  const known =
    timestamp === undefined || lastRefresh === undefined
      ? 'no timestamp is known'
      : `the newest known timestamp is v${timestamp}, last seen ${ago(lastRefresh, now)}`;
  return ['', `not checked: newer versions of any role, revoked keys and withdrawn plugins; ${known}`];
}

function ago(time: Date, now: Date): string {
  const passed = now.getTime() - time.getTime();
  const [unit, length] = UNITS.find(([, each]) => passed >= each) ?? ['minute', 60_000];
  const count = Math.floor(passed / length);
  const said = count <= 0 ? 'just now' : `${count} ${unit}${count === 1 ? '' : 's'} ago`;
  return `${time.toISOString()}, ${said}`;
}
