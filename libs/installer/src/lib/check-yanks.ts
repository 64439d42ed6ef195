import { VaultError } from '@ragnos-vault/errors';
import { readKnownVersions } from '@ragnos-vault/metadata';
import type { MetadataCache } from '@ragnos-vault/metadata';
import type { InstalledPlugin } from '@ragnos-vault/storage';

/**
 * Refuses a set for what any repository that plugins of the folder came from has yanked, as far as is known without
 * network. A plugin of another archive than the yanked one is none of it.
 *
 * @throws ERR_PLUGIN_YANKED; ERR_TUF_METADATA_INVALID, ERR_IO
 */
export async function assertNoneKnownYanked(
  plugins: readonly InstalledPlugin[],
  caches: readonly MetadataCache[],
): Promise<void> {
  for (const plugin of plugins) {
    for (const cache of caches) {
      const listed = (await readKnownVersions(plugin.name, cache)).find(
        ({ sha256 }) => sha256 === plugin.sha256,
      );
      if (listed?.yanked === true) throw yanked(plugin, listed.yankedReason);
    }
  }
}

function yanked({ name, version, sha256 }: InstalledPlugin, reason?: string): VaultError {
  const why = reason === undefined ? '' : `: ${reason}`;
  return new VaultError('ERR_PLUGIN_YANKED', `${name}@${version} was yanked by its publisher${why}`, {
    facts: { name, version, sha256, ...(reason !== undefined && { reason }) },
  });
}
