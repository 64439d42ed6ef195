import type { IncomingMessage } from 'node:http';
import type { VaultError } from '@ragnos-vault/errors';
import { fetchFailed, fetchRefused, tooLong } from './fetch-errors.ts';
import type { Transfer } from './http-transfer.ts';
import { isProbedRoot } from './probed-root.ts';

const NOT_THERE = new Set([404, 410]);

/** How the body of an answer continues what was delivered. */
export interface Continuation {
  /** Bytes at its start that the reader has already. */
  readonly skip: number;
}

/**
 * Decides what an answer means, before its body is read; `undefined` is "not there".
 *
 * A 403 means "not there" for `metadata/N.root.json` only, as for tuf-js and python-tuf: that file is looked for
 * before it exists, and an object store without the right to list answers 403 for what it does not have. Anywhere
 * else a 403 is a failure, so that a firewall that blocks everything is never taken for an empty repository.
 *
 * @throws ERR_FETCH_FAILED, ERR_FETCH_REFUSED, ERR_TUF_LENGTH
 */
export function parseAnswer(transfer: Transfer, response: IncomingMessage): Continuation | undefined {
  const { delivered } = transfer.progress;
  const status = statusOf(response);
  if (delivered === 0 && isNotThere(transfer.path, status)) return undefined;
  if (status === 206 && delivered > 0) return continueRange(transfer, response);
  if (status !== 200) throw unexpectedStatus(transfer, response);
  assertIdentity(transfer, response);
  assertFits(transfer, response, 0);
  rememberEtag(transfer, response);
  return { skip: delivered };
}

/** Asks for the missing rest where the server gave the file a strong ETag, else for all of it once more. */
export function rangeHeaders(transfer: Transfer): Readonly<Record<string, string>> {
  const { delivered, etag } = transfer.progress;
  return delivered > 0 && etag !== undefined ? { range: `bytes=${delivered}-`, 'if-range': etag } : {};
}

function statusOf({ statusCode = 0 }: IncomingMessage): number {
  return statusCode;
}

function isNotThere(path: string, status: number): boolean {
  return NOT_THERE.has(status) || (status === 403 && isProbedRoot(path));
}

function continueRange(transfer: Transfer, response: IncomingMessage): Continuation {
  const { delivered } = transfer.progress;
  const start = /^bytes ([0-9]+)-/.exec(response.headers['content-range'] ?? '')?.[1];
  if (start === undefined || Number(start) !== delivered)
    throw fetchFailed(transfer.url, 'not the range asked for', { facts: { status: 206 } });
  assertIdentity(transfer, response);
  assertFits(transfer, response, delivered);
  return { skip: 0 };
}

function assertIdentity(transfer: Transfer, response: IncomingMessage): void {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity')
    throw fetchRefused(transfer.url, `the server insists on content-encoding ${encoding}`);
}

function assertFits(transfer: Transfer, response: IncomingMessage, before: number): void {
  const length = Number(response.headers['content-length'] ?? 0);
  if (before + length > transfer.maxLength) throw tooLong(transfer.url, transfer.maxLength);
}

function rememberEtag(transfer: Transfer, response: IncomingMessage): void {
  const { progress } = transfer;
  const etag = response.headers.etag ?? '';
  // RFC 9110 13.1.5: a weak ETag may not stand in If-Range.
  const strong = etag.startsWith('"') ? etag : undefined;
  if (progress.delivered > 0 && progress.etag !== undefined && strong !== progress.etag) {
    throw fetchFailed(transfer.url, 'the file changed while it was read', { facts: { status: 200 } });
  }
  progress.etag = strong;
}

function unexpectedStatus(transfer: Transfer, response: IncomingMessage): VaultError {
  const retryAfter = response.headers['retry-after'];
  const status = statusOf(response);
  const facts = { status, ...(retryAfter === undefined ? {} : { retryAfter }) };
  return fetchFailed(transfer.url, `the server answered ${status}`, { facts });
}
