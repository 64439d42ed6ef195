import { VaultError } from '@ragnos-vault/errors';
import { inspectPointer, writePointer } from './current-pointer.ts';
import {
  ifIntact,
  isComplete,
  listGenerationFolders,
  loadGeneration,
  markActivated,
  verifyLinks,
  wasActivated,
  writeGeneration,
} from './generation-folder.ts';
import { inspectLive } from './live-generation.ts';
import type { PluginLayout } from './plugin-layout.ts';
import type { Generation, InstalledPlugin } from './plugin-store.ts';
import { assertEntry } from './store-entry.ts';
import { syncPlugins } from './sync-plugins.ts';

/**
 * Makes a set of plugins live. The rename of `current` is the one commit point: before it everything is durable, and
 * a failure leaves the set that was live as it was.
 *
 * @throws ERR_PLUGIN_CONFLICT, ERR_INSTALLED_CORRUPT for a plugin that was not unpacked, ERR_IO
 */
export async function activateSet(
  layout: PluginLayout,
  set: Omit<Generation, 'number'>,
): Promise<Generation> {
  assertDistinct(set.plugins);
  for (const plugin of set.plugins) await assertEntry(layout, plugin);
  const generation = { ...set, number: await nextNumber(layout) };
  await writeGeneration(layout, generation);
  await syncPlugins(layout, generation);
  await switchPointer(layout, generation.number);
  return loadGeneration(layout, generation.number);
}

/** Never one that was live: a reader who holds its lock must not come to hold that of another set. */
async function nextNumber(layout: PluginLayout): Promise<number> {
  const pointer = await inspectPointer(layout);
  const last = (await listGenerationFolders(layout)).at(-1) ?? 0;
  return Math.max(last, typeof pointer === 'number' ? pointer : 0) + 1;
}

/**
 * Makes a generation live that once was.
 *
 * @throws ERR_NO_GENERATION where it is gone or never was live; ERR_INSTALLED_CORRUPT
 */
export async function switchToGeneration(layout: PluginLayout, { number }: Generation): Promise<void> {
  const isKnown = await wasLive(layout, number, await inspectLive(layout));
  if (!isKnown || !(await isComplete(layout, number))) {
    throw new VaultError('ERR_NO_GENERATION', `there is no generation ${number}`, { facts: { number } });
  }
  const generation = await loadGeneration(layout, number);
  for (const plugin of generation.plugins) await assertEntry(layout, plugin);
  await verifyLinks(layout, generation);
  await switchPointer(layout, number);
}

/** Every generation that is or was live and can be read, ascending. */
export async function listGenerations(layout: PluginLayout): Promise<readonly Generation[]> {
  const live = await inspectLive(layout);
  const generations: Generation[] = [];
  for (const number of await listGenerationFolders(layout)) {
    if (!(await wasLive(layout, number, live))) continue;
    const generation = await ifIntact(() => loadGeneration(layout, number));
    if (generation !== undefined) generations.push(generation);
  }
  return generations;
}

/** Where nobody can tell which generation is live, whoever names one knows better than nobody. */
async function wasLive(
  layout: PluginLayout,
  number: number,
  live: number | 'damaged' | undefined,
): Promise<boolean> {
  return live === 'damaged' || live === number || (await wasActivated(layout, number));
}

async function switchPointer(layout: PluginLayout, number: number): Promise<void> {
  const live = await inspectPointer(layout);
  if (typeof live === 'number') await markActivated(layout, live);
  await writePointer(layout, number);
  // So that it is known without `current` as well. The set is live: nothing that fails from here on is a failure to switch.
  await markActivated(layout, number).catch(() => undefined);
}

function assertDistinct(plugins: readonly InstalledPlugin[]): void {
  const seen = new Set<string>();
  for (const { vendor, shortName, name } of plugins) {
    // Folders of some systems do not tell case apart.
    const place = `${vendor}/${shortName}`.toLowerCase();
    if (seen.has(place))
      throw new VaultError('ERR_PLUGIN_CONFLICT', `given twice: ${name}`, { facts: { name } });
    seen.add(place);
  }
}
