import { lstat, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { encodeFileManifest } from '@ragnos-vault/archive';
import { isNotThere } from './open-regular-file.ts';
import { archiveFileOf, type PluginLayout } from './plugin-layout.ts';
import type { StoreUsage, ToUnpack } from './plugin-store.ts';
import { findPlace } from './store-entry.ts';

/** What lies in the store, and what would be new there if these plugins were unpacked. */
export async function measureStore(
  layout: PluginLayout,
  wanted: readonly ToUnpack[],
): Promise<{ readonly held: StoreUsage; readonly added: StoreUsage }> {
  const kept = new Set(await namesIn(layout.store));
  let added = NOTHING;
  for (const each of wanted) added = sum(added, await additionOf(each, { layout, kept }));
  return { held: await usageOf(layout.store), added };
}

const NOTHING: StoreUsage = { bytes: 0, files: 0 };

async function additionOf(
  { plugin, expected }: ToUnpack,
  { layout, kept }: { readonly layout: PluginLayout; readonly kept: ReadonlySet<string> },
): Promise<StoreUsage> {
  const isKept = kept.has(basename(archiveFileOf(layout, plugin)));
  const archive = isKept ? NOTHING : { bytes: plugin.length, files: 1 };
  const { isFree } = await findPlace(layout, plugin);
  if (!isFree) return archive;
  const sizes = expected.map(({ size }) => size);
  const manifest = encodeFileManifest(expected).length;
  return sum(archive, { bytes: sizes.reduce((a, b) => a + b, manifest), files: sizes.length + 1 });
}

/** Of all files below a folder; a link is a file of no bytes. */
async function usageOf(folder: string): Promise<StoreUsage> {
  let usage = NOTHING;
  for (const name of await namesIn(folder)) {
    const stats = await lstat(join(folder, name));
    const one = { bytes: stats.isFile() ? stats.size : 0, files: 1 };
    usage = sum(usage, stats.isDirectory() ? await usageOf(join(folder, name)) : one);
  }
  return usage;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isNotThere(error)) return [];
    throw error;
  }
}

function sum(a: StoreUsage, b: StoreUsage): StoreUsage {
  return { bytes: a.bytes + b.bytes, files: a.files + b.files };
}
