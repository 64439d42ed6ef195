import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { systemCodeOf } from '@ragnos-vault/errors';
import type { MetadataCache } from '../ports.ts';

/** A cache in a folder of mode 0700. A write is whole or not at all, also after a crash; concurrent writers never mix bytes. */
export function openMetadataCache(folder: string): MetadataCache {
  return {
    async read(name) {
      try {
        return await readFile(join(folder, name));
      } catch (error) {
        if (systemCodeOf(error) === 'ENOENT') return undefined;
        throw error;
      }
    },
    async write(name, bytes) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await replaceFile(join(folder, name), bytes);
    },
    async remove(name) {
      await rm(join(folder, name), { force: true });
    },
  };
}

/** A cache that ends with the process. */
export function memoryCache(initial: ReadonlyMap<string, Uint8Array> = new Map()): MetadataCache {
  const files = new Map(initial);
  return {
    read: (name) => Promise.resolve(files.get(name)),
    write: (name, bytes) => Promise.resolve(void files.set(name, bytes)),
    remove: (name) => Promise.resolve(void files.delete(name)),
  };
}

async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } finally {
    await rm(temporary, { force: true });
  }
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
