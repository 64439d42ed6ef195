import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync, type Dirent, type Stats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileManifest, FileManifestEntry } from '@ragnos-vault/archive';
import { ioCodeOf } from './io-coded.ts';
import type { CorruptReason, Difference } from './installed-corrupt.ts';

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
 * Compares a folder with a manifest: bytes, modes (where the system has them), what is missing, what is there besides,
 * links. Paths are those of the manifest. Nothing at all where the folder holds exactly its files.
 *
 * @throws ERR_IO as the system says
 */
export async function* compareTree(root: string, manifest: FileManifest): AsyncGenerator<Difference> {
  const files = new Map(manifest.map((entry) => [entry.path, entry]));
  const folders = new Set(manifest.flatMap(({ path }) => foldersOf(path)));
  const expected: Expected = { root, files, folders, seen: new Set() };
  yield* compareFolder(expected, '');
  for (const { path } of manifest) if (!expected.seen.has(path)) yield { path, reason: 'missing' };
}

async function* compareFolder(expected: Expected, folder: string): AsyncGenerator<Difference> {
  const entries = await readdir(join(expected.root, folder), { withFileTypes: true });
  for (const found of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
    yield* compareFound(expected, folder === '' ? found.name : `${folder}/${found.name}`, found);
  }
}

async function* compareFound(expected: Expected, path: string, found: Dirent): AsyncGenerator<Difference> {
  const file = expected.files.get(path);
  if (file !== undefined) {
    expected.seen.add(path);
    const reason = found.isFile() ? compareFile(join(expected.root, path), file) : 'type';
    if (reason !== undefined) yield { path, reason };
  } else if (!expected.folders.has(path)) {
    yield { path, reason: 'extra' };
  } else if (found.isDirectory()) {
    yield* compareFolder(expected, path);
  } else {
    yield { path, reason: 'type' };
  }
}

function compareFile(file: string, entry: FileManifestEntry): CorruptReason | undefined {
  const descriptor = openFile(file);
  if (typeof descriptor === 'string') return descriptor;
  try {
    const reason = compareStats(fstatSync(descriptor), entry);
    return reason ?? (digestOf(descriptor) === entry.sha256 ? undefined : 'content');
  } finally {
    closeSync(descriptor);
  }
}

function openFile(file: string): number | CorruptReason {
  try {
    return openSync(file, READ);
  } catch (error) {
    // Since the folder was read, something else took the name.
    if (ioCodeOf(error) === 'ELOOP') return 'type';
    if (ioCodeOf(error) === 'ENOENT') return 'missing';
    throw error;
  }
}

function compareStats(stats: Stats, { mode, size }: FileManifestEntry): CorruptReason | undefined {
  if (!stats.isFile()) return 'type';
  if (process.platform !== 'win32' && (stats.mode & 0o7777) !== mode) return 'mode';
  return stats.size === size ? undefined : 'size';
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
