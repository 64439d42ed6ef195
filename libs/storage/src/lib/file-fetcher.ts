import { realpath, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { VaultError } from '@ragnos-vault/errors';
import type { FetchOptions, Fetcher } from '@ragnos-vault/metadata';
import { fetchFailed, fetchRefused, tooLong } from './fetch-errors.ts';
import { isNotThere, openRegularFile } from './open-regular-file.ts';
import { parseFetchPath } from './parse-fetch-path.ts';

const CHUNK_BYTES = 256 * 1024;

/**
 * Reads a repository in a local folder, for example on a medium that was carried here. Links inside the folder are
 * followed, links out of it are ERR_FETCH_REFUSED. What a store keeps for itself (`.tmp-…`, `.lock`) is "not there".
 */
export function fileFetcher(repositoryDir: string): Fetcher {
  const root = resolve(repositoryDir);
  return { get: async (path, options) => get(root, parseFetchPath(path), options) };
}

async function get(
  root: string,
  segments: readonly string[],
  options: FetchOptions,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  if (isPrivate(segments)) return undefined;
  const path = join(root, ...segments);
  const url = pathToFileURL(path).href;
  try {
    const file = await realpath(path);
    const found = await stat(file);
    assertInside(await realpath(root), file, url);
    if (!found.isFile()) return undefined;
    if (found.size > options.maxLength) throw tooLong(url, options.maxLength);
    return readChunks(file, url, options);
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw coded(error, url);
  }
}

// Opened when the first chunk is asked for, so that a stream nobody reads holds no file open.
async function* readChunks(file: string, url: string, options: FetchOptions): AsyncGenerator<Uint8Array> {
  let delivered = 0;
  const handle = await step(url, options, () => openRegularFile(file));
  if (handle === undefined) throw fetchFailed(url, 'the file went away');
  try {
    for (;;) {
      const { bytesRead, buffer } = await step(url, options, () =>
        handle.read(Buffer.allocUnsafe(CHUNK_BYTES)),
      );
      if (bytesRead === 0) return;
      delivered += bytesRead;
      if (delivered > options.maxLength) throw tooLong(url, options.maxLength);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function step<T>(url: string, { signal }: FetchOptions, work: () => Promise<T>): Promise<T> {
  if (signal?.aborted === true) throw fetchFailed(url, 'the fetch was cancelled', { cause: signal.reason });
  try {
    return await work();
  } catch (error) {
    throw coded(error, url);
  }
}

function coded(error: unknown, url: string): VaultError {
  if (error instanceof VaultError && error.code !== 'ERR_IO') return error;
  return fetchFailed(url, 'cannot read', { cause: error });
}

function assertInside(root: string, file: string, url: string): void {
  const way = relative(root, file);
  if (way === '..' || way.startsWith(`..${sep}`))
    throw fetchRefused(url, 'a link leads out of the repository');
}

function isPrivate(segments: readonly string[]): boolean {
  return segments[0]?.startsWith('.') === true || segments.some((segment) => segment.startsWith('.tmp-'));
}
