import { crc32 } from 'node:zlib';

const BLOCK_SIZE = 512;
const MAX_STORED = 0xffff;

type Bytes = string | Uint8Array;

/** One header with its content, any field of which may be wrong on purpose. */
export interface TarEntry {
  readonly name: Bytes;
  readonly content?: Bytes;
  /** The type flag; '0' if absent. */
  readonly type?: string;
  readonly mode?: number;
  /** What the header claims; the true length if absent. Bytes are written as they are. */
  readonly size?: number | Uint8Array;
  readonly linkname?: string;
  readonly prefix?: string;
  readonly magic?: keyof typeof MAGIC;
  /** Added to the true checksum. */
  readonly checksumError?: number;
  /** Bytes laid over the finished header, before the checksum is taken. */
  readonly overlay?: readonly { readonly offset: number; readonly bytes: Bytes }[];
  /** What fills the last block of the content; zeros if absent. */
  readonly padding?: Uint8Array;
}

const MAGIC = { ustar: 'ustar\x0000', gnu: 'ustar  \0', v7: '\0'.repeat(8) } as const;

/** A tar archive of exactly these entries, ended by two zero blocks unless `end` says otherwise. */
export function buildTar(entries: readonly TarEntry[], end: Uint8Array = zeroBlocks(2)): Uint8Array {
  return Buffer.concat([...entries.map(buildEntry), end]);
}

export function zeroBlocks(count: number): Uint8Array {
  return new Uint8Array(count * BLOCK_SIZE);
}

/** A PAX header about the next entry; give a string to write records that are malformed. */
export function paxEntry(records: string | Readonly<Record<string, string>>, type = 'x'): TarEntry {
  const content =
    typeof records === 'string'
      ? records
      : Object.entries(records)
          .map(([key, value]) => paxRecord(key, value))
          .join('');
  return { name: 'PaxHeader/entry', type, content };
}

/** One PAX record, its own length first. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const size = Buffer.byteLength(rest);
  const digits = String(size + String(size).length).length;
  return `${size + digits}${rest}`;
}

/** A GNU long name about the next entry; type `K` makes it a long link target. */
export function longNameEntry(name: string, type = 'L'): TarEntry {
  return { name: '././@LongLink', type, content: `${name}\0`, magic: 'gnu' };
}

/** A number in the base-256 form of GNU tar; negative numbers too. */
export function base256(value: bigint, width = 12): Uint8Array {
  const field = Buffer.alloc(width);
  let rest = BigInt.asUintN(width * 8 - 1, value);
  for (let index = width - 1; index >= 0; index -= 1) {
    field.writeUInt8(Number(rest & 0xffn), index);
    rest >>= 8n;
  }
  field.writeUInt8(field.readUInt8(0) | 0x80, 0);
  return field;
}

/** One gzip member that stores its bytes unpacked: the same on every machine, and easy to read in a dump. */
export function storedGzip(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff)];
  for (let start = 0; start < bytes.length || start === 0; start += MAX_STORED) {
    const piece = bytes.subarray(start, start + MAX_STORED);
    const isLast = start + MAX_STORED >= bytes.length;
    const header = Buffer.alloc(5);
    header.writeUInt8(isLast ? 1 : 0, 0);
    header.writeUInt16LE(piece.length, 1);
    header.writeUInt16LE(piece.length ^ 0xffff, 3);
    parts.push(header, piece);
  }
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(bytes), 0);
  trailer.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([...parts, trailer]);
}

/** Bytes as they come from a file or a socket: in pieces. */
export async function* inChunks(bytes: Uint8Array, size = bytes.length): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) {
    yield await Promise.resolve(bytes.subarray(start, start + size));
  }
}

function buildEntry(entry: TarEntry): Uint8Array {
  const content = toBuffer(entry.content ?? '');
  const length = (BLOCK_SIZE - (content.length % BLOCK_SIZE)) % BLOCK_SIZE;
  const padding = Buffer.alloc(length);
  if (entry.padding !== undefined) padding.set(entry.padding.subarray(0, length));
  return Buffer.concat([buildHeader(entry, content.length), content, padding]);
}

function buildHeader(entry: TarEntry, contentLength: number): Uint8Array {
  const { type = '0', mode = 0o644, size = contentLength, magic = 'ustar' } = entry;
  const block = Buffer.alloc(BLOCK_SIZE);
  toBuffer(entry.name).copy(block, 0, 0, 100);
  block.write(`${octal(mode, 6)} \0`, 100, 'latin1');
  block.write(`${octal(0, 6)} \0`, 108, 'latin1');
  block.write(`${octal(0, 6)} \0`, 116, 'latin1');
  block.set(typeof size === 'number' ? Buffer.from(`${octal(size, 11)} `, 'latin1') : size, 124);
  block.write(`${octal(499162500, 11)} `, 136, 'latin1');
  block.write(type, 156, 'latin1');
  block.write(entry.linkname ?? '', 157, 'latin1');
  block.write(MAGIC[magic], 257, 'latin1');
  block.write(entry.prefix ?? '', 345, 155, 'utf8');
  for (const { offset, bytes } of entry.overlay ?? []) block.set(toBuffer(bytes), offset);
  writeChecksum(block, entry.checksumError ?? 0);
  return block;
}

function writeChecksum(block: Buffer, error: number): void {
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum + error, 6)}\0 `, 148, 'latin1');
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

function toBuffer(bytes: Bytes): Buffer {
  return typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : Buffer.from(bytes);
}
