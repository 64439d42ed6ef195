import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '@ragnos-vault/crypto';
import { systemCodeOf } from '@ragnos-vault/errors';
import type { TrustedClient, TrustedTarget } from '@ragnos-vault/metadata';

const MAX_NAME_LENGTH = 200;

/**
 * Leaves the proven bytes of a target in a folder, under a name that depends on its path only. A file that has them
 * already stays as it is, and nothing is fetched. On failure the folder is as it was.
 */
export async function saveTarget(
  target: TrustedTarget,
  folder: string,
  client: TrustedClient,
): Promise<void> {
  const path = join(folder, fileNameOf(target.path));
  if (await isSaved(path, target)) return;
  await mkdir(folder, { recursive: true });
  const part = join(folder, `.${randomUUID()}`);
  try {
    await writeChunks(part, client.download(target));
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
}

/** One flat, safe name: a path of the repository is never a path of the disk. */
function fileNameOf(path: string): string {
  const name = encodeURIComponent(path).replaceAll('.', (dot, at) => (at === 0 ? '%2E' : dot));
  return name.length <= MAX_NAME_LENGTH ? name : sha256Hex(new TextEncoder().encode(path));
}

async function isSaved(path: string, { length, hashes }: TrustedTarget): Promise<boolean> {
  const bytes = await readIfThere(path);
  if (bytes?.length !== length) return false;
  return ['sha256', 'sha512'].every((algorithm) => {
    const digest = hashes.get(algorithm);
    return digest === undefined || createHash(algorithm).update(bytes).digest('hex') === digest;
  });
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeChunks(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx');
  try {
    for await (const chunk of chunks) await file.writeFile(chunk);
  } finally {
    await file.close();
  }
}
