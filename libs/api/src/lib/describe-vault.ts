import { sha256Hex } from '@ragnos-vault/crypto';
import { parseVaultConfig, status } from '@ragnos-vault/publisher';
import { openVaultFolder } from '@ragnos-vault/storage';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { repositoryFolder } from './repository-folder.ts';
import { openVaultStore } from './vault-store.ts';

/** What a publisher tells consumers of a vault. */
export interface VaultDescription {
  /** SHA-256 of root.json, in hex: what a consumer pins. */
  readonly root: string;
  /** The folder with `metadata/` and `targets/` as they are live. */
  readonly repositoryDir: string;
  /** The branch of git that the repository lies in, where it does. */
  readonly branch?: string;
  readonly versions: Readonly<Record<string, number>>;
  /** When each role expires, RFC 3339. */
  readonly expires: Readonly<Record<string, string>>;
}

/**
 * Says what a vault publishes now. A repository that is no folder of the vault is copied into `exportDir`, which is made
 * anew.
 *
 * @throws what `repositoryFolder` and `status` of the publisher throw
 */
export async function describeVault(input: {
  readonly repoDir: string;
  readonly exportDir: string;
  readonly now: Date;
}): Promise<VaultDescription> {
  const vault = await openVaultFolder(resolve(input.repoDir));
  const config = parseVaultConfig(vault.config);
  const { trustedRoot } = vault;
  const { roles } = await status({ now: input.now, config, trustedRoot }, openVaultStore(vault, config));
  await rm(input.exportDir, { recursive: true, force: true });
  return {
    root: sha256Hex(trustedRoot),
    repositoryDir: await repositoryFolder(input.repoDir, resolve(input.exportDir)),
    ...(config.store !== 'repository' && { branch: config.store.slice('git:'.length) }),
    versions: Object.fromEntries(roles.map(({ role, version }) => [role, version])),
    expires: Object.fromEntries(roles.map(({ role, expires }) => [role, expires])),
  };
}
