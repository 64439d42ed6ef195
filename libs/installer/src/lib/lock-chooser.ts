import { VaultError } from '@ragnos-vault/errors';
import { createGate } from './all-of.ts';
import { assertNotRevoked } from './check-revocations.ts';
import type { PluginChooser } from './choose-plugins.ts';
import { fetchPlugin, type FetchedPlugin } from './fetch-plugin.ts';
import type { InstallContext } from './install.ts';
import type { LockedPlugin } from './project/lockfile.ts';
import { isInRange, resolveName, resolveTarget, type ResolvedPlugin, type Wanted } from './resolve-plugin.ts';

/** Downloads at a time. Each holds the files of one plugin in memory while it is scanned. */
const WIDTH = 4;

/**
 * Chooses what the lock says, where that fits; else, unless the set is frozen, what the repository offers. The same
 * archive is fetched once, however often it is asked for; `dispose` removes from staging what was fetched.
 */
export function openChooser(context: InstallContext): PluginChooser & { dispose(): Promise<void> } {
  const { input, ports } = context;
  const fetched = new Map<string, Promise<FetchedPlugin>>();
  const gate = createGate(WIDTH);
  const bring = (resolved: ResolvedPlugin): Promise<FetchedPlugin> => {
    const { path } = resolved.target;
    const known = fetched.get(path) ?? gate(() => bringOne(resolved, context));
    fetched.set(path, known);
    return known;
  };
  return {
    byName: async (wanted) => {
      const locked = findLocked(wanted, context);
      const { name } = wanted;
      const ranges = locked === undefined ? wanted.ranges : [locked.version];
      const resolved = await resolveName({ name, ranges }, ports.source, input);
      if (locked !== undefined) assertAsLocked(resolved, { name, locked });
      return bring(resolved);
    },
    byPath: async (path) => {
      const [name = path, locked] =
        Object.entries(input.lock?.plugins ?? {}).find(([, { target }]) => target === path) ?? [];
      if (locked === undefined && input.frozen === true) throw stale(path, 'it is not in the lock');
      const resolved = await resolveTarget(path, ports.source, input);
      if (locked !== undefined) assertAsLocked(resolved, { name, locked });
      return bring(resolved);
    },
    dispose: async () => {
      for (const each of await Promise.allSettled(fetched.values()))
        if (each.status === 'fulfilled') await each.value.archive?.dispose();
    },
  };
}

/** Proves of a frozen set that the lock says all of it, and nothing else. @throws ERR_LOCK_STALE */
export function assertWholeLock(chosen: readonly FetchedPlugin[], { input }: InstallContext): void {
  if (input.frozen !== true) return;
  const names = chosen.map(({ plugin }) => plugin.name);
  const extra = Object.keys(input.lock?.plugins ?? {}).find((name) => !names.includes(name));
  if (extra !== undefined) throw stale(extra, 'nothing needs it any more');
  for (const { plugin } of chosen)
    if (input.lock?.plugins[plugin.name]?.sha256 !== plugin.sha256)
      throw stale(plugin.name, 'it is not in the lock');
}

async function bringOne(resolved: ResolvedPlugin, context: InstallContext): Promise<FetchedPlugin> {
  await assertNotRevoked(resolved, context.ports.source);
  return fetchPlugin(resolved, context);
}

function findLocked({ name, ranges }: Wanted, { input }: InstallContext): LockedPlugin | undefined {
  const { lock, frozen = false } = input;
  const locked = lock !== undefined && Object.hasOwn(lock.plugins, name) ? lock.plugins[name] : undefined;
  if (locked !== undefined && ranges.every((range) => isInRange(locked.version, range))) return locked;
  if (!frozen) return undefined;
  throw locked === undefined
    ? stale(name, 'it is not in the lock')
    : stale(name, `the lock has ${locked.version}, and ${ranges.join(', ')} is wanted`);
}

/** A version number is a name only: what was locked are these bytes. */
function assertAsLocked(
  { target, sha256 }: ResolvedPlugin,
  { name, locked }: { readonly name: string; readonly locked: LockedPlugin },
): void {
  if (target.path === locked.target && sha256 === locked.sha256 && target.length === locked.length) return;
  throw new VaultError(
    'ERR_LOCK_MISMATCH',
    `the repository has other bytes of ${name}@${locked.version} than were locked`,
    { facts: { name, version: locked.version, locked: locked.sha256, found: sha256 } },
  );
}

function stale(name: string, why: string): VaultError {
  return new VaultError('ERR_LOCK_STALE', `the lock file does not fit what is wanted of ${name}: ${why}`, {
    facts: { name },
  });
}
