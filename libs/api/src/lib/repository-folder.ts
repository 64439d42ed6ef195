import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { toVaultError } from '@ragnos-vault/errors';
import type { CollectableStore } from '@ragnos-vault/metadata';
import { openServedVault } from './vault-store.ts';

/**
 * A folder with `metadata/` and `targets/` as they are live, for programs that take nothing else: the vault's own, or
 * `folder`, filled from where the repository lies.
 *
 * @throws ERR_VAULT_NOT_FOUND, ERR_CONFIG_INVALID, ERR_IO, what the store throws
 */
export async function repositoryFolder(repoDir: string, folder: string): Promise<string> {
  const served = await openServedVault(resolve(repoDir));
  if ('repositoryDir' in served) return served.repositoryDir;
  for (const prefix of ['metadata/', 'targets/']) await copyFiles(served.store, prefix, folder);
  return folder;
}

async function copyFiles(store: CollectableStore, prefix: string, folder: string): Promise<void> {
  for await (const { path } of store.list(prefix)) {
    const stored = await store.read(path);
    if (stored === undefined) continue;
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true })
      .then(() => writeFile(file, stored.bytes))
      .catch((error: unknown) => {
        throw toVaultError(error);
      });
  }
}
