import { access, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inspectPointer } from './current-pointer.ts';
import { syncFolders } from './durable.ts';
import { listGenerationFolders, wasActivated } from './generation-folder.ts';
import { inspectLive } from './live-generation.ts';
import { generationFolderOf, type PluginLayout } from './plugin-layout.ts';

/**
 * Makes the folders of a store, and removes what a killed run left: all of staging, and generations that never
 * became live. It runs under the lock, so that none of it can belong to anybody.
 */
export async function recoverPlugins(layout: PluginLayout): Promise<void> {
  await rm(layout.staging, { recursive: true, force: true });
  await mkdir(layout.staging, { mode: 0o700 });
  await hideFromWorkspace(layout);
  await mkdir(layout.store, { recursive: true });
  await mkdir(layout.generations, { recursive: true });
  await removeDeadGenerations(layout);
  await removeLostSidecars(layout);
}

/** Makes the plugins folder itself, so that its name survives a power cut. */
export async function makePluginsFolder(layout: PluginLayout): Promise<void> {
  const made = await mkdir(layout.root, { recursive: true });
  if (made !== undefined) await syncFolders(layout.root, dirname(made));
}

/**
 * What is installed is no source of the workspace around it. Tools that look for those pass over what git ignores; else an
 * Nx, for one, would take a `project.json` of a plugin for a project, and run its commands. A file that is there is left.
 */
async function hideFromWorkspace({ root, staging }: PluginLayout): Promise<void> {
  const file = join(root, '.gitignore');
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  await writeFile(join(staging, '.gitignore'), '*\n');
  await rename(join(staging, '.gitignore'), file);
}

async function removeDeadGenerations(layout: PluginLayout): Promise<void> {
  const live = await inspectLive(layout);
  // Then any generation may be the live one.
  if (live === 'damaged') return;
  for (const number of await listGenerationFolders(layout)) {
    if (number === live || (await wasActivated(layout, number))) continue;
    await rm(generationFolderOf(layout, number), { recursive: true });
  }
}

/** The copy and the lock of a generation that is gone. */
async function removeLostSidecars(layout: PluginLayout): Promise<void> {
  const known = new Set<number | string | undefined>([
    ...(await listGenerationFolders(layout)),
    await inspectPointer(layout),
  ]);
  for (const name of await readdir(layout.generations)) {
    const number = /^([1-9][0-9]{0,14})\.(?:json|lock)$/.exec(name)?.[1];
    if (number !== undefined && !known.has(Number(number))) await rm(join(layout.generations, name));
  }
}
