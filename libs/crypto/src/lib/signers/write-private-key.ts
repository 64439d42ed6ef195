import { open, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCodeOf, VaultError } from '@ragnos-vault/errors';

/**
 * Writes a private key to a new file that only its owner can read, and returns when it will survive a crash.
 * An existing file is never overwritten; after a failure there is no file of ours.
 *
 * @throws ERR_IO
 */
export async function writePrivateKey(path: string, pem: string): Promise<void> {
  const file = await createFile(path);
  try {
    await writeDurably(file, pem);
    await syncFolder(dirname(path));
  } catch (cause) {
    await rm(path, { force: true });
    throw new VaultError('ERR_IO', `a key file cannot be written: ${path}`, { facts: { path }, cause });
  }
}

async function createFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (cause) {
    const reason =
      systemCodeOf(cause) === 'EEXIST' ? 'exists already, and is never overwritten' : 'cannot be created';
    throw new VaultError('ERR_IO', `a key file ${reason}: ${path}`, { facts: { path }, cause });
  }
}

async function writeDurably(file: FileHandle, pem: string): Promise<void> {
  try {
    await file.writeFile(pem, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
}

// Windows can neither open a folder nor needs its entries flushed.
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
