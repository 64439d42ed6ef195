export interface CachedFile {
  /** Device, inode, size and times: what `stat` says while the content is the same. */
  readonly identity: string;
  readonly bytes: Uint8Array;
  readonly etag: string;
}

export interface SmallFileCache {
  /** The content kept for a path, if it is of exactly this identity; a replaced file is forgotten at once. */
  get(path: string, identity: string): CachedFile | undefined;
  put(path: string, file: CachedFile): void;
}

/** What an entry costs beside its bytes. */
const OVERHEAD = 512;

/** Keeps the most recently used small files, never more than `maxBytes` of them together. */
export function createSmallFileCache(maxBytes: number): SmallFileCache {
  const files = new Map<string, CachedFile>();
  let total = 0;

  const forget = (path: string): void => {
    const file = files.get(path);
    if (file === undefined) return;
    files.delete(path);
    total -= costOf(file);
  };
  const put = (path: string, file: CachedFile): void => {
    forget(path);
    files.set(path, file);
    total += costOf(file);
    for (const oldest of files.keys()) {
      if (total <= maxBytes) return;
      forget(oldest);
    }
  };
  const get = (path: string, identity: string): CachedFile | undefined => {
    const file = files.get(path);
    if (file === undefined) return undefined;
    forget(path);
    if (file.identity !== identity) return undefined;
    put(path, file);
    return file;
  };
  return { get, put };
}

function costOf(file: CachedFile): number {
  return file.bytes.length + OVERHEAD;
}
