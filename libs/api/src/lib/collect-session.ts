import { resolve } from 'node:path';
import { collect } from '@ragnos-vault/publisher';
import type { CollectInput, CollectReport } from '@ragnos-vault/publisher';
import { openDirectoryStore, openVaultFolder } from '@ragnos-vault/storage';

export interface CollectVaultInput extends Omit<CollectInput, 'trustedRoot'> {
  readonly repoDir: string;
}

/** Removes old files of a vault folder's repository; no key is needed. @throws what `collect` of the publisher throws. */
export async function collectVault(input: CollectVaultInput): Promise<CollectReport> {
  const { trustedRoot, repositoryDir } = await openVaultFolder(resolve(input.repoDir));
  return collect({ ...input, trustedRoot }, openDirectoryStore(repositoryDir));
}
