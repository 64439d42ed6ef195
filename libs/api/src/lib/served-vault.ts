import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { toVaultError } from '@ragnos-vault/errors';
import type { VaultError } from '@ragnos-vault/errors';
import type { CollectableStore } from '@ragnos-vault/metadata';
import { parseVaultConfig } from '@ragnos-vault/publisher';
import { openVaultFolder } from '@ragnos-vault/storage';
import { copyRepository } from './copy-repository.ts';
import { openVaultStore } from './vault-store.ts';

/** What a server of a vault serves. */
export interface ServedVault {
  readonly repositoryDir: string;
  readonly close: () => Promise<void>;
}

export interface ServeVaultInput {
  readonly repoDir: string;
  /** Told where the repository cannot be asked; what it held last is served on. */
  readonly onError: (error: VaultError) => void;
  /** How often a repository that lies elsewhere is asked; every 5 seconds by default. */
  readonly everyMs?: number;
}

/**
 * Opens a vault for a server: its own folder, or a copy that follows the repository to where it lies.
 *
 * @throws ERR_VAULT_NOT_FOUND, ERR_CONFIG_INVALID, what `copyRepository` throws the first time
 */
export async function openServedVault(input: ServeVaultInput): Promise<ServedVault> {
  const vault = await openVaultFolder(resolve(input.repoDir));
  const config = parseVaultConfig(vault.config);
  if (config.store === 'repository')
    return { repositoryDir: vault.repositoryDir, close: () => Promise.resolve() };
  const folder = await mkdtemp(join(tmpdir(), 'ragnos-vault-served-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const stop = await follow(openVaultStore(vault, config), folder, input);
    return { repositoryDir: folder, close: () => stop().then(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Resolves after the first copy to what stops the next ones. */
async function follow(
  store: CollectableStore,
  folder: string,
  { onError, everyMs = 5_000 }: ServeVaultInput,
): Promise<() => Promise<void>> {
  let known = await copyRepository(store, folder);
  let copying: Promise<void> | undefined;
  const copy = async (): Promise<void> => {
    try {
      known = await copyRepository(store, folder, known);
    } catch (error) {
      onError(toVaultError(error));
    } finally {
      copying = undefined;
    }
  };
  const timer = setInterval(() => {
    copying ??= copy();
  }, everyMs).unref();
  return async () => {
    clearInterval(timer);
    await copying;
  };
}
