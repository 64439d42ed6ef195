import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { VaultError } from '@ragnos-vault/errors';
import { syncFolder } from './durable.ts';
import { ioCoded } from './io-coded.ts';
import { withLock } from './kernel-lock.ts';
import { readRegularFile } from './open-regular-file.ts';
import { writeVaultFile, type VaultFile } from './write-vault-file.ts';

/**
 * Replaces `vault.yaml` by what `edit` makes of it: whole or not at all, one editor at a time.
 *
 * @throws ERR_VAULT_NOT_FOUND, ERR_LOCKED, ERR_IO, what `edit` throws
 */
export async function updateVaultConfig(dir: string, edit: (text: string) => string): Promise<void> {
  await ioCoded(async () => {
    const path = join(dir, 'vault.yaml');
    await withLock(join(dir, '.vault.lock'), { command: 'change vault.yaml' }, async () => {
      const before = await readRegularFile(path);
      if (before === undefined)
        throw new VaultError('ERR_VAULT_NOT_FOUND', `no vault in ${dir}`, { facts: { dir } });
      const text = edit(new TextDecoder().decode(before));
      await replaceVaultFile(path, { bytes: new TextEncoder().encode(text), mode: 0o644 });
    });
  });
}

/** Gives a file of the vault new content, whole or not at all. @throws ERR_IO */
export async function replaceVaultFile(path: string, file: VaultFile): Promise<void> {
  const temporary = join(dirname(path), `.tmp-${randomUUID()}`);
  await ioCoded(async () => {
    try {
      await writeVaultFile(temporary, file);
      await rename(temporary, path);
      await syncFolder(dirname(path));
    } finally {
      await rm(temporary, { force: true });
    }
  });
}

/** Writes a new file of the vault, a key for instance. @throws ERR_VAULT_EXISTS where there is one; ERR_IO */
export async function addVaultFile(dir: string, path: string, file: VaultFile): Promise<void> {
  const place = join(dir, path);
  await ioCoded(async () => {
    if ((await readRegularFile(place)) !== undefined) {
      throw new VaultError('ERR_VAULT_EXISTS', `the vault holds this file already: ${path}`, {
        facts: { path },
      });
    }
    await writeVaultFile(place, file);
    await syncFolder(dirname(place));
  });
}
