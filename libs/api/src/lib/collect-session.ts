import { resolve } from 'node:path';
import { collect, parseVaultConfig } from '@ragnos-vault/publisher';
import type { CollectInput, CollectReport } from '@ragnos-vault/publisher';
import { openVaultFolder } from '@ragnos-vault/storage';
import { openVaultStore } from './vault-store.ts';

export interface CollectVaultInput extends Omit<CollectInput, 'trustedRoot'> {
  readonly repoDir: string;
}

/** Removes old files of a vault folder's repository; no key is needed. @throws ERR_CONFIG_INVALID, what `collect` of the publisher throws. */
export async function collectVault(input: CollectVaultInput): Promise<CollectReport> {
  const vault = await openVaultFolder(resolve(input.repoDir));
  const store = openVaultStore(vault, parseVaultConfig(vault.config));
  return collect({ ...input, trustedRoot: vault.trustedRoot }, store);
}
