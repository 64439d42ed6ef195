import { VaultError } from '@ragnos-vault/errors';
import type { FileSource } from './served-file.ts';

/** Where a repository that is no folder is read from; a path that no store can hold is ERR_TARGET_PATH. */
export interface ServedStore {
  read(path: string): Promise<{ readonly bytes: Uint8Array; readonly etag: string } | undefined>;
}

/** Serves a repository that is not a folder. A store knows no times: its files are told apart by their etags alone. */
export function createStoreSource(store: ServedStore): FileSource {
  return {
    open: async ({ folder, segments }) => {
      const stored = await store.read([folder, ...segments].join('/')).catch((error: unknown) => {
        if (error instanceof VaultError && error.code === 'ERR_TARGET_PATH') return undefined;
        throw error;
      });
      if (stored === undefined) return undefined;
      const { bytes, etag } = stored;
      return { size: bytes.length, etag: `"${etag}"`, changedMs: Date.now(), content: bytes };
    },
  };
}
