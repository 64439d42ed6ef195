// Reads an archive of 1 GB that is made on the way, and prints the bytes of its files and the peak of resident memory.
import { createGzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { readArchive } from '../../libs/archive/src/index.ts';
import { DEFAULT_LIMITS } from '../../libs/archive/src/lib/limits.ts';
import { buildTar, zeroBlocks } from '../../libs/testing/src/lib/tar-builder.ts';

const MEMBERS = 10;
const MEMBER_SIZE = 100 * 1024 * 1024;
const PIECE = 256 * 1024;

function* archive(): Generator<Uint8Array> {
  // Half of it zeros, half of it noise: it packs, but by less than the limit of the ratio.
  const piece = Buffer.alloc(PIECE);
  let state = 1;
  for (let at = 0; at < PIECE / 2; at += 1) piece[at] = state = (state * 75 + 74) % 65_537;
  for (let member = 0; member < MEMBERS; member += 1) {
    yield buildTar([{ name: `package/${member}.bin`, size: MEMBER_SIZE }], new Uint8Array(0));
    for (let written = 0; written < MEMBER_SIZE; written += PIECE) yield piece;
  }
  yield zeroBlocks(2);
}

let bytes = 0;
const packed = Readable.from(archive()).pipe(createGzip({ level: 1 }));
await readArchive(packed, {
  limits: DEFAULT_LIMITS,
  onMember: () => (chunk) => {
    bytes += chunk?.length ?? 0;
  },
});
console.log(bytes, Math.round(process.resourceUsage().maxRSS / 1024));
