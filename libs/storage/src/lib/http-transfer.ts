import type { FetchOptions } from '@ragnos-vault/metadata';
import type { HttpTransport } from './http-transport.ts';
import type { BaseUrl } from './parse-base-url.ts';
import { createPatience, type Patience } from './patience.ts';

export interface HttpTiming {
  /** The longest silence of a server; 30 s by default. */
  readonly idleTimeoutMs: number;
  /** The longest transfer, to which one second is added per KiB of `maxLength`; 120 s by default. */
  readonly totalTimeoutMs: number;
  /** Tries of one file in a row without 64 KiB of progress; 3 by default. */
  readonly attempts: number;
  /** The first pause between two tries; it doubles, with jitter; 300 ms by default. */
  readonly backoffMs: number;
  /** The most that a server's Retry-After is heeded; 30 s by default. */
  readonly maxRetryAfterMs: number;
}

/** What all transfers from one repository share. */
export interface Source {
  readonly base: BaseUrl;
  readonly transport: HttpTransport;
  readonly timing: HttpTiming;
}

/** One file on its way, over as many requests as it takes. */
export interface Transfer extends Source {
  readonly path: string;
  readonly url: string;
  readonly patience: Patience;
  readonly maxLength: number;
  readonly signal: AbortSignal | undefined;
  readonly progress: Progress;
}

/** The one part of a transfer that changes. */
export interface Progress {
  /** Bytes that the reader has. */
  delivered: number;
  /** A strong ETag of the bytes delivered so far. */
  etag: string | undefined;
  failures: number;
  deliveredAtFailure: number;
}

const DEFAULTS: HttpTiming = {
  idleTimeoutMs: 30_000,
  totalTimeoutMs: 120_000,
  attempts: 3,
  backoffMs: 300,
  maxRetryAfterMs: 30_000,
};

/** The slowest link on which a file of full length still passes: 1 KiB a second. */
const SLOWEST_BYTES_PER_MS = 1.024;

export function timingOf(options: Partial<HttpTiming>): HttpTiming {
  return { ...DEFAULTS, ...options };
}

export function startTransfer(
  file: { readonly path: string; readonly url: string },
  wanted: FetchOptions,
  source: Source,
): Transfer {
  const { timing } = source;
  const totalMs = timing.totalTimeoutMs + wanted.maxLength / SLOWEST_BYTES_PER_MS;
  return {
    ...source,
    ...file,
    patience: createPatience(timing.idleTimeoutMs, totalMs),
    maxLength: wanted.maxLength,
    signal: wanted.signal,
    progress: { delivered: 0, etag: undefined, failures: 0, deliveredAtFailure: 0 },
  };
}
