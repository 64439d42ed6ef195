import { MAX_LINE_BYTES } from './parse-audit-line.ts';

export interface Line {
  /** Without the end. Of a line that is too long, only so many that it is seen to be. */
  readonly bytes: Uint8Array;
  readonly isEnded: boolean;
}

const NEWLINE = 0x0a;

/** Cuts bytes into lines. A line without end takes no more memory than the longest that is allowed. */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let parts: Uint8Array[] = [];
  let length = 0;
  const add = (part: Uint8Array): void => {
    if (length <= MAX_LINE_BYTES) parts.push(part);
    length += part.length;
  };
  const take = (isEnded: boolean): Line => {
    const bytes = Buffer.concat(parts);
    parts = [];
    length = 0;
    return { bytes, isEnded };
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      add(chunk.subarray(from, end));
      yield take(true);
      from = end + 1;
    }
    if (from < chunk.length) add(chunk.subarray(from));
  }
  if (length > 0) yield take(false);
}
