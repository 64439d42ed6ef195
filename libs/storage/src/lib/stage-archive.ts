import { randomUUID } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { ioCoded } from './io-coded.ts';
import type { StagedArchive } from './plugin-store.ts';

const CHUNK_BYTES = 256 * 1024;

/**
 * Writes an archive to staging while it arrives. What the chunks throw passes unchanged and leaves nothing behind.
 *
 * @throws ERR_IO
 */
export async function stageArchive(
  staging: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<StagedArchive> {
  const path = join(staging, `archive-${randomUUID()}.tgz`);
  try {
    await writeChunks(path, chunks);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return archiveAt(path);
}

function archiveAt(path: string): StagedArchive {
  let place = path;
  return {
    open: () => readChunks(place),
    moveTo: (target) =>
      ioCoded(async () => {
        await rename(place, target);
        place = target;
      }),
    dispose: () => ioCoded(() => rm(path, { force: true })),
  };
}

async function writeChunks(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const handle = await open(path, 'wx', 0o644);
  try {
    // On a handle this goes on where the last chunk ended.
    for await (const chunk of chunks) await handle.writeFile(chunk);
  } finally {
    await handle.close();
  }
}

/** The bytes of a file. @throws ERR_IO */
export async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  yield* chunksOf(await ioCoded(() => open(path, 'r')));
}

/** The rest of an open file, which is closed at its end, or when its reader goes. @throws ERR_IO */
export async function* chunksOf(handle: FileHandle): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const { bytesRead, buffer } = await ioCoded(() => handle.read(Buffer.allocUnsafe(CHUNK_BYTES)));
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
