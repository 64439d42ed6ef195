import { constants, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { VaultError } from '@ragnos-vault/errors';
import type { KeySource, SignerContext } from './signer-context.ts';

/** An RSA key of 8192 bits has 6.5 KiB in PEM. */
const MAX_BYTES = 64 * 1024;

/** The key of `file2:<path>`. @throws ERR_SIGNER_UNAVAILABLE, ERR_KEY_PERMISSIONS */
export async function readKeyFile(name: string, { baseDir }: SignerContext): Promise<KeySource> {
  if (name === '' || name.includes('\0') || name.includes('-----')) {
    // Not repeated: it may be the key itself, given where its path belongs.
    throw new VaultError('ERR_SIGNER_UNAVAILABLE', 'a signer URI `file2:` takes the path of a key file');
  }
  const path = resolve(baseDir, name);
  const file = await openFile(path);
  try {
    assertPrivate(await file.stat(), path);
    return { pem: await file.readFile('utf8'), place: path };
  } finally {
    await file.close();
  }
}

// Without O_NONBLOCK the opening of a FIFO would wait for a writer for ever.
async function openFile(path: string): Promise<FileHandle> {
  const flags = process.platform === 'win32' ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NONBLOCK;
  try {
    return await open(path, flags);
  } catch (cause) {
    throw new VaultError('ERR_SIGNER_UNAVAILABLE', `a key file cannot be opened: ${path}`, {
      facts: { path },
      cause,
    });
  }
}

// Asked of the open file, so that nobody can swap it between the question and the reading.
function assertPrivate(stats: Stats, path: string): void {
  if (!stats.isFile() || stats.size > MAX_BYTES) {
    throw new VaultError('ERR_SIGNER_UNAVAILABLE', `not a key file: ${path}`, { facts: { path } });
  }
  // X41 TUF-CR-22-01. On Windows the mode says nothing.
  if (process.platform === 'win32' || (stats.mode & 0o077) === 0) return;
  const mode = (stats.mode & 0o777).toString(8).padStart(4, '0');
  throw new VaultError('ERR_KEY_PERMISSIONS', `a key file is open to other users (mode ${mode}): ${path}`, {
    facts: { path, mode },
  });
}
