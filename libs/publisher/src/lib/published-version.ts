import { VaultError } from '@ragnos-vault/errors';
import { parsePluginIndex, pluginIndexPath, toPluginId } from '@ragnos-vault/metadata';
import type { PluginIndex, PluginVersion, RepositoryStore, TargetFile } from '@ragnos-vault/metadata';
import type { NamedVersion } from './parse-plugin-version.ts';
import { readTarget } from './read-target.ts';

/** A version as the live index of its plugin lists it. */
export interface PublishedVersion {
  readonly path: string;
  readonly index: PluginIndex;
  readonly listed: PluginVersion;
}

/**
 * Finds a version in the index of its plugin, which is read and proven; no key is needed.
 *
 * @throws ERR_TARGET_NOT_FOUND, ERR_INDEX_MISMATCH, ERR_TUF_METADATA_INVALID, and what `readTarget` throws.
 */
export async function findPublishedVersion(
  { name, version }: NamedVersion,
  find: (path: string) => Promise<TargetFile | undefined>,
  store: RepositoryStore,
): Promise<PublishedVersion> {
  const path = pluginIndexPath(toPluginId(name));
  const target = await find(path);
  if (target === undefined) throw notFound(`no version of ${name} is published`, { name });
  const index = parsePluginIndex(await readTarget(store, path, target));
  if (index.name !== name) {
    throw new VaultError('ERR_INDEX_MISMATCH', `the index of ${name} calls itself ${index.name}`, {
      facts: { name, found: index.name },
    });
  }
  const listed = index.versions.find((entry) => entry.version === version);
  if (listed !== undefined) return { path, index, listed };
  throw notFound(`not published: ${name}@${version}`, {
    name,
    version,
    published: index.versions.map((entry) => entry.version).join(', '),
  });
}

function notFound(message: string, facts: Readonly<Record<string, string>>): VaultError {
  return new VaultError('ERR_TARGET_NOT_FOUND', message, { facts });
}
