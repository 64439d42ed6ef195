import { fetchFailed } from './fetch-errors.ts';

/** The chunks without their first `count` bytes. @throws ERR_FETCH_FAILED where there are fewer */
export async function* skipBytes(
  chunks: AsyncIterable<Uint8Array>,
  count: number,
  url: string,
): AsyncGenerator<Uint8Array> {
  let left = count;
  for await (const chunk of chunks) {
    const fresh = chunk.subarray(Math.min(left, chunk.length));
    left -= chunk.length - fresh.length;
    if (fresh.length > 0) yield fresh;
  }
  if (left > 0) throw fetchFailed(url, 'the file is shorter than elsewhere');
}
