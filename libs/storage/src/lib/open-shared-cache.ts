import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openMetadataCache } from '@ragnos-vault/metadata';
import type { MetadataCache } from '@ragnos-vault/metadata';
import { ioCoded } from './io-coded.ts';
import { withLock } from './kernel-lock.ts';

/** A change is one small file, so that this is reached only where somebody hangs. */
const TIMEOUT_MS = 60_000;

/**
 * The trusted metadata of one repository in a folder that any number of processes share. Changes exclude each other by
 * a kernel lock, which ends with its process; reading needs none. The lock lies beside the folder, as `<folder>.lock`.
 *
 * @throws ERR_LOCKED, ERR_IO
 */
export function openSharedCache(folder: string): MetadataCache {
  const cache = openMetadataCache(folder, async (work) => {
    await ioCoded(() => mkdir(dirname(folder), { recursive: true, mode: 0o700 }));
    return withLock(`${folder}.lock`, { command: 'refresh', timeoutMs: TIMEOUT_MS }, work);
  });
  return {
    ...cache,
    read: (name) => ioCoded(() => cache.read(name)),
    write: (name, bytes) => ioCoded(() => cache.write(name, bytes)),
    remove: (name) => ioCoded(() => cache.remove(name)),
  };
}
