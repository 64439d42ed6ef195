import { VaultError } from '@ragnos-vault/errors';
import { collect } from '@ragnos-vault/metadata';
import type { Fetcher, RepositoryStore } from '@ragnos-vault/metadata';

/** No metadata and no index is larger. */
const MAX_LENGTH = 256 * 1024 * 1024;

/** A published repository as whoever submits reads it, from wherever; it cannot be written to. */
export function fetchedStore(fetcher: Fetcher): RepositoryStore {
  const refuse = (path: string): Promise<never> =>
    Promise.reject(
      new VaultError('ERR_INTERNAL', `a submission writes nothing into the repository: ${path}`, {
        facts: { path },
      }),
    );
  return {
    read: async (path) => {
      const stream = await fetcher.get(path, { maxLength: MAX_LENGTH });
      return stream && { bytes: await collect(stream), etag: '' };
    },
    create: refuse,
    replace: refuse,
  };
}
