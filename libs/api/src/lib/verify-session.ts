import { resolve } from 'node:path';
import { parseVaultConfig, verifyRepo } from '@ragnos-vault/publisher';
import type { VerifyReport } from '@ragnos-vault/publisher';
import { openVaultFolder } from '@ragnos-vault/storage';
import { readTrustedRoot } from './install-session.ts';
import { stockWalk } from './stock-walk.ts';
import { openRepositoryAt } from './vault-store.ts';

export interface VerifyRepositoryInput {
  /** Any repository: an address, a `file:` URL, a vault folder or a repository folder. */
  readonly repo?: string;
  /** A vault, whose root.json and vault.yaml are compared with what it publishes. */
  readonly repoDir?: string;
  /** The root.json that consumers of `repo` are given. */
  readonly rootFile?: string;
  readonly now: Date;
}

/** Verifies a published repository as a whole. @throws what `openRepositoryAt` and `verifyRepo` of the publisher throw. */
export async function verifyRepository(input: VerifyRepositoryInput): Promise<VerifyReport> {
  const { repo, repoDir, rootFile, now } = input;
  const vault = repoDir === undefined ? undefined : await openVaultFolder(resolve(repoDir));
  const fetcher = await openRepositoryAt(repo ?? vault?.dir ?? '.');
  const trustedRoot = rootFile === undefined ? vault?.trustedRoot : await readTrustedRoot(rootFile);
  return verifyRepo(
    {
      now,
      ...(vault !== undefined && { config: parseVaultConfig(vault.config) }),
      ...(trustedRoot !== undefined && { trustedRoot }),
    },
    { fetcher, stockWalk },
  );
}
