import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readlink, rename, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder, writeNewFile } from './durable.ts';
import { POINTER_KIND } from './current-pointer.ts';
import { installedCorrupt } from './installed-corrupt.ts';
import { ioCodeOf } from './io-coded.ts';
import { isNotThere, readRegularFile } from './open-regular-file.ts';
import { encodeGeneration, parseGeneration } from './parse-generation.ts';
import {
  ACTIVATED_FILE,
  GENERATION_FILE,
  generationFolderOf,
  linkTextOf,
  type PluginLayout,
} from './plugin-layout.ts';
import type { Generation, InstalledPlugin } from './plugin-store.ts';

/** The numbers of all generation folders, ascending, whether they are complete or not. */
export async function listGenerationFolders(layout: PluginLayout): Promise<readonly number[]> {
  try {
    const names = await readdir(layout.generations);
    const numbers = names.filter((name) => /^[1-9][0-9]{0,14}$/.test(name)).map(Number);
    return numbers.sort((left, right) => left - right);
  } catch (error) {
    if (isNotThere(error)) return [];
    throw error;
  }
}

/** @throws ERR_INSTALLED_CORRUPT where it is missing or damaged */
export async function loadGeneration(layout: PluginLayout, number: number): Promise<Generation> {
  const bytes = await readRegularFile(join(generationFolderOf(layout, number), GENERATION_FILE));
  if (bytes === undefined) throw installedCorrupt(`generations/${number}/${GENERATION_FILE}`, 'missing');
  return parseGeneration(bytes, number);
}

/** Makes the folder of a generation in staging, and gives it its place by one rename. */
export async function writeGeneration(layout: PluginLayout, generation: Generation): Promise<void> {
  const bytes = encodeGeneration(generation);
  // What could not be read back must not become live.
  parseGeneration(bytes, generation.number);
  const staged = join(layout.staging, `generation-${randomUUID()}`);
  await mkdir(staged);
  await writeNewFile(join(staged, GENERATION_FILE), bytes);
  if (POINTER_KIND === 'link') for (const plugin of generation.plugins) await linkPlugin(staged, plugin);
  await rename(staged, generationFolderOf(layout, generation.number));
}

/** Notes, for good, that a generation was live: rollback never goes to one that a crash kept from becoming so. */
export async function markActivated(layout: PluginLayout, number: number): Promise<void> {
  const folder = generationFolderOf(layout, number);
  try {
    await writeNewFile(join(folder, ACTIVATED_FILE), new Uint8Array());
  } catch (error) {
    if (ioCodeOf(error) !== 'EEXIST') throw error;
  }
  await syncFolder(folder);
}

export async function wasActivated(layout: PluginLayout, number: number): Promise<boolean> {
  return isThere(join(generationFolderOf(layout, number), ACTIVATED_FILE));
}

export async function isComplete(layout: PluginLayout, number: number): Promise<boolean> {
  return isThere(join(generationFolderOf(layout, number), GENERATION_FILE));
}

/**
 * Proves that the links of a generation lead to its plugins, and that there is no other.
 *
 * @throws ERR_INSTALLED_CORRUPT
 */
export async function verifyLinks(layout: PluginLayout, generation: Generation): Promise<void> {
  if (POINTER_KIND === 'file') return;
  for (const plugin of generation.plugins) await verifyLink(layout, generation.number, plugin);
  const known = new Set([GENERATION_FILE, ACTIVATED_FILE]);
  for (const { vendor, shortName } of generation.plugins) known.add(vendor).add(`${vendor}/${shortName}`);
  const extra = (await listTwoLevels(generationFolderOf(layout, generation.number))).find(
    (path) => !known.has(path),
  );
  if (extra !== undefined) throw installedCorrupt(`generations/${generation.number}/${extra}`, 'extra');
}

/** @throws ERR_INSTALLED_CORRUPT */
export async function verifyLink(
  layout: PluginLayout,
  number: number,
  plugin: InstalledPlugin,
): Promise<void> {
  if (POINTER_KIND === 'file') return;
  const path = `generations/${number}/${plugin.vendor}/${plugin.shortName}`;
  try {
    if ((await readlink(join(layout.root, path))) !== linkTextOf(plugin))
      throw installedCorrupt(path, 'content');
  } catch (error) {
    if (isNotThere(error)) throw installedCorrupt(path, 'missing', error);
    if (ioCodeOf(error) === 'EINVAL') throw installedCorrupt(path, 'type', error);
    throw error;
  }
}

/** Not the recursive listing of Node.js: that goes through links into the plugins. */
async function listTwoLevels(folder: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const found of await readdir(folder, { withFileTypes: true })) {
    paths.push(found.name);
    if (!found.isDirectory()) continue;
    for (const name of await readdir(join(folder, found.name))) paths.push(`${found.name}/${name}`);
  }
  return paths;
}

async function linkPlugin(folder: string, plugin: InstalledPlugin): Promise<void> {
  const link = join(folder, plugin.vendor, plugin.shortName);
  await mkdir(dirname(link), { recursive: true });
  await symlink(linkTextOf(plugin), link);
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isNotThere(error)) return false;
    throw error;
  }
}
