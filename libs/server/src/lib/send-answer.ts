import type { FileHandle } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { systemCodeOf, VaultError } from '@ragnos-vault/errors';
import type { Answer, FileSlice } from './answer.ts';
import type { ByteRange } from './byte-range.ts';
import type { HeaderList } from './fixed-headers.ts';

const CHUNK = 512 * 1024;
const CLIENT_LEFT = new Set([
  'ABORT_ERR',
  'ECONNRESET',
  'EPIPE',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_UNABLE_TO_PIPE',
  'ERR_STREAM_WRITE_AFTER_END',
]);

export interface Outcome {
  /** Bytes of the body handed to the connection. */
  readonly bytes: number;
  /** Why a body ended early on our side; the connection is then cut, so that nobody takes it for complete. */
  readonly error?: unknown;
}

/** Sends an answer and closes its file, whatever happens. A client that leaves is no error. */
export async function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  fixed: HeaderList,
): Promise<Outcome> {
  const { body } = answer;
  response.writeHead(answer.status, [...fixed, ...answer.headers]);
  if (body !== undefined && !(body instanceof Uint8Array)) return sendSlice(response, body);
  // Of a HEAD the length is told and the body kept back.
  const bytes = response.req.method === 'HEAD' ? undefined : body;
  response.end(bytes);
  return { bytes: bytes?.length ?? 0 };
}

async function sendSlice(response: ServerResponse, { handle, range }: FileSlice): Promise<Outcome> {
  let bytes = 0;
  try {
    await pipeline(
      readRange(handle, range, (length) => (bytes += length)),
      response,
    );
    return { bytes };
  } catch (error) {
    return CLIENT_LEFT.has(systemCodeOf(error) ?? '') ? { bytes } : { bytes, error };
  } finally {
    await handle.close();
  }
}

async function* readRange(
  handle: FileHandle,
  range: ByteRange,
  count: (length: number) => void,
): AsyncGenerator<Uint8Array> {
  let position = range.start;
  while (position <= range.end) {
    const length = Math.min(CHUNK, range.end - position + 1);
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
    if (bytesRead === 0) {
      throw new VaultError('ERR_IO', `a file became shorter while it was sent, at byte ${position}`, {
        facts: { position },
      });
    }
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
    count(bytesRead);
  }
}
