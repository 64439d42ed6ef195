import { VaultError } from '@ragnos-vault/errors';
import { readKnownRevocations } from '@ragnos-vault/metadata';
import type { KnownRevocations, MetadataCache, PluginSource, Revocation } from '@ragnos-vault/metadata';
import type { InstalledPlugin } from '@ragnos-vault/storage';
import type { ResolvedPlugin } from './resolve-plugin.ts';

/**
 * Refuses an archive that was revoked, before a byte of it is fetched.
 *
 * @throws ERR_PLUGIN_REVOKED, and the errors of the source.
 */
export async function assertNotRevoked(resolved: ResolvedPlugin, source: PluginSource): Promise<void> {
  const { sha256, target, listed, customs } = resolved;
  const found = find(sha256, await source.listRevocations(target.path));
  if (found === undefined) return;
  const { name, version } = listed ?? customs[0] ?? found;
  throw revoked(found, name === undefined ? target.path : `${name}@${version ?? ''}`, { name, version });
}

/**
 * Refuses a set for what was installed before and would stay in it: a set that is made and reported as done must be one
 * that a rollback would accept.
 *
 * @throws as {@link assertNotRevoked}
 */
export async function assertNoneStaysRevoked(
  staying: readonly InstalledPlugin[],
  source: PluginSource,
): Promise<void> {
  for (const plugin of staying) {
    const found = find(plugin.sha256, await source.listRevocations(plugin.targetPath));
    if (found !== undefined) throw revoked(found, `${idOf(plugin)}, which is installed,`, plugin);
  }
}

/**
 * Refuses a set for what any repository that plugins of the folder came from has revoked, as far as is known without
 * network.
 *
 * @returns when the metadata that was looked at was fetched, the oldest where there are several; `undefined` where
 * that is not known of one of them.
 * @throws ERR_PLUGIN_REVOKED; ERR_OFFLINE, ERR_TUF_METADATA_INVALID where it cannot be known.
 */
export async function assertNoneKnownRevoked(
  plugins: readonly InstalledPlugin[],
  caches: readonly MetadataCache[],
): Promise<Date | undefined> {
  const all: KnownRevocations[] = [];
  for (const cache of caches) {
    const known = await readKnownRevocations(cache);
    if (known !== undefined) all.push(known);
  }
  if (all.length === 0) throw nothingKnown();
  const revocations = all.flatMap((known) => known.revocations);
  for (const plugin of plugins) {
    const found = find(plugin.sha256, revocations);
    if (found !== undefined) throw revoked(found, idOf(plugin), plugin);
  }
  return oldest(all.map(({ lastRefresh }) => lastRefresh));
}

function find(sha256: string, revocations: readonly Revocation[]): Revocation | undefined {
  return revocations.find((revocation) => revocation.sha256 === sha256);
}

function idOf({ name, version }: InstalledPlugin): string {
  return `${name}@${version}`;
}

function oldest(times: readonly (Date | undefined)[]): Date | undefined {
  return times.reduce((a, b) => (a === undefined || b === undefined ? undefined : a < b ? a : b));
}

function revoked(
  { sha256, reason, revokedAt }: Revocation,
  what: string,
  plugin: { readonly name?: string | undefined; readonly version?: string | undefined },
): VaultError {
  const { name, version } = plugin;
  return new VaultError('ERR_PLUGIN_REVOKED', `${what} was revoked: ${reason}`, {
    facts: {
      ...(name !== undefined && { name }),
      ...(version !== undefined && { version }),
      ...{ sha256, reason, revokedAt: revokedAt.toISOString() },
    },
  });
}

function nothingKnown(): VaultError {
  return new VaultError(
    'ERR_OFFLINE',
    'no trusted metadata is kept beside the plugins, so that nothing can be known of what was revoked; any install brings it back',
  );
}
