import { VaultError } from '@ragnos-vault/errors';
import { fetchFailed, fetchRefused } from './fetch-errors.ts';
import type { Transfer } from './http-transfer.ts';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MAX_REDIRECTS = 5;

/** An answer whose body is still to come, and what ends it early. */
export interface Answer {
  readonly response: Response;
  readonly abort: AbortController;
}

/**
 * Sends one GET, and follows redirects within the origin, or from http to https of the same host.
 *
 * @throws ERR_FETCH_FAILED, ERR_FETCH_REFUSED
 */
export async function sendRequest(
  transfer: Transfer,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  let url = transfer.url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const answer = await sendOnce(transfer, url, headers);
    if (!REDIRECTS.has(answer.response.status)) return answer;
    answer.abort.abort();
    url = redirectTarget(url, answer.response.headers.get('location'));
  }
  throw fetchRefused(transfer.url, `more than ${MAX_REDIRECTS} redirects`);
}

/** Runs one step of an exchange under the deadlines; whatever ends it becomes one of our errors. */
export async function awaitStep<T>(
  transfer: Transfer,
  abort: AbortController,
  step: () => Promise<T>,
): Promise<T> {
  const tooSlow = () => abort.abort(fetchFailed(transfer.url, 'the server took too long'));
  try {
    return await transfer.patience.wait(step, tooSlow);
  } catch (error) {
    if (transfer.signal?.aborted === true) throw cancelled(transfer);
    if (error instanceof VaultError) throw error;
    throw fetchFailed(transfer.url, 'the connection failed', { cause: error });
  }
}

export function cancelled(transfer: Transfer): VaultError {
  return fetchFailed(transfer.url, 'the fetch was cancelled', { cause: transfer.signal?.reason });
}

async function sendOnce(
  transfer: Transfer,
  url: string,
  extra: Readonly<Record<string, string>>,
): Promise<Answer> {
  const abort = new AbortController();
  const signal =
    transfer.signal === undefined ? abort.signal : AbortSignal.any([abort.signal, transfer.signal]);
  // Compressed on the way, a body could be neither counted nor resumed.
  const headers = new Headers({ 'accept-encoding': 'identity', 'user-agent': 'ragnos-vault', ...extra });
  const { origin, authorization } = transfer.base;
  if (authorization !== undefined && new URL(url).origin === origin)
    headers.set('authorization', authorization);
  const send = () => fetch(url, { headers, redirect: 'manual', signal });
  return { response: await awaitStep(transfer, abort, send), abort };
}

function redirectTarget(from: string, location: string | null): string {
  if (location === null || !URL.canParse(location, from)) throw fetchRefused(from, 'a redirect to nowhere');
  const source = new URL(from);
  const target = new URL(location, from);
  target.username = '';
  target.password = '';
  const upgrade =
    source.protocol === 'http:' && target.protocol === 'https:' && source.hostname === target.hostname;
  if (target.origin !== source.origin && !upgrade) throw fetchRefused(target.href, 'a redirect elsewhere');
  return target.href;
}
