import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { VaultError } from '@ragnos-vault/errors';
import { ioCodeOf } from './io-coded.ts';

const NOT_THERE = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']);

/**
 * Opens a plain file for reading, or resolves to `undefined` where there is none. A symbolic link is not followed
 * and a FIFO does not block.
 *
 * @throws ERR_IO where something other than a plain file lies at the path
 */
export async function openRegularFile(path: string): Promise<FileHandle | undefined> {
  const handle = await openWithoutFollowing(path);
  if (handle === undefined) return undefined;
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new VaultError('ERR_IO', `not a plain file: ${path}`, { facts: { path } });
}

/** The whole content of {@link openRegularFile}. */
export async function readRegularFile(path: string): Promise<Uint8Array | undefined> {
  const handle = await openRegularFile(path);
  if (handle === undefined) return undefined;
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** True for the codes by which an operating system says that no such file exists, or can exist. */
export function isNotThere(error: unknown): boolean {
  return NOT_THERE.has(ioCodeOf(error) ?? '');
}

/** What is refused where a link could lead a reader or writer out of its folder. */
export function symbolicLinkRefused(path: string, cause?: unknown): VaultError {
  return new VaultError('ERR_IO', `a symbolic link lies in the way: ${path}`, { facts: { path }, cause });
}

async function openWithoutFollowing(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isNotThere(error)) return undefined;
    if (ioCodeOf(error) === 'ELOOP') throw symbolicLinkRefused(path, error);
    throw error;
  }
}
