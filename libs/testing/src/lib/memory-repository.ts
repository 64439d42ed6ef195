import { sha256Hex } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import type { CollectableStore, FetchOptions, Fetcher, ListedFile, StoredFile } from '@ragnos-vault/metadata';

/** One call that reached the repository, in the order of arrival. */
export interface RepositoryRequest {
  readonly verb: 'read' | 'create' | 'replace' | 'get' | 'list' | 'remove';
  readonly path: string;
}

/** A published repository in memory: the publisher's store and the client's fetcher over the same files. */
export class MemoryRepository implements CollectableStore, Fetcher {
  /** May be changed by a test, as a hostile mirror would. */
  readonly files = new Map<string, Uint8Array>();
  readonly requests: RepositoryRequest[] = [];

  read(path: string): Promise<StoredFile | undefined> {
    return this.#answer('read', path, () => this.#stored(path));
  }

  create(path: string, bytes: Uint8Array): Promise<void> {
    return this.#answer('create', path, () => {
      const stored = this.files.get(path);
      if (stored !== undefined && Buffer.compare(stored, bytes) !== 0) {
        throw new VaultError('ERR_STORE_EXISTS', `this file exists with other content: ${path}`, {
          facts: { path },
        });
      }
      this.files.set(path, Uint8Array.from(bytes));
    });
  }

  replace(path: string, bytes: Uint8Array, etag: string | undefined): Promise<void> {
    return this.#answer('replace', path, () => {
      if (this.#stored(path)?.etag !== etag) {
        const message = `somebody else changed this file in the meantime: ${path}`;
        throw new VaultError('ERR_STORE_CHANGED', message, { facts: { path } });
      }
      this.files.set(path, Uint8Array.from(bytes));
    });
  }

  async *list(prefix: string): AsyncGenerator<ListedFile> {
    const files = await this.#answer('list', prefix, () => [...this.files]);
    for (const [path, { length }] of files) if (path.startsWith(prefix)) yield { path, length };
  }

  async remove(paths: readonly string[]): Promise<void> {
    for (const path of paths) await this.#answer('remove', path, () => void this.files.delete(path));
  }

  /** Nothing is ever half-written here. */
  removeHalfWritten(): Promise<number> {
    return Promise.resolve(0);
  }

  get(path: string, { maxLength, signal }: FetchOptions): Promise<AsyncIterable<Uint8Array> | undefined> {
    return this.#answer('get', path, () => {
      if (signal?.aborted === true)
        throw new VaultError('ERR_FETCH_FAILED', `the fetch was cancelled: ${path}`);
      const bytes = this.files.get(path);
      return bytes && readInChunks(path, Uint8Array.from(bytes), maxLength);
    });
  }

  #stored(path: string): StoredFile | undefined {
    const bytes = this.files.get(path);
    return bytes && { bytes: Uint8Array.from(bytes), etag: sha256Hex(bytes) };
  }

  async #answer<T>(verb: RepositoryRequest['verb'], path: string, work: () => T): Promise<T> {
    this.requests.push({ verb, path });
    // What is asked takes effect later than the call, as with any real store.
    await Promise.resolve();
    return work();
  }
}

const CHUNK_BYTES = 64 * 1024;

async function* readInChunks(path: string, bytes: Uint8Array, maxLength: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    await Promise.resolve();
    if (Math.min(at + CHUNK_BYTES, bytes.length) > maxLength) {
      throw new VaultError('ERR_TUF_LENGTH', `longer than ${maxLength} bytes: ${path}`, {
        facts: { path, maxLength },
      });
    }
    yield bytes.subarray(at, at + CHUNK_BYTES);
  }
}
