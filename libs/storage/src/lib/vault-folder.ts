import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemCodeOf, VaultError } from '@ragnos-vault/errors';
import { syncFolder } from './durable.ts';
import { ioCoded } from './io-coded.ts';
import { readRegularFile } from './open-regular-file.ts';
import { writeVaultFile, type VaultFile } from './write-vault-file.ts';

/** A vault as it lies on disk. */
export interface VaultFolder {
  readonly dir: string;
  readonly repositoryDir: string;
  /** The text of vault.yaml. */
  readonly config: string;
  /** The bytes of root.json: where trust in this vault starts. */
  readonly trustedRoot: Uint8Array;
}

/** In this order they are moved into place: vault.yaml last, because it is what makes a folder a vault. */
const ENTRIES = ['keys', 'repository', 'root.json', 'vault.yaml'];
const STAGING = '.vault-init-';

/**
 * Creates a vault from its files (paths below `dir`), all or none: a folder without vault.yaml is no vault, and a
 * folder that already holds a part of one is left as it is. What `beforeMove` throws, when all is on the disk, undoes it.
 *
 * @throws ERR_VAULT_EXISTS, ERR_IO
 */
export async function createVaultFolder(
  dir: string,
  files: ReadonlyMap<string, VaultFile>,
  beforeMove: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await ioCoded(async () => {
    await mkdir(dir, { recursive: true });
    await assertNoVault(dir);
    const staging = await mkdtemp(join(dir, STAGING));
    try {
      for (const [path, file] of files) await writeVaultFile(join(staging, path), file);
      await beforeMove();
      await moveInto(dir, staging);
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
    await syncFolder(dir);
    await syncFolder(dirname(dir));
  });
}

/** @throws ERR_VAULT_NOT_FOUND, ERR_IO */
export async function openVaultFolder(dir: string): Promise<VaultFolder> {
  return ioCoded(async () => {
    const config = await readRegularFile(join(dir, 'vault.yaml'));
    const trustedRoot = await readRegularFile(join(dir, 'root.json'));
    if (config === undefined || trustedRoot === undefined) {
      throw new VaultError('ERR_VAULT_NOT_FOUND', `no vault in ${dir}`, { facts: { dir } });
    }
    return {
      dir,
      repositoryDir: join(dir, 'repository'),
      config: new TextDecoder().decode(config),
      trustedRoot,
    };
  });
}

async function assertNoVault(dir: string): Promise<void> {
  const taken = (await readdir(dir)).find((name) => ENTRIES.includes(name));
  if (taken !== undefined) throw exists(dir, taken);
}

async function moveInto(dir: string, staging: string): Promise<void> {
  const staged = await readdir(staging);
  for (const entry of ENTRIES.filter((name) => staged.includes(name))) {
    try {
      await rename(join(staging, entry), join(dir, entry));
    } catch (error) {
      // Of two that race, the first to move its keys wins: a folder is never renamed over a full one.
      if (['EEXIST', 'ENOTEMPTY'].includes(systemCodeOf(error) ?? '')) throw exists(dir, entry);
      throw error;
    }
  }
}

function exists(dir: string, entry: string): VaultError {
  return new VaultError('ERR_VAULT_EXISTS', `${dir} already holds ${entry}`, { facts: { dir, entry } });
}
