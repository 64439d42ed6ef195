import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { ifIntact, listGenerationFolders, loadGeneration, loadGenerationCopy } from './generation-folder.ts';
import { manifestFileOf } from './store-entry.ts';
import { archiveFileOf, entryNameOf, type PluginLayout } from './plugin-layout.ts';
import type { InstalledPlugin } from './plugin-store.ts';

/** What the store makes; whatever else lies there is not ours. */
const OURS = /^[0-9a-f]{64}-/;

/**
 * The names in the store that no set needs but those that are `gone`. None where it cannot be told what a set needs,
 * because its record, and the copy of that, are damaged.
 */
export async function listUnused(
  layout: PluginLayout,
  gone: ReadonlySet<number>,
): Promise<readonly string[]> {
  const needed = new Set<string>();
  for (const number of await listGenerationFolders(layout)) {
    if (gone.has(number)) continue;
    const generation =
      (await ifIntact(() => loadGeneration(layout, number))) ??
      (await ifIntact(() => loadGenerationCopy(layout, number)));
    if (generation === undefined) return [];
    for (const plugin of generation.plugins) for (const name of namesOf(layout, plugin)) needed.add(name);
  }
  return (await readdir(layout.store)).filter((name) => OURS.test(name) && !needed.has(name)).sort();
}

function namesOf(layout: PluginLayout, plugin: InstalledPlugin): readonly string[] {
  const files = [manifestFileOf(layout, plugin), archiveFileOf(layout, plugin)];
  return [entryNameOf(plugin), ...files.map((file) => basename(file))];
}
