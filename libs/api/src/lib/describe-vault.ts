import { sha256Hex } from '@ragnos-vault/crypto';
import { toVaultError } from '@ragnos-vault/errors';
import type { CollectableStore } from '@ragnos-vault/metadata';
import { parseVaultConfig, status } from '@ragnos-vault/publisher';
import { openVaultFolder } from '@ragnos-vault/storage';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
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
 * @throws ERR_VAULT_NOT_FOUND, ERR_CONFIG_INVALID, ERR_IO, what `status` of the publisher throws
 */
export async function describeVault(input: {
  readonly repoDir: string;
  readonly exportDir: string;
  readonly now: Date;
}): Promise<VaultDescription> {
  const vault = await openVaultFolder(resolve(input.repoDir));
  const config = parseVaultConfig(vault.config);
  const store = openVaultStore(vault, config);
  const { trustedRoot } = vault;
  const { roles } = await status({ now: input.now, config, trustedRoot }, store);
  const isFolder = config.store === 'repository';
  if (!isFolder) await exportFiles(store, input.exportDir);
  return {
    root: sha256Hex(trustedRoot),
    repositoryDir: isFolder ? vault.repositoryDir : resolve(input.exportDir),
    ...(!isFolder && { branch: config.store.slice('git:'.length) }),
    versions: Object.fromEntries(roles.map(({ role, version }) => [role, version])),
    expires: Object.fromEntries(roles.map(({ role, expires }) => [role, expires])),
  };
}

async function exportFiles(store: CollectableStore, dir: string): Promise<void> {
  try {
    await rm(dir, { recursive: true, force: true });
    for (const prefix of ['metadata/', 'targets/']) {
      for await (const { path } of store.list(prefix)) await exportFile(path, store, dir);
    }
  } catch (error) {
    throw toVaultError(error);
  }
}

/** The store has checked that a path stays below. */
async function exportFile(path: string, store: CollectableStore, dir: string): Promise<void> {
  const file = await store.read(path);
  if (file === undefined) return;
  await mkdir(dirname(join(dir, path)), { recursive: true });
  await writeFile(join(dir, path), file.bytes);
}
