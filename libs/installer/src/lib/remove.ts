import { VaultError } from '@ragnos-vault/errors';
import type { MetadataCache } from '@ragnos-vault/metadata';
import type { Generation, InstalledPlugin, PluginStore } from '@ragnos-vault/storage';
import { assertNoneKnownRevoked } from './check-revocations.ts';
import { recordChange } from './record-change.ts';
import { closureOf, requirersOf } from './requirements.ts';
import { changesOf, type SetChange } from './set-changes.ts';

export interface RemoveInput {
  readonly names: readonly string[];
  /** What was asked for by itself: what none of these needs any more goes too. Without it, only the names go. */
  readonly wanted?: readonly string[];
  readonly now: Date;
}

export interface RemoveReport {
  readonly status: 'removed' | 'unchanged';
  readonly generation: number;
  readonly plugins: readonly InstalledPlugin[];
  readonly changes: readonly SetChange[];
  /** Named, and still in the set, because others require them. */
  readonly stillRequired: readonly string[];
}

/**
 * Takes plugins out of the live set by one switch, without network. What stays is verified first, and nothing of it may be
 * revoked as far as is known; else the live set stays as it is.
 *
 * @throws ERR_PLUGIN_NOT_INSTALLED, ERR_PLUGIN_REQUIRED, ERR_PLUGIN_REVOKED, ERR_OFFLINE, ERR_INSTALLED_CORRUPT,
 * ERR_AUDIT_WRITE, ERR_LOCKED, ERR_IO
 */
export async function remove(
  input: RemoveInput,
  { store, caches }: { readonly store: PluginStore; readonly caches: readonly MetadataCache[] },
): Promise<RemoveReport> {
  return recordChange(store, { operation: 'remove', specs: input.names }, async () => {
    const live = await store.current();
    const plugins = stayingOf(live?.plugins ?? [], input);
    const report = {
      plugins,
      changes: changesOf(live?.plugins ?? [], plugins),
      stillRequired: input.names.filter((name) => plugins.some((plugin) => plugin.name === name)),
    };
    if (live === undefined || report.changes.length === 0)
      return { ...report, status: 'unchanged', generation: live?.number ?? 0 };
    if (plugins.length > 0) await assertNoneKnownRevoked(plugins, caches);
    for (const plugin of plugins) await store.verify(plugin);
    const { number } = await store.activate(successorOf(live, { plugins, now: input.now }));
    return { ...report, status: 'removed', generation: number };
  });
}

function stayingOf(
  live: readonly InstalledPlugin[],
  { names, wanted }: RemoveInput,
): readonly InstalledPlugin[] {
  const unknown = names.find((name) => !live.some((plugin) => plugin.name === name));
  if (unknown !== undefined)
    throw new VaultError('ERR_PLUGIN_NOT_INSTALLED', `not installed: ${unknown}`, {
      facts: { name: unknown },
    });
  const roots = (wanted ?? live.map(({ name }) => name)).filter((name) => !names.includes(name));
  const staying = closureOf(roots, live);
  // In a project it was asked for by itself, and then is needed as well: it only loses its own line.
  const needed = names.find(
    (name) => staying.some((plugin) => plugin.name === name) && wanted?.includes(name) !== true,
  );
  if (needed === undefined) return staying;
  const by = requirersOf(needed, staying).join(', ');
  throw new VaultError('ERR_PLUGIN_REQUIRED', `${needed} is required by ${by}`, {
    facts: { name: needed, requiredBy: by },
  });
}

function successorOf(
  { number, repository, root, scannedUnder }: Generation,
  { plugins, now }: { readonly plugins: readonly InstalledPlugin[]; readonly now: Date },
): Omit<Generation, 'number'> {
  return {
    ...{ previous: number, createdAt: now.toISOString(), repository, root, plugins },
    ...(scannedUnder !== undefined && { scannedUnder }),
  };
}
