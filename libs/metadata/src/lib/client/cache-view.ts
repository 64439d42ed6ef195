import type { MetadataCache } from '../ports.ts';

/** The files from which a rollback is told: none of them may ever be replaced by an older one. */
const FLOOR = /^(?:timestamp|snapshot|[0-9]+\.root)\.json$/;

/**
 * One refresh's view of a cache that others change at the same time. Nothing is locked while metadata is fetched; a
 * change is made only where the floors are still what this refresh has read, so that it can never put an older file
 * over a newer one.
 */
export interface CacheView {
  /** The cache itself, for what needs no such care. */
  readonly shared: MetadataCache;
  read(name: string): Promise<Uint8Array | undefined>;
  /** False, with nothing changed, where another client got ahead. `write` is how to keep the file, if not plainly. */
  keep(name: string, bytes: Uint8Array, write?: () => Promise<void>): Promise<boolean>;
  /** Whether another client has changed a floor since this refresh read it. */
  hasMoved(): Promise<boolean>;
}

export function openCacheView(cache: MetadataCache): CacheView {
  const seen = new Map<string, Uint8Array | undefined>();

  async function hasMoved(): Promise<boolean> {
    for (const [name, bytes] of seen) if (!isSame(await cache.read(name), bytes)) return true;
    return false;
  }

  return {
    shared: cache,
    hasMoved,
    async read(name) {
      const bytes = await cache.read(name);
      if (FLOOR.test(name)) seen.set(name, bytes);
      return bytes;
    },
    keep: (name, bytes, write = () => cache.write(name, bytes)) =>
      cache.exclusive(async () => {
        if (!isSame(await cache.read(name), bytes)) {
          if (await hasMoved()) return false;
          await write();
        }
        // Not what was written but what is read from now on: a cache may keep all roots in one file.
        if (seen.has(name)) seen.set(name, await cache.read(name));
        return true;
      }),
  };
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return Buffer.compare(a, b) === 0;
}
