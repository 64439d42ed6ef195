import { randomUUID, hash } from 'node:crypto';
import { link, lstat, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { CollectableStore, ListedFile, StoredFile } from '@ragnos-vault/metadata';
import { syncFolders, writeNewFile } from './durable.ts';
import { ioCodeOf, ioCoded, toIoError } from './io-coded.ts';
import { withLock } from './kernel-lock.ts';
import { isNotThere, readRegularFile, symbolicLinkRefused } from './open-regular-file.ts';
import { parseRepositoryPath } from './parse-repository-path.ts';
import { listRepositoryFiles, removeTemporaryFiles, TEMPORARY_PREFIX } from './repository-files.ts';
import { storeChanged, storeExists } from './store-errors.ts';

/** How long a publisher waits for those before it. */
const TURN_TIMEOUT_MS = 60_000;

/** Where a repository file lies on the disk. */
interface Place {
  readonly root: string;
  readonly path: string;
  readonly folders: readonly string[];
  readonly file: string;
}

/**
 * A repository in a local folder, shared by any number of processes. A file appears whole or not at all, and is
 * durable when its call resolves; the verbs are those of Tessera (storage/posix/file_ops.go).
 *
 * @throws ERR_TARGET_PATH for a path that is not portable, ERR_IO where a symbolic link lies in the way or the
 * disk says no, ERR_STORE_EXISTS, ERR_STORE_CHANGED and ERR_LOCKED as the port says
 */
export function openDirectoryStore(repositoryDir: string): CollectableStore {
  const root = resolve(repositoryDir);
  return {
    read: (path) => ioCoded(() => readFile(placeOf(root, path))),
    create: (path, bytes) => ioCoded(() => createFile(placeOf(root, path), bytes)),
    replace: (path, bytes, etag) => ioCoded(() => replaceFile(placeOf(root, path), bytes, etag)),
    inTurn: (work) => withLock(join(root, '.turn'), { command: 'publish', timeoutMs: TURN_TIMEOUT_MS }, work),
    list: (prefix) => listFiles(root, prefix),
    remove: (paths) =>
      ioCoded(async () => {
        for (const path of paths) await removeFile(placeOf(root, path));
      }),
    removeHalfWritten: (before) => ioCoded(() => removeTemporaryFiles(root, before)),
  };
}

async function* listFiles(root: string, prefix: string): AsyncGenerator<ListedFile> {
  try {
    yield* listRepositoryFiles(root, prefix);
  } catch (error) {
    throw toIoError(error);
  }
}

/** Without fsync: a file that a power cut brings back is one that nothing refers to. */
async function removeFile(place: Place): Promise<void> {
  await refuseLinks(place);
  await rm(place.file, { force: true });
}

async function readFile(place: Place): Promise<StoredFile | undefined> {
  await refuseLinks(place);
  const bytes = await readRegularFile(place.file);
  return bytes === undefined ? undefined : { bytes, etag: hash('sha256', bytes, 'hex') };
}

async function createFile(place: Place, bytes: Uint8Array): Promise<void> {
  await writeAndPut(place, bytes, async (temp) => {
    if (await linkNew(temp, place.file)) return;
    const stored = await readFile(place);
    if (stored !== undefined && Buffer.compare(stored.bytes, bytes) === 0) return;
    throw storeExists(place.path);
  });
}

async function replaceFile(place: Place, bytes: Uint8Array, etag: string | undefined): Promise<void> {
  await mkdir(place.root, { recursive: true });
  await withLock(join(place.root, '.lock'), { command: `replace ${place.path}` }, async () => {
    if ((await readFile(place))?.etag !== etag) throw storeChanged(place.path);
    await writeAndPut(place, bytes, async (temp) => {
      if (etag !== undefined) await rename(temp, place.file);
      // `create` takes no lock: a rename here could overwrite what it has just made.
      else if (!(await linkNew(temp, place.file))) throw storeChanged(place.path);
    });
  });
}

/** Writes a temporary file beside the final one and has `put` give it its name; no trace is left of a failure. */
async function writeAndPut(
  place: Place,
  bytes: Uint8Array,
  put: (temp: string) => Promise<void>,
): Promise<void> {
  await refuseLinks(place);
  const top = await makeFolders(place);
  const folder = dirname(place.file);
  const temp = join(folder, `${TEMPORARY_PREFIX}${randomUUID()}`);
  try {
    await writeNewFile(temp, bytes);
    await put(temp);
  } finally {
    await rm(temp, { force: true });
  }
  // All of them: whoever made a folder, or the file itself, may not have come to its own fsync yet.
  await syncFolders(folder, top);
}

/** Returns the topmost folder whose names may have changed. */
async function makeFolders(place: Place): Promise<string> {
  const made = await mkdir(place.root, { recursive: true });
  await mkdir(dirname(place.file), { recursive: true });
  return made === undefined ? place.root : dirname(made);
}

async function refuseLinks(place: Place): Promise<void> {
  let path = place.root;
  for (const segment of place.folders) {
    path = join(path, segment);
    try {
      if ((await lstat(path)).isSymbolicLink()) throw symbolicLinkRefused(path);
    } catch (error) {
      if (isNotThere(error)) return;
      throw error;
    }
  }
}

/** A hard link is the one way to give a finished file a name that must be new. False where the name is taken. */
async function linkNew(temp: string, file: string): Promise<boolean> {
  try {
    await link(temp, file);
    return true;
  } catch (error) {
    if (ioCodeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function placeOf(root: string, path: string): Place {
  const segments = parseRepositoryPath(path);
  return { root, path, folders: segments.slice(0, -1), file: join(root, ...segments) };
}
