import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { systemCodeOf, VaultError } from '@ragnos-vault/errors';
import type { MetadataCache } from '@ragnos-vault/metadata';
import { openSharedCache } from '@ragnos-vault/storage';

/** As `trustDirOf` names them; locks and leftovers lie beside them. */
const CACHE = /^[0-9a-f]{32}$/;

/**
 * What is kept of every repository that plugins of this folder came from.
 *
 * @throws ERR_IO; none where nothing was kept yet.
 */
export async function openTrustCaches(pluginsDir: string): Promise<readonly MetadataCache[]> {
  const folder = join(resolve(pluginsDir), '.trust');
  const names = await readdir(folder).catch((cause: unknown) => {
    if (systemCodeOf(cause) === 'ENOENT') return [];
    throw new VaultError('ERR_IO', `cannot read the trusted metadata: ${folder}`, {
      facts: { path: folder },
      cause,
    });
  });
  return names.filter((name) => CACHE.test(name)).map((name) => openSharedCache(join(folder, name)));
}
