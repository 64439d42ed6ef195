import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync, type Dirent, type Stats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileManifest, FileManifestEntry } from '@ragnos-vault/archive';
import { ioCodeOf } from './io-coded.ts';
import { installedCorrupt } from './installed-corrupt.ts';

const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const CHUNK_BYTES = 256 * 1024;

/** What a tree must be: its files, and the folders they lie in. */
interface Expected {
  readonly root: string;
  readonly files: ReadonlyMap<string, FileManifestEntry>;
  readonly folders: ReadonlySet<string>;
  readonly seen: Set<string>;
}

/**
 * Proves that a folder holds exactly the files of a manifest: bytes, modes (where the system has them), nothing
 * missing, nothing more, no links.
 *
 * @throws ERR_INSTALLED_CORRUPT with the first difference; ERR_IO as the system says
 */
export async function verifyTree(root: string, manifest: FileManifest): Promise<void> {
  const files = new Map(manifest.map((entry) => [entry.path, entry]));
  const folders = new Set(manifest.flatMap(({ path }) => foldersOf(path)));
  const expected: Expected = { root, files, folders, seen: new Set() };
  await verifyFolder(expected, '');
  const missing = manifest.find(({ path }) => !expected.seen.has(path));
  if (missing !== undefined) throw installedCorrupt(missing.path, 'missing');
}

async function verifyFolder(expected: Expected, folder: string): Promise<void> {
  const entries = await readdir(join(expected.root, folder), { withFileTypes: true });
  for (const found of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
    await verifyFound(expected, folder === '' ? found.name : `${folder}/${found.name}`, found);
  }
}

async function verifyFound(expected: Expected, path: string, found: Dirent): Promise<void> {
  const file = expected.files.get(path);
  if (file !== undefined) {
    if (!found.isFile()) throw installedCorrupt(path, 'type');
    verifyFile(join(expected.root, path), file);
    expected.seen.add(path);
  } else if (expected.folders.has(path)) {
    if (!found.isDirectory()) throw installedCorrupt(path, 'type');
    await verifyFolder(expected, path);
  } else {
    throw installedCorrupt(path, 'extra');
  }
}

function verifyFile(file: string, entry: FileManifestEntry): void {
  const descriptor = openFile(file, entry.path);
  try {
    verifyStats(fstatSync(descriptor), entry);
    if (digestOf(descriptor) !== entry.sha256) throw installedCorrupt(entry.path, 'content');
  } finally {
    closeSync(descriptor);
  }
}

function openFile(file: string, path: string): number {
  try {
    return openSync(file, READ);
  } catch (error) {
    // Since the folder was read, something else took the name.
    if (ioCodeOf(error) === 'ELOOP') throw installedCorrupt(path, 'type', error);
    if (ioCodeOf(error) === 'ENOENT') throw installedCorrupt(path, 'missing', error);
    throw error;
  }
}

function verifyStats(stats: Stats, { path, mode, size }: FileManifestEntry): void {
  if (!stats.isFile()) throw installedCorrupt(path, 'type');
  if (process.platform !== 'win32' && (stats.mode & 0o7777) !== mode) throw installedCorrupt(path, 'mode');
  if (stats.size !== size) throw installedCorrupt(path, 'size');
}

function digestOf(descriptor: number): string {
  const digest = createHash('sha256');
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  for (;;) {
    const length = readSync(descriptor, buffer);
    if (length === 0) return digest.digest('hex');
    digest.update(buffer.subarray(0, length));
  }
}

function foldersOf(path: string): readonly string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}
