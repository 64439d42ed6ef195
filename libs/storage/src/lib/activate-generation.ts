import { VaultError } from '@ragnos-vault/errors';
import { inspectPointer, readPointer, writePointer } from './current-pointer.ts';
import {
  isComplete,
  listGenerationFolders,
  loadGeneration,
  markActivated,
  verifyLinks,
  wasActivated,
  writeGeneration,
} from './generation-folder.ts';
import { isInstalledCorrupt } from './installed-corrupt.ts';
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
  const folders = await listGenerationFolders(layout);
  const generation = { ...set, number: (folders.at(-1) ?? 0) + 1 };
  await writeGeneration(layout, generation);
  await syncPlugins(layout, generation);
  await switchPointer(layout, generation.number);
  return loadGeneration(layout, generation.number);
}

/**
 * Makes a generation live that once was.
 *
 * @throws ERR_NO_GENERATION where it is gone or never was live; ERR_INSTALLED_CORRUPT
 */
export async function switchToGeneration(layout: PluginLayout, { number }: Generation): Promise<void> {
  const wasLive = number === (await inspectPointer(layout)) || (await wasActivated(layout, number));
  if (!wasLive || !(await isComplete(layout, number))) {
    throw new VaultError('ERR_NO_GENERATION', `there is no generation ${number}`, { facts: { number } });
  }
  const generation = await loadGeneration(layout, number);
  for (const plugin of generation.plugins) await assertEntry(layout, plugin);
  await verifyLinks(layout, generation);
  await switchPointer(layout, number);
}

/** Every generation that is or was live, ascending. */
export async function listGenerations(layout: PluginLayout): Promise<readonly Generation[]> {
  const live = await inspectPointer(layout);
  const generations: Generation[] = [];
  for (const number of await listGenerationFolders(layout)) {
    if (number !== live && !(await wasActivated(layout, number))) continue;
    generations.push(await loadGeneration(layout, number));
  }
  return generations;
}

export async function loadCurrent(layout: PluginLayout): Promise<Generation | undefined> {
  const number = await readPointer(layout);
  return number === undefined ? undefined : loadGeneration(layout, number);
}

async function switchPointer(layout: PluginLayout, number: number): Promise<void> {
  const live = await inspectPointer(layout);
  // A damaged generation is not marked, so that the next run removes it.
  if (typeof live === 'number' && (await isIntact(layout, live))) await markActivated(layout, live);
  await writePointer(layout, number);
}

async function isIntact(layout: PluginLayout, number: number): Promise<boolean> {
  try {
    await loadGeneration(layout, number);
    return true;
  } catch (error) {
    if (isInstalledCorrupt(error)) return false;
    throw error;
  }
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
