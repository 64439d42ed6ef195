import { resolve } from 'node:path';
import { parseVaultConfig } from '@ragnos-vault/publisher';
import { openVaultFolder } from '@ragnos-vault/storage';
import { copyRepository } from './copy-repository.ts';
import { openVaultStore } from './vault-store.ts';

/**
 * A folder with `metadata/` and `targets/` as they are live, for programs that take nothing else: the vault's own, or
 * `folder`, filled from where the repository lies.
 *
 * @throws ERR_VAULT_NOT_FOUND, ERR_CONFIG_INVALID, what `copyRepository` throws
 */
export async function repositoryFolder(repoDir: string, folder: string): Promise<string> {
  const vault = await openVaultFolder(resolve(repoDir));
  const config = parseVaultConfig(vault.config);
  if (config.store === 'repository') return vault.repositoryDir;
  await copyRepository(openVaultStore(vault, config), folder);
  return folder;
}
