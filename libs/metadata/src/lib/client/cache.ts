import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { systemCodeOf } from '@ragnos-vault/errors';
import type { MetadataCache } from '../ports.ts';
import { oneAtATime } from './one-at-a-time.ts';

const TEMPORARY = '.tmp';

/**
 * A cache in a folder of mode 0700. A write is whole or not at all, also after a crash; concurrent writers never mix
 * bytes. `lock` excludes other processes; without it, only the callers of this one cache exclude each other.
 */
export function openMetadataCache(folder: string, lock?: MetadataCache['exclusive']): MetadataCache {
  const pathOf = (name: string): string => join(folder, name);
  let isSwept = false;
  return {
    pathOf,
    read: (name) => readIfThere(pathOf(name)),
    async write(name, bytes) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await replaceFile(pathOf(name), bytes);
    },
    remove: (name) => removeFile(pathOf(name)),
    exclusive:
      lock === undefined
        ? oneAtATime()
        : (work) =>
            lock(async () => {
              if (!isSwept) await removeTemporary(folder);
              isSwept = true;
              return work();
            }),
  };
}

/** A cache that ends with the process. */
export function memoryCache(initial: ReadonlyMap<string, Uint8Array> = new Map()): MetadataCache {
  const files = new Map(initial);
  return {
    read: (name) => Promise.resolve(files.get(name)),
    write: (name, bytes) => Promise.resolve(void files.set(name, bytes)),
    remove: (name) => Promise.resolve(void files.delete(name)),
    exclusive: oneAtATime(),
  };
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}${TEMPORARY}`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

async function removeFile(path: string): Promise<void> {
  try {
    await rm(path);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return;
    throw error;
  }
  await syncFolder(dirname(path));
}

// Whoever holds the lock is the only writer, so that these are left over from a process that died.
async function removeTemporary(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) if (name.endsWith(TEMPORARY)) await rm(join(folder, name), { force: true });
}

// Without it a power cut may bring back the older file, and with it a lower rollback floor.
async function syncFolder(path: string): Promise<void> {
  // Windows has no such call.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
