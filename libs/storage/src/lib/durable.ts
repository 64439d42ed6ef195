import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes the names in a folder survive a power cut. Windows has no such call: its journal keeps names in order. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  await syncPath(path, constants.O_RDONLY | constants.O_DIRECTORY);
}

/** {@link syncFolder} for `leaf` and every folder above it, up to and including `top`. */
export async function syncFolders(leaf: string, top: string): Promise<void> {
  let path = leaf;
  await syncFolder(path);
  while (path !== top && path !== dirname(path)) {
    path = dirname(path);
    await syncFolder(path);
  }
}

/** Makes the content of a file survive a power cut. */
export async function syncFile(path: string): Promise<void> {
  // Windows flushes only through a handle that may write.
  await syncPath(path, process.platform === 'win32' ? constants.O_RDWR : constants.O_RDONLY);
}

/** Writes a file that must not exist yet; its content, not yet its name, is durable when it resolves. */
export async function writeNewFile(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx', 0o644);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncPath(path: string, flags: number): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
