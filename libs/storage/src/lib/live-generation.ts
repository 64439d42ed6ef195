import { inspectPointer, readPointer } from './current-pointer.ts';
import { isComplete, listGenerationFolders, loadGeneration, wasActivated } from './generation-folder.ts';
import { installedCorrupt } from './installed-corrupt.ts';
import type { PluginLayout } from './plugin-layout.ts';
import type { Generation } from './plugin-store.ts';

/**
 * The live set; `undefined` where none was ever live.
 *
 * @throws ERR_INSTALLED_CORRUPT where nobody can tell which it is, or what is in it
 */
export async function loadCurrent(layout: PluginLayout): Promise<Generation | undefined> {
  const number = await readPointer(layout);
  if (number !== undefined) return loadGeneration(layout, number);
  if (await wasAnyActivated(layout)) throw installedCorrupt('current', 'missing');
  return undefined;
}

/** The number of the live generation for those who repair; `damaged` where any generation may be the live one. */
export async function inspectLive(layout: PluginLayout): Promise<number | 'damaged' | undefined> {
  const pointer = await inspectPointer(layout);
  if (typeof pointer === 'number') return (await isComplete(layout, pointer)) ? pointer : 'damaged';
  if (pointer === undefined && (await wasAnyActivated(layout))) return 'damaged';
  return pointer;
}

async function wasAnyActivated(layout: PluginLayout): Promise<boolean> {
  for (const number of await listGenerationFolders(layout))
    if (await wasActivated(layout, number)) return true;
  return false;
}
