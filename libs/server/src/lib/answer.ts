import type { FileHandle } from 'node:fs/promises';
import { STATUS_CODES } from 'node:http';
import type { ByteRange } from './byte-range.ts';
import type { HeaderList } from './fixed-headers.ts';

/** A part of an open file; whoever sends it closes the handle. */
export interface FileSlice {
  readonly handle: FileHandle;
  readonly range: ByteRange;
}

/** What will be sent, decided before a byte of it is. */
export interface Answer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Uint8Array | FileSlice | undefined;
  /** What the operator must know and the client is not told. */
  readonly error?: unknown;
}

/**
 * A short answer that is not a file. It is never stored: that `N+1.root.json` is not there yet must not be
 * remembered by anybody, nor that a file could not be read.
 */
export function shortAnswer(status: number, headers: HeaderList = []): Answer {
  return noStore(status, [...headers, 'Content-Type', 'text/plain; charset=utf-8'], textOf(status));
}

export function healthAnswer(isHealthy: boolean): Answer {
  const text = JSON.stringify({ status: isHealthy ? 'ok' : 'unavailable' });
  return noStore(isHealthy ? 200 : 503, ['Content-Type', 'application/json'], text);
}

/** 204 has neither body nor length (RFC 9110, 8.6). */
export function emptyAnswer(headers: HeaderList): Answer {
  return { status: 204, headers: [...headers, 'Cache-Control', 'no-store'], body: undefined };
}

function noStore(status: number, headers: HeaderList, text: string): Answer {
  const body = new TextEncoder().encode(text);
  const length = ['Content-Length', String(body.length), 'Cache-Control', 'no-store'];
  return { status, headers: [...headers, ...length], body };
}

function textOf(status: number): string {
  return `${(STATUS_CODES[status] ?? 'error').toLowerCase()}\n`;
}
