import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { syncFile, syncFolder } from './durable.ts';
import { archiveFileOf, entryNameOf, generationFolderOf, type PluginLayout } from './plugin-layout.ts';
import type { Generation } from './plugin-store.ts';
import { manifestFileOf } from './store-entry.ts';

/**
 * Makes a generation and all of its plugins durable, before `current` may name it. One `sync -f` (the system call
 * syncfs) costs a third of one fsync for each file; where there is none, each file gets its own.
 */
export async function syncPlugins(
  layout: PluginLayout,
  generation: Generation,
  command = 'sync',
): Promise<void> {
  if (await syncFileSystem(layout.root, command)) return;
  for (const plugin of generation.plugins) {
    await syncTree(join(layout.store, entryNameOf(plugin)));
    await syncFile(manifestFileOf(layout, plugin));
    await syncFile(archiveFileOf(layout, plugin));
  }
  await syncTree(generationFolderOf(layout, generation.number));
  for (const folder of [layout.store, layout.generations, layout.root]) await syncFolder(folder);
}

/** Only Linux has it; the command of the same name elsewhere ignores what it is given, and returns too early. */
async function syncFileSystem(path: string, command: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  try {
    await promisify(execFile)(command, ['-f', path]);
    return true;
  } catch {
    // Missing, or too simple to know `-f`; an error of the disk comes up again in the fsync of its file.
    return false;
  }
}

async function syncTree(folder: string): Promise<void> {
  for (const found of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, found.name);
    if (found.isDirectory()) await syncTree(path);
    else if (found.isFile()) await syncFile(path);
  }
  await syncFolder(folder);
}
