import { randomUUID } from 'node:crypto';
import { lstat, mkdir, open, readdir, readlink, rename, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder, writeNewFile } from './durable.ts';
import { POINTER_KIND } from './current-pointer.ts';
import { assertSame, installedCorrupt, isInstalledCorrupt, type Difference } from './installed-corrupt.ts';
import { ioCodeOf } from './io-coded.ts';
import { isNotThere, readRegularFile } from './open-regular-file.ts';
import { encodeGeneration, parseGeneration } from './parse-generation.ts';
import {
  ACTIVATED_FILE,
  copyOf,
  GENERATION_FILE,
  generationFolderOf,
  linkTextOf,
  PINNED_FILE,
  readerLockOf,
  type PluginLayout,
} from './plugin-layout.ts';
import type { Generation, InstalledPlugin } from './plugin-store.ts';

const OWN_FILES = [GENERATION_FILE, ACTIVATED_FILE, PINNED_FILE];

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
  return load(layout, number, `generations/${number}/${GENERATION_FILE}`);
}

/** The same from the copy beside the folder, which nothing but a repair reads. @throws as {@link loadGeneration} */
export async function loadGenerationCopy(layout: PluginLayout, number: number): Promise<Generation> {
  return load(layout, number, copyOf(number));
}

/** `undefined` where what is loaded is damaged. */
export async function ifIntact<T>(load: () => Promise<T>): Promise<T | undefined> {
  try {
    return await load();
  } catch (error) {
    if (isInstalledCorrupt(error)) return undefined;
    throw error;
  }
}

async function load(layout: PluginLayout, number: number, path: string): Promise<Generation> {
  const bytes = await readRegularFile(join(layout.root, path));
  if (bytes === undefined) throw installedCorrupt(path, 'missing');
  return parseGeneration(bytes, number, path);
}

/**
 * Makes the folder of a generation in staging, and gives it its place by one rename. A copy of what it says comes first:
 * without it a set could not be repaired.
 */
export async function writeGeneration(layout: PluginLayout, generation: Generation): Promise<void> {
  const bytes = encodeGeneration(generation);
  // What could not be read back must not become live.
  parseGeneration(bytes, generation.number);
  const staged = join(layout.staging, `generation-${randomUUID()}`);
  await mkdir(staged);
  await writeNewFile(join(staged, GENERATION_FILE), bytes);
  await writeNewFile(`${staged}.json`, bytes);
  // For readers who may not make it themselves.
  await writeFile(`${staged}.lock`, '', { flag: 'wx', mode: 0o644 });
  if (POINTER_KIND === 'link') for (const plugin of generation.plugins) await linkPlugin(staged, plugin);
  await rename(`${staged}.lock`, readerLockOf(layout, generation.number));
  await rename(`${staged}.json`, join(layout.root, copyOf(generation.number)));
  await rename(staged, generationFolderOf(layout, generation.number));
}

/**
 * Notes, for good, that a generation was live, and when it last was: rollback never goes to one that a crash kept from
 * becoming so, and gc leaves those who read it by its path some time.
 */
export async function markActivated(layout: PluginLayout, number: number): Promise<void> {
  const folder = generationFolderOf(layout, number);
  try {
    const mark = await open(join(folder, ACTIVATED_FILE), 'a', 0o644);
    await mark.utimes(new Date(), new Date()).finally(() => mark.close());
  } catch (error) {
    // The folder itself was removed.
    if (isNotThere(error)) return;
    throw error;
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
  await assertSame(compareLinks(layout, generation));
}

/** As {@link verifyLinks}, all differences. */
export async function* compareLinks(
  layout: PluginLayout,
  generation: Generation,
): AsyncGenerator<Difference> {
  if (POINTER_KIND === 'file') return;
  const folder = `generations/${generation.number}`;
  const known = new Set<string>(OWN_FILES);
  for (const { vendor, shortName } of generation.plugins) known.add(vendor).add(`${vendor}/${shortName}`);
  for (const path of await listTwoLevels(join(layout.root, folder)))
    if (!known.has(path)) yield { path: `${folder}/${path}`, reason: 'extra' };
  for (const plugin of generation.plugins) yield* compareLink(layout, generation.number, plugin);
}

/** @throws ERR_INSTALLED_CORRUPT */
export async function verifyLink(
  layout: PluginLayout,
  number: number,
  plugin: InstalledPlugin,
): Promise<void> {
  await assertSame(compareLink(layout, number, plugin));
}

async function* compareLink(
  layout: PluginLayout,
  number: number,
  plugin: InstalledPlugin,
): AsyncGenerator<Difference> {
  if (POINTER_KIND === 'file') return;
  const path = `generations/${number}/${plugin.vendor}/${plugin.shortName}`;
  try {
    const text = await readlink(join(layout.root, path));
    if (text !== linkTextOf(plugin)) yield { path, reason: 'content', plugin: plugin.name };
  } catch (error) {
    // EINVAL: not a link.
    if (!isNotThere(error) && ioCodeOf(error) !== 'EINVAL') throw error;
    yield { path, reason: isNotThere(error) ? 'missing' : 'type', plugin: plugin.name };
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
