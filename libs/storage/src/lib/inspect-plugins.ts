import { inspectPointer } from './current-pointer.ts';
import { compareLinks, ifIntact, loadGeneration, loadGenerationCopy } from './generation-folder.ts';
import type { Difference } from './installed-corrupt.ts';
import { compareArchive } from './kept-archive.ts';
import { inspectLive } from './live-generation.ts';
import { copyOf, GENERATION_FILE, type PluginLayout } from './plugin-layout.ts';
import type { Generation, InstalledPlugin } from './plugin-store.ts';
import { compareEntry } from './store-entry.ts';

/** What lies on disk of the live set. */
export interface Inspection {
  /** The live set; from its copy where its own file is damaged. Missing where there is none, or nobody can tell. */
  readonly generation?: Generation;
  /** All of them; none where everything is as it was installed. */
  readonly differences: readonly Difference[];
}

/**
 * Compares everything that the live set consists of with what was installed: `current`, the record of the set, its links,
 * and for each plugin the files, their manifest, and the archive.
 *
 * @throws ERR_IO
 */
export async function inspectPlugins(layout: PluginLayout): Promise<Inspection> {
  const live = await inspectPointer(layout);
  if (live === 'damaged') return { differences: [{ path: 'current', reason: 'damaged' }] };
  if (live === undefined) return { differences: await comparePointer(layout) };
  const own = await ifIntact(() => loadGeneration(layout, live));
  const copy = await ifIntact(() => loadGenerationCopy(layout, live));
  const generation = own ?? copy;
  const differences: Difference[] = [];
  if (own === undefined)
    differences.push({ path: `generations/${live}/${GENERATION_FILE}`, reason: 'damaged' });
  if (copy === undefined) differences.push({ path: copyOf(live), reason: 'damaged' });
  else if (JSON.stringify(copy) !== JSON.stringify(generation))
    differences.push({ path: copyOf(live), reason: 'content' });
  if (generation === undefined) return { differences };
  differences.push(...(await Array.fromAsync(compareSet(layout, generation))));
  return { generation, differences };
}

/** A folder without `current` is a new one, unless a set was live before. */
async function comparePointer(layout: PluginLayout): Promise<readonly Difference[]> {
  return (await inspectLive(layout)) === 'damaged' ? [{ path: 'current', reason: 'missing' }] : [];
}

async function* compareSet(layout: PluginLayout, generation: Generation): AsyncGenerator<Difference> {
  yield* compareLinks(layout, generation);
  for (const plugin of generation.plugins) yield* comparePlugin(layout, plugin);
}

async function* comparePlugin(layout: PluginLayout, plugin: InstalledPlugin): AsyncGenerator<Difference> {
  for await (const difference of compareEntry(layout, plugin)) yield { ...difference, plugin: plugin.name };
  yield* compareArchive(layout, plugin);
}
