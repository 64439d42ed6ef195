import { hash } from 'node:crypto';
import { constants, type BigIntStats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCodeOf } from '@ragnos-vault/errors';
import { hashInName } from './file-class.ts';
import { realPathOf } from './real-path.ts';
import type { ServedPath } from './served-path.ts';
import { createSmallFileCache, type CachedFile } from './small-file-cache.ts';

export interface ServedFile {
  readonly size: number;
  /** Strong, with its quotes. */
  readonly etag: string;
  /** When content or name last changed, in milliseconds of the epoch. */
  readonly changedMs: number;
  /** Small files come as bytes; a larger one as an open handle, which the receiver must close. */
  readonly content: Uint8Array | FileHandle;
}

export interface FileSource {
  /**
   * Opens one file of the repository as it is at this moment; `undefined` where there is none to serve. What is
   * sent later comes from this handle, so a file that is replaced meanwhile is never mixed with its successor.
   *
   * @throws the error of the system where a file is there and cannot be read: that is never "not there".
   */
  open(path: ServedPath): Promise<ServedFile | undefined>;
}

const SMALL_FILE = 64 * 1024;
const CACHE_BYTES = 32 * 1024 * 1024;
/** File systems count time in steps of up to two seconds; a younger file may yet change and look the same. */
const SETTLED_MS = 2_000;
/** A link is already resolved, and a FIFO must not block a thread. Flags Windows lacks count as zero. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const NOT_THERE = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EINVAL', 'EISDIR', 'ENXIO']);

/** Serves the files below `root`, keeping small ones in memory for as long as `stat` proves them unchanged. */
export function createFileSource(root: string): FileSource {
  const cache = createSmallFileCache(CACHE_BYTES);

  const openFresh = async (path: ServedPath, name: string): Promise<ServedFile | undefined> => {
    const real = await realPathOf(root, path);
    if (real === undefined) return undefined;
    const handle = await open(real, OPEN_FLAGS);
    const kept = await describe(handle, path).catch(async (error: unknown) => {
      await handle.close();
      throw error;
    });
    if (kept?.content !== handle) await handle.close();
    if (kept?.cacheable !== undefined) cache.put(name, kept.cacheable);
    return kept;
  };

  return {
    open: async (path) => {
      const name = join(root, path.folder, ...path.segments);
      try {
        const now = await stat(name, { bigint: true });
        const cached = cache.get(name, identityOf(now));
        return cached === undefined ? await openFresh(path, name) : fromMemory(cached, now);
      } catch (error) {
        if (NOT_THERE.has(systemCodeOf(error) ?? '')) return undefined;
        throw error;
      }
    },
  };
}

interface Described extends ServedFile {
  readonly cacheable: CachedFile | undefined;
}

async function describe(handle: FileHandle, path: ServedPath): Promise<Described | undefined> {
  const before = await handle.stat({ bigint: true });
  if (!before.isFile()) return undefined;
  if (before.size > SMALL_FILE) return describeLarge(handle, before, path);

  const bytes = await readSmall(handle, Number(before.size));
  const file: CachedFile = { identity: identityOf(before), bytes, etag: `"${hash('sha256', bytes, 'hex')}"` };
  const isSame = identityOf(await handle.stat({ bigint: true })) === file.identity;
  const isSettled = Date.now() - changedMsOf(before) > SETTLED_MS;
  return { ...fromMemory(file, before), cacheable: isSame && isSettled ? file : undefined };
}

function describeLarge(handle: FileHandle, stats: BigIntStats, path: ServedPath): Described {
  const etag = `"${hashInName(path) ?? identityOf(stats)}"`;
  return {
    size: Number(stats.size),
    etag,
    changedMs: changedMsOf(stats),
    content: handle,
    cacheable: undefined,
  };
}

function fromMemory(file: CachedFile, stats: BigIntStats): ServedFile {
  return { size: file.bytes.length, etag: file.etag, changedMs: changedMsOf(stats), content: file.bytes };
}

async function readSmall(handle: FileHandle, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await handle.read(bytes, filled, size - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** Changes whenever another file takes the name, and whenever the file itself is written or renamed. */
function identityOf(stats: BigIntStats): string {
  return [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs]
    .map((n) => n.toString(36))
    .join('-');
}

/** The later of both: a rename keeps the time of the content but sets that of the change. */
function changedMsOf(stats: BigIntStats): number {
  return Number(stats.mtimeMs > stats.ctimeMs ? stats.mtimeMs : stats.ctimeMs);
}
