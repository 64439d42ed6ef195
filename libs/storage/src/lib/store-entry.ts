import { randomUUID } from 'node:crypto';
import { lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeFileManifest, parseFileManifest, readArchive, type FileManifest } from '@ragnos-vault/archive';
import { sha256Hex } from '@ragnos-vault/crypto';
import { assertSame, installedCorrupt, type CorruptReason, type Difference } from './installed-corrupt.ts';
import { createMemberWriter } from './member-writer.ts';
import { isNotThere, readRegularFile } from './open-regular-file.ts';
import { archiveFileOf, entryNameOf, type PluginLayout } from './plugin-layout.ts';
import type { InstalledPlugin, PluginStore, Unpacked } from './plugin-store.ts';
import { compareTree } from './verify-tree.ts';

type UnpackInput = Parameters<PluginStore['unpack']>[0];

/**
 * Proves an entry of the store against its manifest, and that against the digest in the plugin.
 *
 * @throws ERR_INSTALLED_CORRUPT with the first difference
 */
export async function verifyEntry(layout: PluginLayout, plugin: InstalledPlugin): Promise<void> {
  await assertSame(compareEntry(layout, plugin));
}

/** As {@link verifyEntry}, all differences. */
export async function* compareEntry(
  layout: PluginLayout,
  plugin: InstalledPlugin,
): AsyncGenerator<Difference> {
  const path = `store/${entryNameOf(plugin)}`;
  const type = await typeOf(join(layout.root, path));
  if (type !== 'folder') yield { path, reason: type === undefined ? 'missing' : 'type' };
  const manifest = await readManifest(layout, plugin);
  // A manifest that is not the one that was installed says nothing about the files.
  if (typeof manifest === 'string') yield { path: `${path}.manifest.json`, reason: manifest };
  else if (type === 'folder') {
    for await (const { path: file, reason } of compareTree(join(layout.root, path), manifest))
      yield { path: `${path}/${file}`, reason };
  }
}

async function readManifest(
  layout: PluginLayout,
  plugin: InstalledPlugin,
): Promise<FileManifest | CorruptReason> {
  const file = manifestFileOf(layout, plugin);
  const type = await typeOf(file);
  if (type !== 'file') return type === undefined ? 'missing' : 'type';
  const bytes = await readRegularFile(file);
  if (bytes === undefined) return 'missing';
  return sha256Hex(bytes) === plugin.manifest ? parseFileManifest(bytes) : 'content';
}

/**
 * Looks for the folder only.
 *
 * @throws ERR_INSTALLED_CORRUPT
 */
export async function assertEntry(layout: PluginLayout, plugin: InstalledPlugin): Promise<void> {
  const entry = entryNameOf(plugin);
  const type = await typeOf(join(layout.store, entry));
  if (type !== 'folder') throw installedCorrupt(`store/${entry}`, type === undefined ? 'missing' : 'type');
}

/** {@link verifyEntry} as a question. */
export async function hasEntry(layout: PluginLayout, plugin: InstalledPlugin): Promise<boolean> {
  const { done } = await compareEntry(layout, plugin).next();
  return done === true;
}

/**
 * Brings an archive into the store: through staging, compared with `expected`, then by one rename; the archive is kept
 * beside it. An entry that is there already is left as it is, damaged or not: then this plugin gets another copy. On
 * failure no entry has changed.
 *
 * @throws ERR_INSTALLED_CORRUPT, and what `readArchive` throws
 */
export async function unpackEntry(layout: PluginLayout, input: UnpackInput): Promise<Unpacked> {
  const manifest = encodeFileManifest(input.expected);
  if (sha256Hex(manifest) !== input.plugin.manifest) throw installedCorrupt('manifest.json', 'content');
  const { plugin, isFree } = await findPlace(layout, input.plugin);
  if (!isFree) {
    await input.archive.moveTo(archiveFileOf(layout, plugin));
    return { plugin, isNew: false };
  }
  const staged = join(layout.staging, `unpack-${randomUUID()}`);
  await mkdir(staged, { mode: 0o700 });
  try {
    const tree = await writeTree(join(staged, 'tree'), input);
    // Not durable yet, as little as the tree: one sync of everything comes before the switch.
    await writeFile(join(staged, 'manifest.json'), manifest, { flag: 'wx' });
    await input.archive.moveTo(archiveFileOf(layout, plugin));
    // The manifest first: a tree in the store always has one.
    await rename(join(staged, 'manifest.json'), manifestFileOf(layout, plugin));
    await rename(tree, join(layout.store, entryNameOf(plugin)));
    return { plugin, isNew: true };
  } finally {
    await rm(staged, { recursive: true, force: true });
  }
}

export function manifestFileOf(layout: PluginLayout, plugin: InstalledPlugin): string {
  return join(layout.store, `${entryNameOf(plugin)}.manifest.json`);
}

/** The first copy that is intact or not there. */
export async function findPlace(
  layout: PluginLayout,
  wanted: InstalledPlugin,
): Promise<{ readonly plugin: InstalledPlugin; readonly isFree: boolean }> {
  for (let plugin = wanted; ; plugin = { ...plugin, copy: (plugin.copy ?? 1) + 1 }) {
    if ((await typeOf(join(layout.store, entryNameOf(plugin)))) === undefined)
      return { plugin, isFree: true };
    if (await hasEntry(layout, plugin)) return { plugin, isFree: false };
  }
}

async function writeTree(root: string, { archive, limits, expected }: UnpackInput): Promise<string> {
  const writer = createMemberWriter(root);
  try {
    await readArchive(archive.open(), { limits, onMember: writer.onMember });
  } finally {
    writer.close();
  }
  const { manifest, tree } = writer.finish();
  assertAsExpected(manifest, expected);
  return tree;
}

function assertAsExpected(written: FileManifest, expected: FileManifest): void {
  const wanted = new Map(expected.map((entry) => [entry.path, entry]));
  for (const { path, mode, size, sha256 } of written) {
    const entry = wanted.get(path);
    if (entry === undefined) throw installedCorrupt(path, 'extra');
    if (entry.size !== size) throw installedCorrupt(path, 'size');
    if (entry.sha256 !== sha256) throw installedCorrupt(path, 'content');
    if (entry.mode !== mode) throw installedCorrupt(path, 'mode');
    wanted.delete(path);
  }
  const [missing] = wanted.keys();
  if (missing !== undefined) throw installedCorrupt(missing, 'missing');
}

async function typeOf(path: string): Promise<'folder' | 'file' | 'other' | undefined> {
  try {
    const stats = await lstat(path);
    if (stats.isDirectory()) return 'folder';
    return stats.isFile() ? 'file' : 'other';
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}
