import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CollectableStore, Fetcher } from '@ragnos-vault/metadata';
import { parseVaultConfig } from '@ragnos-vault/publisher';
import type { VaultConfig } from '@ragnos-vault/publisher';
import {
  openDirectoryStore,
  openFetcher,
  openGitStore,
  openVaultFolder,
  storeFetcher,
} from '@ragnos-vault/storage';
import type { OpenFetcherOptions, VaultFolder } from '@ragnos-vault/storage';

/** Opens the repository of a vault, wherever its vault.yaml says that it lies: the one way to it. */
export function openVaultStore(
  { dir, repositoryDir }: Pick<VaultFolder, 'dir' | 'repositoryDir'>,
  { store }: Pick<VaultConfig, 'store'>,
): CollectableStore {
  if (store === 'repository') return openDirectoryStore(repositoryDir);
  return openGitStore({ dir, branch: store.slice('git:'.length) });
}

/** As {@link openVaultStore}, for a folder that need not be more than `repository/` and the root.json beside it. */
export async function openFolderStore(dir: string): Promise<CollectableStore> {
  const repositoryDir = join(dir, 'repository');
  if (!existsSync(join(dir, 'vault.yaml'))) return openDirectoryStore(repositoryDir);
  return openVaultStore({ dir, repositoryDir }, parseVaultConfig((await openVaultFolder(dir)).config));
}

/** Opens what `--repo` names, as `openFetcher` does; a vault folder leads to where its repository lies. */
export function openRepositoryAt(repo: string, options: OpenFetcherOptions = {}): Promise<Fetcher> {
  return openFetcher(repo, { ...options, openFolder: openVaultElsewhere });
}

/** `undefined` where the folder is no vault, or holds its repository itself. */
async function openVaultElsewhere(dir: string): Promise<Fetcher | undefined> {
  if (!existsSync(join(dir, 'vault.yaml'))) return undefined;
  const vault = await openVaultFolder(dir);
  const config = parseVaultConfig(vault.config);
  return config.store === 'repository' ? undefined : storeFetcher(openVaultStore(vault, config));
}
