import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inspectPointer } from './current-pointer.ts';
import { syncFolders } from './durable.ts';
import { isComplete, listGenerationFolders, wasActivated } from './generation-folder.ts';
import { generationFolderOf, type PluginLayout } from './plugin-layout.ts';

/**
 * Makes the folders of a store, and removes what a killed run left: all of staging, and generations that never
 * became live. It runs under the lock, so that none of it can belong to anybody.
 */
export async function recoverPlugins(layout: PluginLayout): Promise<void> {
  await rm(layout.staging, { recursive: true, force: true });
  await mkdir(layout.staging, { mode: 0o700 });
  await mkdir(layout.store, { recursive: true });
  await mkdir(layout.generations, { recursive: true });
  await removeDeadGenerations(layout);
}

/** Makes the plugins folder itself, so that its name survives a power cut. */
export async function makePluginsFolder(layout: PluginLayout): Promise<void> {
  const made = await mkdir(layout.root, { recursive: true });
  if (made !== undefined) await syncFolders(layout.root, dirname(made));
}

async function removeDeadGenerations(layout: PluginLayout): Promise<void> {
  const pointer = await inspectPointer(layout);
  // Then any generation may be the live one.
  if (pointer === 'damaged') return;
  for (const number of await listGenerationFolders(layout)) {
    if (number === pointer) continue;
    if ((await isComplete(layout, number)) && (await wasActivated(layout, number))) continue;
    await rm(generationFolderOf(layout, number), { recursive: true });
  }
}
