import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toVaultError } from '@ragnos-vault/errors';
import { TIMESTAMP_PATH } from '@ragnos-vault/metadata';
import type { CollectableStore } from '@ragnos-vault/metadata';
import { replaceVaultFile } from '@ragnos-vault/storage';

/**
 * Copies `metadata/` and `targets/` of a repository into a folder that consumers may be reading: what is there already is
 * not copied again, and timestamp.json comes last. Resolves to the etag of that; where it is the `known` one, nothing is done.
 *
 * @throws ERR_IO, what the store throws
 */
export async function copyRepository(
  store: CollectableStore,
  folder: string,
  known?: string,
): Promise<string | undefined> {
  const timestamp = await store.read(TIMESTAMP_PATH);
  if (timestamp === undefined || timestamp.etag === known) return known;
  for (const prefix of ['metadata/', 'targets/']) {
    for await (const { path } of store.list(prefix)) {
      if (path !== TIMESTAMP_PATH && !existsSync(join(folder, path))) await copyFile(path, store, folder);
    }
  }
  await writeCopy(join(folder, TIMESTAMP_PATH), timestamp.bytes);
  return timestamp.etag;
}

async function copyFile(path: string, store: CollectableStore, folder: string): Promise<void> {
  const stored = await store.read(path);
  if (stored !== undefined) await writeCopy(join(folder, path), stored.bytes);
}

async function writeCopy(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true }).catch((error: unknown) => {
    throw toVaultError(error);
  });
  await replaceVaultFile(file, { bytes, mode: 0o644 });
}
