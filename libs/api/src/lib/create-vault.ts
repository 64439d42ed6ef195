import { join } from 'node:path';
import { VaultError } from '@ragnos-vault/errors';
import { TIMESTAMP_PATH } from '@ragnos-vault/metadata';
import type { CollectableStore } from '@ragnos-vault/metadata';
import type { CreateVault, VaultStore } from '@ragnos-vault/publisher';
import { createVaultFolder } from '@ragnos-vault/storage';
import { openVaultStore } from './vault-store.ts';

const REPOSITORY = 'repository/';

/**
 * Makes a vault's files in a folder. Where the repository lies elsewhere, its first state goes there once the keys are
 * on the disk, and before the folder becomes a vault: a state that is refused leaves nothing.
 *
 * @throws ERR_VAULT_EXISTS for a place that holds anything already; what the store throws
 */
export function createVaultIn(dir: string, store: VaultStore): CreateVault {
  if (store === 'repository') return (files) => createVaultFolder(dir, files);
  return async (files) => {
    const repositoryDir = join(dir, 'repository');
    const isState = (path: string): boolean => path.startsWith(REPOSITORY);
    const state = [...files].filter(([path]) => isState(path));
    const own = [...files].filter(([path]) => !isState(path));
    const states = state.map(([path, { bytes }]) => [path.slice(REPOSITORY.length), bytes] as const);
    await createVaultFolder(dir, new Map(own), () =>
      storeFirstState(new Map(states), openVaultStore({ dir, repositoryDir }, { store }), store),
    );
  };
}

async function storeFirstState(
  files: ReadonlyMap<string, Uint8Array>,
  store: CollectableStore,
  name: string,
): Promise<void> {
  for await (const { path } of store.list('')) throw exists(name, path);
  for (const [path, bytes] of files) {
    if (path === TIMESTAMP_PATH) continue;
    await store.create(path, bytes);
  }
  const timestamp = files.get(TIMESTAMP_PATH) ?? new Uint8Array();
  await store.replace(TIMESTAMP_PATH, timestamp, undefined).catch((error: unknown) => {
    if (!(error instanceof VaultError) || error.code !== 'ERR_STORE_CHANGED') throw error;
    throw exists(name, TIMESTAMP_PATH);
  });
}

function exists(store: string, path: string): VaultError {
  return new VaultError('ERR_VAULT_EXISTS', `${store} already holds ${path}`, { facts: { store, path } });
}
