import { BLOCK_SIZE } from './tar-header.ts';

export interface BlockFeed {
  readonly write: (bytes: Buffer) => void;
  /** What is left of a last, unfinished block. */
  readonly rest: () => Buffer;
}

/** Cuts a stream at multiples of 512 bytes, and calls `take` until it has taken all that is there. */
export function createBlockFeed(take: (blocks: Buffer) => number): BlockFeed {
  let rest = Buffer.alloc(0);

  function write(bytes: Buffer): void {
    const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const end = all.length - (all.length % BLOCK_SIZE);
    for (let start = 0; start < end;) start += take(all.subarray(start, end));
    rest = Buffer.from(all.subarray(end));
  }

  return { write, rest: () => rest };
}
