import { warning } from '@actions/core';
import { copyFile, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The name of an archive in a plugin store: its digest, then whose it is. */
const ARCHIVE = /^[0-9a-f]{64}-[A-Za-z0-9@._+-]{1,200}\.tgz$/;

/** Archives of plugins between runs. Whatever comes back is a candidate: the installer proves its bytes or drops them. */
export interface ArchiveCache {
  /** The folder that is kept; outside the plugins, which nothing restored may touch. */
  readonly dir: string;
  readonly key: string;
}

/**
 * Brings archives of an earlier run to where the installer looks for them, and returns whether there were any under this
 * very key. A cache that cannot be read is none.
 */
export async function restoreArchives({ dir, key }: ArchiveCache, pluginsDir: string): Promise<boolean> {
  const had = await exists(pluginsDir);
  try {
    const { restoreCache } = await import('@actions/cache');
    const hit = await restoreCache([dir], key, [prefixOf(key)]);
    if (!had && (await exists(pluginsDir))) {
      warning('a cache entry wrote into the plugins folder; both are dropped');
      for (const path of [pluginsDir, dir]) await rm(path, { recursive: true, force: true });
      return false;
    }
    await copyArchives(dir, join(pluginsDir, 'store'));
    return hit === key;
  } catch (error) {
    warning(`the cache could not be read: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

/**
 * Keeps archives of a plugins folder, by their digests in hex, for the next run. Never fails the step: a warning says why
 * it did not.
 */
export async function saveArchives(
  { dir, key }: ArchiveCache,
  { pluginsDir, digests }: { readonly pluginsDir: string; readonly digests: readonly string[] },
): Promise<void> {
  try {
    await rm(dir, { recursive: true, force: true });
    if ((await copyArchives(join(pluginsDir, 'store'), dir, digests)) === 0) return;
    const { saveCache } = await import('@actions/cache');
    await saveCache([dir], key);
  } catch (error) {
    warning(`the cache could not be saved: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Copies what is named as an archive, of these digests or any, and is a file; nothing of it is believed. */
export async function copyArchives(from: string, to: string, digests?: readonly string[]): Promise<number> {
  const names = await readdir(from).catch(() => []);
  const archives = names.filter(
    (name) => ARCHIVE.test(name) && (digests?.includes(name.slice(0, 64)) ?? true),
  );
  let copied = 0;
  for (const name of archives) {
    if (!(await lstat(join(from, name))).isFile()) continue;
    await mkdir(to, { recursive: true });
    await copyFile(join(from, name), join(to, name));
    copied += 1;
  }
  return copied;
}

/** All keys of one version of this layout share it. */
function prefixOf(key: string): string {
  return key.slice(0, key.lastIndexOf('-') + 1);
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
