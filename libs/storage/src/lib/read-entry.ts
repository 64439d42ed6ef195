import { join } from 'node:path';
import { parseFileManifest, type FileMember } from '@ragnos-vault/archive';
import { installedCorrupt } from './installed-corrupt.ts';
import { readRegularFile } from './open-regular-file.ts';
import { entryNameOf, type PluginLayout } from './plugin-layout.ts';
import type { InstalledPlugin } from './plugin-store.ts';
import { manifestFileOf, verifyEntry } from './store-entry.ts';

/**
 * The files of a plugin in the store, as they were in its archive; `undefined` where it is not there.
 *
 * @throws ERR_INSTALLED_CORRUPT where it is there, and not what was installed
 */
export async function readEntry(
  layout: PluginLayout,
  plugin: InstalledPlugin,
): Promise<readonly FileMember[] | undefined> {
  const manifest = await readRegularFile(manifestFileOf(layout, plugin));
  if (manifest === undefined) return undefined;
  await verifyEntry(layout, plugin);
  const files: FileMember[] = [];
  for (const { path, mode } of parseFileManifest(manifest)) {
    const content = await readRegularFile(join(layout.store, entryNameOf(plugin), path));
    if (content === undefined) throw installedCorrupt(path, 'missing');
    files.push({ path, mode, content });
  }
  return files;
}
