import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { passOn, type Answer } from './mirror.ts';

const PIECE = new Uint8Array(64 * 1024).fill(0x20);
/** Where the endless answer gives up: a client that read so far did not stop by itself. */
const ENDLESS_CAP = 64 * 1024 * 1024;

/** Other bytes than the repository has, well-formed in every other way. */
export function sendBytes(bytes: Uint8Array): Answer {
  return async ({ response }) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.end(bytes);
    await once(response, 'close');
  };
}

export interface Endless {
  readonly answer: Answer;
  /** Bytes that were handed to the connection before the client hung up. */
  readonly sent: () => number;
  readonly isCutOff: () => boolean;
}

/** Blanks without end, after what the repository has. */
export function sendEndless(): Endless {
  let sent = 0;
  async function* blanksAfter(start: Uint8Array): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(start);
    for (; sent < ENDLESS_CAP; sent += PIECE.length) yield PIECE;
  }
  return {
    answer: async ({ response, askRepository }) => {
      const start = await buffer(await askRepository());
      response.writeHead(200);
      await pipeline(blanksAfter(start), response);
    },
    sent: () => sent,
    isCutOff: () => sent > 0 && sent < ENDLESS_CAP,
  };
}

/** Promises the whole file, sends half of it, and lets the connection drop. */
export const dropHalfWay: Answer = async ({ response, askRepository }) => {
  const source = await askRepository();
  const body = await buffer(source);
  response.writeHead(source.statusCode ?? 502, source.headers);
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
};

/** Drops the connection half-way the first time, and notes which range is asked for after that. */
export function dropOnce(): { readonly answer: Answer; readonly ranges: readonly string[] } {
  const ranges: string[] = [];
  let hasDropped = false;
  return {
    ranges,
    answer: async (exchange) => {
      const { range } = exchange.request.headers;
      if (range !== undefined) ranges.push(range);
      const answer = hasDropped ? passOn : dropHalfWay;
      hasDropped = true;
      await answer(exchange);
    },
  };
}

/** Says that there is no such file. */
export const withhold: Answer = async ({ response }) => {
  response.writeHead(404, { 'content-length': 0 });
  response.end();
  await once(response, 'close');
};
