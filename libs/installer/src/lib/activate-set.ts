import { VaultError } from '@ragnos-vault/errors';
import type { Voucher } from '@ragnos-vault/metadata';
import type { Generation, InstalledPlugin, Unpacked } from '@ragnos-vault/storage';
import { assertNoneStaysRevoked } from './check-revocations.ts';
import { isIntact, rootOf, type FetchedPlugin } from './fetch-plugin.ts';
import type { InstallContext, InstallReport } from './install.ts';
import { assertQuota } from './assert-quota.ts';
import { isInRange } from './resolve-plugin.ts';
import { changesOf } from './set-changes.ts';

/**
 * Makes a chosen set the live one by one switch, or finds that it is that already.
 *
 * @throws ERR_PLUGIN_REVOKED, ERR_PLUGIN_CONFLICT, ERR_QUOTA, and what the store throws; nothing is switched then
 */
export async function activateSet(
  chosen: readonly FetchedPlugin[],
  context: InstallContext,
): Promise<InstallReport> {
  const { input, ports, live } = context;
  const [first] = chosen;
  if (first === undefined) throw new VaultError('ERR_USAGE', 'no plugin was named');
  const staying = input.isWholeSet === true ? [] : (live?.plugins ?? []).filter(isUnnamed(chosen));
  const planned = setOf(staying, chosen);
  assertComplete(planned);
  await assertNoneStaysRevoked(staying, ports.source);
  if (input.quota !== undefined)
    await assertQuota(input.quota, { plugins: planned.length, chosen }, ports.store);
  const report = {
    plugins: chosen.map(({ plugin, scan, yank }) => ({ ...plugin, ...(scan && { scan }), ...yank })),
    changes: changesOf(live?.plugins ?? [], planned),
    roles: first.by.roles,
    repositories: repositoriesOf(chosen),
  };
  if (input.dryRun === true) return { ...report, status: 'planned', generation: live?.number ?? 0 };
  if (!isSameSet(planned, live)) await context.begin();
  const { unpacked, isNew } = await unpackAll(chosen, context);
  const plugins = setOf(staying, unpacked);
  const proven = new Set(
    chosen.filter(({ archive }) => archive === undefined).map(({ plugin }) => plugin.name),
  );
  if (live !== undefined && !isNew && (await isUnchanged(plugins, proven, context)))
    return { ...report, status: 'unchanged', generation: live.number };
  await context.begin();
  const { number } = await ports.store.activate(generationOf(plugins, { chosen, context, by: first.by }));
  ports.onEvent?.({ type: 'activated', generation: number });
  return { ...report, status: 'installed', generation: number };
}

function setOf(
  staying: readonly InstalledPlugin[],
  chosen: readonly Pick<FetchedPlugin, 'plugin'>[],
): readonly InstalledPlugin[] {
  return [...staying, ...chosen.map(({ plugin }) => plugin)].sort(byName);
}

/** `isNew`: something was missing in the store, or damaged. */
async function unpackAll(
  chosen: readonly FetchedPlugin[],
  { input, ports }: InstallContext,
): Promise<{ readonly unpacked: readonly Pick<FetchedPlugin, 'plugin'>[]; readonly isNew: boolean }> {
  const unpacked: Unpacked[] = [];
  for (const { archive, plugin, manifest: expected } of chosen) {
    const isPresent = archive === undefined || expected === undefined;
    unpacked.push(
      isPresent
        ? { plugin, isNew: false }
        : await ports.store.unpack({ archive, plugin, expected, limits: input.limits }),
    );
  }
  return { unpacked, isNew: unpacked.some(({ isNew }) => isNew) };
}

interface Chosen {
  readonly chosen: readonly FetchedPlugin[];
  readonly context: InstallContext;
}

function generationOf(
  plugins: readonly InstalledPlugin[],
  { chosen, by, context }: Chosen & { readonly by: Voucher },
): Omit<Generation, 'number'> {
  const { input, live, rules } = context;
  const names = new Set(chosen.map(({ plugin }) => plugin.name));
  const isClean =
    rules !== undefined &&
    (live?.scannedUnder === rules || plugins.every(({ name }) => names.has(name))) &&
    chosen.every(({ scan }) => scan === undefined || scan.verdict === 'pass');
  return {
    ...(live !== undefined && { previous: live.number }),
    createdAt: input.now.toISOString(),
    ...{ repository: by.repository, root: rootOf(by.roles), plugins },
    ...(isClean && { scannedUnder: rules }),
  };
}

/** What was seen of each repository that delivered: the newest, where it was refreshed on the way. */
function repositoriesOf(chosen: readonly FetchedPlugin[]): InstallReport['repositories'] {
  const named = new Map(chosen.map(({ by }) => [by.name, by.roles]));
  return [...named].map(([name, roles]) => ({
    ...(name !== undefined && { name }),
    root: rootOf(roles),
    ...{ snapshot: roles.snapshot.version, timestamp: roles.timestamp.version },
  }));
}

/** What was proven to be intact when it was chosen is not read once more. */
async function isUnchanged(
  plugins: readonly InstalledPlugin[],
  proven: ReadonlySet<string>,
  { live, ports }: InstallContext,
): Promise<boolean> {
  const isSameCopy = (each: InstalledPlugin, at: number): boolean => each.copy === plugins[at]?.copy;
  if (!isSameSet(plugins, live) || live?.plugins.every(isSameCopy) !== true) return false;
  for (const plugin of plugins)
    if (!proven.has(plugin.name) && !(await isIntact(plugin, ports.store))) return false;
  return true;
}

function isSameSet(plugins: readonly InstalledPlugin[], live: Generation | undefined): boolean {
  const before = live?.plugins ?? [];
  return before.length === plugins.length && before.every(({ sha256 }, at) => sha256 === plugins[at]?.sha256);
}

/** What stays from before has needs as well. @throws ERR_PLUGIN_CONFLICT */
function assertComplete(plugins: readonly InstalledPlugin[]): void {
  for (const { name, version, requires = {} } of plugins) {
    for (const [needed, range] of Object.entries(requires)) {
      const found = plugins.find((each) => each.name === needed);
      if (found !== undefined && isInRange(found.version, range)) continue;
      const has = found === undefined ? 'is not in the set' : `would be ${found.version}`;
      throw new VaultError(
        'ERR_PLUGIN_CONFLICT',
        `${name}@${version} requires ${needed} ${range}, which ${has}`,
        { facts: { name, version, requires: needed, range } },
      );
    }
  }
}

function isUnnamed(chosen: readonly FetchedPlugin[]): (plugin: InstalledPlugin) => boolean {
  const names = new Set(chosen.map(({ plugin }) => plugin.name));
  return ({ name }) => !names.has(name);
}

function byName(a: InstalledPlugin, b: InstalledPlugin): number {
  return a.name < b.name ? -1 : 1;
}
