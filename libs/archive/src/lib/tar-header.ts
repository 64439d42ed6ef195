import { formatError, memberFormatError, typeError } from './archive-error.ts';
import { decodeName, isZero, octalField, stringField } from './tar-field.ts';

export const BLOCK_SIZE = 512;

export type TarKind = 'file' | 'folder' | 'pax' | 'long-name';

/** What one raw header says, before any PAX or GNU header is applied to it. */
export interface TarHeader {
  readonly kind: TarKind;
  readonly name: string;
  readonly mode: number;
  readonly size: number;
}

const KINDS: ReadonlyMap<string, TarKind> = new Map([
  ['0', 'file'],
  ['\0', 'file'],
  ['5', 'folder'],
  ['x', 'pax'],
  ['L', 'long-name'],
]);

const REFUSED_TYPES: ReadonlyMap<string, string> = new Map([
  ['1', 'a hard link'],
  ['2', 'a symbolic link'],
  ['3', 'a character device'],
  ['4', 'a block device'],
  ['6', 'a FIFO'],
  ['7', 'a contiguous file'],
  ['D', 'a GNU dump folder'],
  ['K', 'the long target of a link'],
  ['M', 'a part of a multi-volume archive'],
  ['S', 'a sparse file'],
  ['V', 'a volume label'],
]);

const LINK_TYPES = new Set(['1', '2', 'K']);

const NUMBERS: readonly (readonly [field: string, start: number, end: number])[] = [
  ['uid', 108, 116],
  ['gid', 116, 124],
  ['mtime', 136, 148],
  ['devmajor', 329, 337],
  ['devminor', 337, 345],
];

/** GNU tar, and Unix V7, which has none. */
const PREFIXLESS_MAGIC = new Set(['ustar  \0', '\0'.repeat(8)]);

const FILE_TYPE_BITS = 0o170000;
const SPECIAL_BITS = 0o7000;
const TYPE_BITS_OF: Readonly<Record<'file' | 'folder', number>> = { file: 0o100000, folder: 0o040000 };

/**
 * Reads one 512-byte header so strictly that no two tools can read it in two ways.
 *
 * @throws ERR_ARCHIVE_FORMAT checksum, numbers, magic, or bytes where none belong
 * @throws ERR_ARCHIVE_TYPE anything but a file, a folder or a header about one; setuid, setgid, sticky
 * @throws ERR_ARCHIVE_PATH the name is not UTF-8
 */
export function parseTarHeader(block: Buffer): TarHeader {
  assertChecksum(block);
  assertNumbers(block);
  const name = decodeName(nameOf(block));
  const kind = kindOf(block, name);
  if (!isZero(block.subarray(157, 257))) throw memberFormatError(name, 'a link target on what is no link');
  const size = sizeOf(block, { kind, name });
  return { kind, name, size, mode: modeOf(block, { kind, name }) };
}

function assertChecksum(block: Buffer): void {
  const stored = octalField(block.subarray(148, 156), 'checksum');
  let sum = 8 * 0x20;
  for (let index = 0; index < BLOCK_SIZE; index += 1) {
    if (index < 148 || index >= 156) sum += block.readUInt8(index);
  }
  if (stored !== sum)
    throw formatError('header checksum is wrong', { stored: stored ?? 'none', computed: sum });
}

/** Python's tarfile takes a header with any bad number for the end of the archive, and says nothing. */
function assertNumbers(block: Buffer): void {
  for (const [field, start, end] of NUMBERS) {
    const bytes = block.subarray(start, end);
    // Ids of great directories do not fit into octal digits; all tools read them so.
    if (bytes[0] !== 0x80) octalField(bytes, field);
  }
}

function nameOf(block: Buffer): Buffer {
  const name = stringField(block.subarray(0, 100), 'name');
  const prefix = prefixOf(block);
  return prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]);
}

function prefixOf(block: Buffer): Buffer {
  const magic = block.toString('latin1', 257, 265);
  if (magic === 'ustar\x0000') return posixPrefixOf(block);
  if (!PREFIXLESS_MAGIC.has(magic)) throw formatError('header is neither POSIX, GNU nor Unix V7 tar');
  // GNU keeps times and sparse maps there, some readers see a prefix all the same, and V7 has nothing there.
  if (!isZero(block.subarray(345))) throw formatError('header has bytes where its format has none');
  return Buffer.alloc(0);
}

/** node-tar stores two times behind a prefix of less than 131 bytes; its reader tells by the byte between. */
function posixPrefixOf(block: Buffer): Buffer {
  if (!isZero(block.subarray(500))) throw formatError('header has bytes where its format has none');
  if (block.readUInt8(475) !== 0) return stringField(block.subarray(345, 500), 'prefix');
  octalField(block.subarray(476, 488), 'atime');
  octalField(block.subarray(488, 500), 'ctime');
  return stringField(block.subarray(345, 476), 'prefix');
}

function kindOf(block: Buffer, name: string): TarKind {
  const flag = block.toString('latin1', 156, 157);
  const kind = KINDS.get(flag);
  if (kind !== undefined) return kind;
  if (flag === 'g') throw formatError('a global PAX header, which would change every member after it');
  const what = REFUSED_TYPES.get(flag) ?? `of unknown type ${JSON.stringify(flag)}`;
  throw typeError(name, what, LINK_TYPES.has(flag) ? 'ARC-002' : 'ARC-003');
}

function sizeOf(block: Buffer, { kind, name }: Pick<TarHeader, 'kind' | 'name'>): number {
  const size = octalField(block.subarray(124, 136), 'size');
  if (kind === 'folder' && (size ?? 0) !== 0) throw memberFormatError(name, 'a folder with content');
  if (size === undefined && kind !== 'folder') throw memberFormatError(name, 'a member without a size');
  return size ?? 0;
}

function modeOf(block: Buffer, { kind, name }: Pick<TarHeader, 'kind' | 'name'>): number {
  const mode = octalField(block.subarray(100, 108), 'mode') ?? 0;
  if (kind !== 'file' && kind !== 'folder') return mode;
  if ((mode & SPECIAL_BITS) !== 0) throw typeError(name, 'setuid, setgid or sticky', 'ARC-003');
  const type = mode & ~0o7777;
  if (type !== 0 && type !== TYPE_BITS_OF[kind] && (type & ~FILE_TYPE_BITS) === 0) {
    throw typeError(name, `a ${kind} whose mode says another type`, 'ARC-003');
  }
  if ((mode & ~(FILE_TYPE_BITS | 0o7777)) !== 0) throw memberFormatError(name, 'unknown bits in the mode');
  return mode;
}
