import { VaultError } from '@ragnos-vault/errors';
import type { RepositoryStore, StoredFile } from '@ragnos-vault/metadata';

/**
 * A store as it would become: what is written goes to memory, what was not written is read from the real one. A
 * publication that cannot be taken back is played on it first, to its very end.
 */
export function rehearsalStore(store: RepositoryStore): RepositoryStore {
  const written = new Map<string, StoredFile>();
  let writes = 0;
  const read = async (path: string): Promise<StoredFile | undefined> =>
    written.get(path) ?? (await store.read(path));
  const write = (path: string, bytes: Uint8Array): void => {
    writes += 1;
    written.set(path, { bytes, etag: `rehearsed-${writes}` });
  };
  return {
    read,
    async create(path, bytes) {
      const stored = await read(path);
      if (stored === undefined) write(path, bytes);
      else if (Buffer.compare(stored.bytes, bytes) !== 0) throw refusal('ERR_STORE_EXISTS', path);
    },
    async replace(path, bytes, etag) {
      if ((await read(path))?.etag !== etag) throw refusal('ERR_STORE_CHANGED', path);
      write(path, bytes);
    },
  };
}

function refusal(code: 'ERR_STORE_EXISTS' | 'ERR_STORE_CHANGED', path: string): VaultError {
  const problem = code === 'ERR_STORE_EXISTS' ? 'exists with other content' : 'was changed in the meantime';
  return new VaultError(code, `this file ${problem}: ${path}`, { facts: { path } });
}
