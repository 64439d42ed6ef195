import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VaultError } from '@ragnos-vault/errors';
import type { Fetcher } from '@ragnos-vault/metadata';
import { bundleFetcher } from './bundle-fetcher.ts';
import { fetchRefused } from './fetch-errors.ts';
import { fileFetcher } from './file-fetcher.ts';
import { httpFetcher, type HttpFetcherOptions } from './http-fetcher.ts';
import { mirrorFetcher } from './mirror-fetcher.ts';
import { redactUrl } from './redact-url.ts';

export interface OpenFetcherOptions extends HttpFetcherOptions {
  /** Other places of the same repository, of the same kinds, tried in this order after `repo`. */
  readonly mirrors?: readonly string[];
  /** Asked first for a folder: answers where it leads elsewhere. */
  readonly openFolder?: (folder: string) => Promise<Fetcher | undefined>;
}

type PlaceOptions = Omit<OpenFetcherOptions, 'mirrors'>;

/** Where another mirror waits, it is sooner asked than this one again. */
const IMPATIENT = { idleTimeoutMs: 10_000, attempts: 2, maxRetryAfterMs: 2_000 };

/**
 * Opens what `--repo` names: an http or https address, a `file:` URL, a vault folder, a repository folder or a bundle; with
 * mirrors, all of these places as one repository ({@link mirrorFetcher}).
 *
 * @throws ERR_VAULT_NOT_FOUND where a folder is neither; ERR_FETCH_REFUSED for another scheme; ERR_USAGE for an
 * address that is not one
 */
export async function openFetcher(repo: string, options: OpenFetcherOptions = {}): Promise<Fetcher> {
  const { mirrors = [], ...http } = options;
  if (mirrors.length === 0) return openPlace(repo, http);
  const places = [repo, ...mirrors].map(async (place, at) => {
    const haste = at < mirrors.length ? IMPATIENT : {};
    return { name: redactUrl(place), ...(await openPlace(place, { ...haste, ...http })) };
  });
  return mirrorFetcher(await Promise.all(places));
}

async function openPlace(repo: string, { openFolder, ...http }: PlaceOptions): Promise<Fetcher> {
  if (/^https?:/i.test(repo)) return httpFetcher(repo, http);
  if (/^file:/i.test(repo)) return openLocal(folderOf(repo), openFolder);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(repo)) throw fetchRefused(repo, 'not an http, https or file address');
  return openLocal(resolve(repo), openFolder);
}

async function openLocal(path: string, openFolder: PlaceOptions['openFolder']): Promise<Fetcher> {
  const isFile = (await stat(path).catch(() => undefined))?.isFile() === true;
  if (isFile) return bundleFetcher(path);
  return (await openFolder?.(path)) ?? fileFetcher(await repositoryIn(path));
}

async function repositoryIn(folder: string): Promise<string> {
  for (const candidate of [join(folder, 'repository'), folder]) {
    if (await isFolder(join(candidate, 'metadata'))) return candidate;
  }
  const message = `neither a vault nor a repository (no metadata/ in it): ${folder}`;
  throw new VaultError('ERR_VAULT_NOT_FOUND', message, { facts: { path: folder } });
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

function folderOf(url: string): string {
  try {
    const parsed = new URL(url);
    if (!/[?#]/.test(parsed.href)) return fileURLToPath(parsed);
  } catch (error) {
    throw notAFileUrl(url, error);
  }
  throw notAFileUrl(url);
}

function notAFileUrl(text: string, cause?: unknown): VaultError {
  const url = redactUrl(text);
  return new VaultError('ERR_USAGE', `not the file: URL of a local folder: ${url}`, {
    facts: { url },
    cause,
  });
}
