import { formatError } from './archive-error.ts';

const FIXED_SIZE = 10;
const MAX_SIZE = 4096;
const FHCRC = 0x02;
const FEXTRA = 0x04;
const FNAME = 0x08;
const FCOMMENT = 0x10;
const RESERVED = 0xe0;

/**
 * The length of the gzip header (RFC 1952, 2.3) at the start of `bytes`, or `undefined` while more bytes are needed.
 * @throws ERR_ARCHIVE_FORMAT no gzip, an unknown method or flag, an over-long header
 */
export function gzipHeaderLength(bytes: Uint8Array): number | undefined {
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, MAX_SIZE));
  assertGzip(header);
  const end = header.length < FIXED_SIZE ? undefined : endOfFields(header, header.readUInt8(3));
  if (end !== undefined && end <= header.length) return end;
  if (bytes.byteLength >= MAX_SIZE) throw formatError('gzip header is over-long', { limit: MAX_SIZE });
  return undefined;
}

function assertGzip(header: Buffer): void {
  const start = Buffer.from([0x1f, 0x8b, 0x08]);
  const seen = header.subarray(0, start.length);
  if (!seen.equals(start.subarray(0, seen.length))) throw formatError('not a gzip stream');
  if (header.length > 3 && (header.readUInt8(3) & RESERVED) !== 0) {
    throw formatError('gzip header has unknown flags', { flags: header.readUInt8(3) });
  }
}

function endOfFields(header: Buffer, flags: number): number | undefined {
  let end: number | undefined = FIXED_SIZE;
  if ((flags & FEXTRA) !== 0) end = header.length < end + 2 ? undefined : end + 2 + header.readUInt16LE(end);
  if ((flags & FNAME) !== 0) end = endOfString(header, end);
  if ((flags & FCOMMENT) !== 0) end = endOfString(header, end);
  return end === undefined || (flags & FHCRC) === 0 ? end : end + 2;
}

function endOfString(header: Buffer, start: number | undefined): number | undefined {
  if (start === undefined) return undefined;
  const end = header.indexOf(0, start);
  return end === -1 ? undefined : end + 1;
}
