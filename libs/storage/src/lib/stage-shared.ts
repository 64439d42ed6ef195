import { join } from 'node:path';
import { isInstalledCorrupt } from './installed-corrupt.ts';
import { asDigested, findKeptName } from './kept-archive.ts';
import { openRegularFile } from './open-regular-file.ts';
import { pluginLayout, type PluginLayout } from './plugin-layout.ts';
import type { ArchiveDigest, StagedArchive } from './plugin-store.ts';
import { chunksOf, stageArchive } from './stage-archive.ts';

/**
 * Copies an archive that another plugins folder keeps to the staging of this one. It is read once, so that the bytes
 * which are proven are those that stay; nothing is written there, and no link is followed.
 *
 * @throws ERR_IO
 */
export async function stageShared(
  layout: PluginLayout,
  { sharedDir, digest }: { readonly sharedDir: string | undefined; readonly digest: ArchiveDigest },
): Promise<StagedArchive | undefined> {
  if (sharedDir === undefined) return undefined;
  const shared = pluginLayout(sharedDir);
  const name = await findKeptName(shared, digest);
  const file = name === undefined ? undefined : await openRegularFile(join(shared.store, name));
  if (file === undefined) return undefined;
  try {
    return await stageArchive(layout.staging, asDigested(chunksOf(file), `store/${name}`, digest));
  } catch (error) {
    if (isInstalledCorrupt(error)) return undefined;
    throw error;
  }
}
