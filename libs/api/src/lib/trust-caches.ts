import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { sha256Hex } from '@ragnos-vault/crypto';
import { systemCodeOf, VaultError } from '@ragnos-vault/errors';
import type { MetadataCache } from '@ragnos-vault/metadata';
import { openSharedCache } from '@ragnos-vault/storage';

/** As `trustDirOf` names them; locks and leftovers lie beside them. */
const CACHE = /^[0-9a-f]{32}$/;

/** No role, target or root of the cache is called so. */
const GIVEN_ROOT = 'given-root';

/** What is kept of a repository. */
export interface KeptTrust {
  readonly cache: MetadataCache;
  /** Where trust in it starts. */
  readonly root?: Uint8Array;
}

/** Keeps the root that the user gave, so that what follows from it can be proven again without being given it. */
export async function keepGivenRoot(root: Uint8Array, cache: MetadataCache): Promise<void> {
  const kept = await cache.read(GIVEN_ROOT);
  if (kept === undefined || Buffer.compare(kept, root) !== 0)
    await cache.exclusive(() => cache.write(GIVEN_ROOT, root));
}

/**
 * What is kept of every repository that plugins of this folder came from.
 *
 * @throws ERR_IO; none where nothing was kept yet.
 */
export async function openKeptTrust(pluginsDir: string): Promise<readonly KeptTrust[]> {
  const folder = join(resolve(pluginsDir), '.trust');
  const names = await readdir(folder).catch((cause: unknown) => {
    if (systemCodeOf(cause) === 'ENOENT') return [];
    throw new VaultError('ERR_IO', `cannot read the trusted metadata: ${folder}`, {
      facts: { path: folder },
      cause,
    });
  });
  return Promise.all(names.filter((name) => CACHE.test(name)).map((name) => openOne(folder, name)));
}

/** The folder bears the digest of its root, so that no other can take its place. */
async function openOne(folder: string, name: string): Promise<KeptTrust> {
  const cache = openSharedCache(join(folder, name));
  const root = await cache.read(GIVEN_ROOT);
  return root !== undefined && sha256Hex(root).startsWith(name) ? { cache, root } : { cache };
}
