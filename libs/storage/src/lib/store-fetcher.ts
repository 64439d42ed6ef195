import { VaultError } from '@ragnos-vault/errors';
import { oneChunk } from '@ragnos-vault/metadata';
import type { Fetcher, RepositoryStore } from '@ragnos-vault/metadata';
import { tooLong } from './fetch-errors.ts';
import { parseFetchPath } from './parse-fetch-path.ts';

/** Reads a repository out of its store, for who is both at once on this machine. What no store can hold is "not there". */
export function storeFetcher(store: Pick<RepositoryStore, 'read'>): Fetcher {
  return {
    get: async (path, { maxLength }) => {
      const stored = await readPortable(parseFetchPath(path).join('/'), store);
      if (stored !== undefined && stored.length > maxLength) throw tooLong(path, maxLength);
      return stored && oneChunk(stored);
    },
  };
}

async function readPortable(
  path: string,
  store: Pick<RepositoryStore, 'read'>,
): Promise<Uint8Array | undefined> {
  try {
    return (await store.read(path))?.bytes;
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_TARGET_PATH') return undefined;
    throw error;
  }
}
