import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import { VaultError } from '@ragnos-vault/errors';
import { fetchFailed, fetchRefused } from './fetch-errors.ts';
import type { Transfer } from './http-transfer.ts';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MAX_REDIRECTS = 5;
/** Reading so much is cheaper than a new connection. */
const SHORT_BODY = 4096;

/** An answer whose body is still to come, and what ends it early. */
export interface Answer {
  readonly response: IncomingMessage;
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
    if (!REDIRECTS.has(answer.response.statusCode ?? 0)) return answer;
    await dismiss(transfer, answer);
    url = redirectTarget(url, answer.response.headers.location);
  }
  throw fetchRefused(transfer.url, `more than ${MAX_REDIRECTS} redirects`);
}

/** Runs one step of an exchange under the deadlines; whatever ends it becomes one of our errors. */
export async function awaitStep<T>(
  transfer: Transfer,
  abort: AbortController,
  step: () => Promise<T>,
): Promise<T> {
  const tooSlow = () => {
    abort.abort();
    return fetchFailed(transfer.url, 'the server took too long');
  };
  try {
    return await transfer.patience.wait(step, tooSlow);
  } catch (error) {
    if (transfer.signal?.aborted === true) throw cancelled(transfer);
    if (error instanceof VaultError) throw error;
    throw fetchFailed(transfer.url, 'the connection failed', { cause: error });
  }
}

/** Ends an answer whose body nobody wants: what is short is read, so that the connection can be used again. */
export async function dismiss(transfer: Transfer, { response, abort }: Answer): Promise<void> {
  try {
    const length = Number(response.headers['content-length']);
    if (length <= SHORT_BODY) await awaitStep(transfer, abort, () => drained(response));
  } catch {
    // What the answer means was decided from its head; its body changes nothing.
  } finally {
    abort.abort();
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
  const headers = { 'accept-encoding': 'identity', 'user-agent': 'ragnos-vault', ...extra };
  const target = new URL(url);
  const { origin, authorization } = transfer.base;
  const own = authorization !== undefined && target.origin === origin ? { authorization } : {};
  const send = () => transfer.transport.send(target, { headers: { ...headers, ...own }, signal });
  return { response: await awaitStep(transfer, abort, send), abort };
}

async function drained(response: IncomingMessage): Promise<void> {
  response.resume();
  await finished(response);
}

function redirectTarget(from: string, location: string | undefined): string {
  if (location === undefined || !URL.canParse(location, from))
    throw fetchRefused(from, 'a redirect to nowhere');
  const source = new URL(from);
  const target = new URL(location, from);
  target.username = '';
  target.password = '';
  target.hash = '';
  const upgrade =
    source.protocol === 'http:' && target.protocol === 'https:' && source.hostname === target.hostname;
  if (target.origin !== source.origin && !upgrade) throw fetchRefused(target.href, 'a redirect elsewhere');
  return target.href;
}
