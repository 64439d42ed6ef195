import { crc32, createInflateRaw } from 'node:zlib';
import { formatError } from './archive-error.ts';
import { gzipHeaderLength } from './gzip-header.ts';

/** What is handed to zlib at a time: it bounds what a bomb can unpack before the ratio is seen. */
const INPUT_SIZE = 64 * 1024;
/** 128 KiB unpack about twice as fast as the 16 KiB of Node's default. */
const OUTPUT_SIZE = 128 * 1024;
const TRAILER_SIZE = 8;

/** Takes unpacked bytes, with the number of packed bytes read so far; it may throw to stop at once. */
export type OnUnpacked = (bytes: Buffer, packedSize: number) => void;

/**
 * Unpacks exactly one gzip member (RFC 1952) and gives the number of packed bytes.
 *
 * Node's own gunzip joins further members and ignores trailing bytes without a word, so only its deflate engine is
 * used here. Nothing is buffered: `onUnpacked` sees each piece before the next is unpacked, and what it throws ends
 * the work, closes `source` and is thrown on.
 *
 * @throws ERR_ARCHIVE_FORMAT no gzip, damaged, cut, a second member or any byte after the first
 */
export async function gunzipMember(
  source: AsyncIterable<Uint8Array>,
  onUnpacked: OnUnpacked,
): Promise<number> {
  const check = { crc: 0, size: 0, packed: 0 };
  const inflater = createInflater((bytes) => {
    check.crc = crc32(bytes, check.crc);
    check.size += bytes.length;
    onUnpacked(bytes, check.packed);
  });
  const header = createHeaderReader();
  const trailer = createTrailerReader();
  try {
    for await (const chunk of slices(source)) {
      check.packed += chunk.length;
      const body = header.skip(chunk);
      trailer.read(body === undefined ? undefined : await inflater.write(body));
    }
  } finally {
    inflater.close();
  }
  trailer.verify(check);
  return check.packed;
}

async function* slices(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    for (let start = 0; start < chunk.byteLength; start += INPUT_SIZE) {
      const length = Math.min(INPUT_SIZE, chunk.byteLength - start);
      yield Buffer.from(chunk.buffer, chunk.byteOffset + start, length);
    }
  }
}

function createHeaderReader(): { skip: (chunk: Buffer) => Buffer | undefined } {
  let pending: Buffer | undefined = Buffer.alloc(0);

  function skip(chunk: Buffer): Buffer | undefined {
    if (pending === undefined) return chunk;
    pending = Buffer.concat([pending, chunk]);
    const length = gzipHeaderLength(pending);
    if (length === undefined) return undefined;
    const body = pending.subarray(length);
    pending = undefined;
    return body;
  }

  return { skip };
}

interface Inflater {
  /** Gives the bytes that lie after the end of the deflate stream, `undefined` while it goes on. */
  readonly write: (bytes: Buffer) => Promise<Buffer | undefined>;
  readonly close: () => void;
}

function createInflater(onBytes: (bytes: Buffer) => void): Inflater {
  const engine = createInflateRaw({ chunkSize: OUTPUT_SIZE });
  let ended = false;
  let failure: { readonly cause: unknown } | undefined;
  let settle = (): void => undefined;

  function fail(cause: unknown): void {
    failure ??= { cause };
    settle();
  }

  engine.on('data', (bytes: Buffer) => {
    if (failure !== undefined) return;
    try {
      onBytes(bytes);
    } catch (cause) {
      // Left alone it would be an uncaught exception of the engine's callback.
      fail(cause);
      engine.destroy();
    }
  });
  engine.on('end', () => {
    ended = true;
    settle();
  });
  engine.on('error', (cause) => fail(formatError('gzip stream is damaged', {}, cause)));

  function write(bytes: Buffer): Promise<Buffer | undefined> {
    if (ended) return Promise.resolve(bytes);
    const before = engine.bytesWritten;
    return new Promise((resolve, reject) => {
      settle = () => {
        // What `onBytes` threw goes on as it is.
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
        if (failure !== undefined) reject(failure.cause);
        else resolve(ended ? bytes.subarray(engine.bytesWritten - before) : undefined);
      };
      // Past the end of the stream the callback never comes, and `end` comes instead.
      engine.write(bytes, () => settle());
    });
  }

  return { write, close: () => void engine.destroy() };
}

interface TrailerReader {
  readonly read: (bytes: Buffer | undefined) => void;
  readonly verify: (unpacked: { readonly crc: number; readonly size: number }) => void;
}

function createTrailerReader(): TrailerReader {
  let trailer = Buffer.alloc(0);

  function read(bytes: Buffer | undefined): void {
    if (bytes === undefined) return;
    if (trailer.length + bytes.length > TRAILER_SIZE) {
      throw formatError('bytes follow the first gzip member', { offset: trailer.length + bytes.length });
    }
    trailer = Buffer.concat([trailer, bytes]);
  }

  function verify({ crc, size }: { readonly crc: number; readonly size: number }): void {
    if (trailer.length < TRAILER_SIZE) throw formatError('gzip stream is cut');
    if (trailer.readUInt32LE(0) !== crc) throw formatError('gzip checksum is wrong');
    if (trailer.readUInt32LE(4) !== size % 2 ** 32) throw formatError('gzip length is wrong');
  }

  return { read, verify };
}
