import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { installedCorrupt, isInstalledCorrupt, type Difference } from './installed-corrupt.ts';
import { isNotThere } from './open-regular-file.ts';
import { ARCHIVE_ENDING, archiveFileOf, type PluginLayout } from './plugin-layout.ts';
import type { ArchiveDigest, InstalledPlugin, StagedArchive } from './plugin-store.ts';
import { readChunks } from './stage-archive.ts';

/**
 * The archive that is kept under a digest; `undefined` where none is, or its bytes are others. What was proven here is
 * proven again by each later reading, at its end.
 *
 * @throws ERR_IO
 */
export async function openKeptArchive(
  layout: PluginLayout,
  digest: ArchiveDigest,
): Promise<StagedArchive | undefined> {
  const name = await findKeptName(layout, digest);
  if (name === undefined) return undefined;
  const open = () => asDigested(readChunks(join(layout.store, name)), `store/${name}`, digest);
  if (!(await isProven(open()))) return undefined;
  const stays = () => Promise.resolve();
  return { open, moveTo: stays, dispose: stays };
}

/** Whether the archive of a plugin is kept, and is what was installed. */
export async function* compareArchive(
  layout: PluginLayout,
  plugin: InstalledPlugin,
): AsyncGenerator<Difference> {
  if ((await openKeptArchive(layout, plugin)) !== undefined) return;
  const path = `store/${basename(archiveFileOf(layout, plugin))}`;
  const isThere = (await findKeptName(layout, plugin)) !== undefined;
  yield { path, reason: isThere ? 'content' : 'missing', plugin: plugin.name };
}

/** Its name ends as that of its plugin, which those who look for a digest need not know. */
export async function findKeptName(
  { store }: PluginLayout,
  { sha256 }: ArchiveDigest,
): Promise<string | undefined> {
  try {
    const entries = await readdir(store, { withFileTypes: true });
    const isKept = (name: string) => name.startsWith(`${sha256}-`) && name.endsWith(ARCHIVE_ENDING);
    return entries.find((entry) => entry.isFile() && isKept(entry.name))?.name;
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}

async function isProven(chunks: AsyncIterable<Uint8Array>): Promise<boolean> {
  try {
    await Array.fromAsync(chunks, () => undefined);
    return true;
  } catch (error) {
    if (isInstalledCorrupt(error)) return false;
    throw error;
  }
}

/** The same bytes; at their end they are those of the digest. @throws ERR_INSTALLED_CORRUPT */
export async function* asDigested(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  { sha256, length }: ArchiveDigest,
): AsyncGenerator<Uint8Array> {
  const digest = createHash('sha256');
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > length) throw installedCorrupt(path, 'size');
    digest.update(chunk);
    yield chunk;
  }
  if (size !== length) throw installedCorrupt(path, 'size');
  if (digest.digest('hex') !== sha256) throw installedCorrupt(path, 'content');
}
