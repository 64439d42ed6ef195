import { BLOCK_SIZE } from './tar-header.ts';
import type { FileMember } from './member.ts';

const NAME_SIZE = 100;
/** node-tar reads a prefix of 131 bytes and more in a second way. */
const PREFIX_SIZE = 130;
/** 1985-10-26T08:15:00Z, which npm gives to every file. */
const MTIME = 499162500;

interface HeaderFields {
  readonly name: string;
  readonly prefix?: string;
  readonly mode: number;
  readonly size: number;
  readonly flag: '0' | 'x';
}

/** The tar blocks of one file: POSIX ustar, with a PAX path only where the name does not fit or is not ASCII. */
export function encodeTarMember({ path, mode, content }: FileMember): readonly Uint8Array[] {
  const fields = splitName(path);
  const pax = fields === undefined ? encodePaxPath(path) : [];
  const header = encodeHeader({
    ...(fields ?? { name: plainName(path) }),
    mode,
    size: content.length,
    flag: '0',
  });
  return [...pax, header, content, paddingOf(content.length)];
}

/** The two zero blocks that end an archive. */
export function encodeTarEnd(): Uint8Array {
  return new Uint8Array(2 * BLOCK_SIZE);
}

function splitName(path: string): { name: string; prefix?: string } | undefined {
  if (!/^[\x20-\x7e]*$/.test(path)) return undefined;
  if (path.length <= NAME_SIZE) return { name: path };
  const slash = path.lastIndexOf('/', PREFIX_SIZE);
  const name = path.slice(slash + 1);
  return slash < 1 || name.length > NAME_SIZE ? undefined : { name, prefix: path.slice(0, slash) };
}

/** What a reader without PAX would call the file; ours never sees it. */
function plainName(path: string): string {
  return path
    .replace(/[^\x20-\x7e]/gu, '_')
    .slice(-NAME_SIZE)
    .replace(/^\/+/, '');
}

function encodePaxPath(path: string): readonly Uint8Array[] {
  const record = Buffer.from(paxRecord('path', path));
  const header = encodeHeader({ name: 'PaxHeader', mode: 0o644, size: record.length, flag: 'x' });
  return [header, record, paddingOf(record.length)];
}

/** A record begins with its own length, digits included. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const size = Buffer.byteLength(rest);
  let length = size;
  while (length !== size + String(length).length) length = size + String(length).length;
  return `${length}${rest}`;
}

function encodeHeader({ name, prefix = '', mode, size, flag }: HeaderFields): Uint8Array {
  const block = Buffer.alloc(BLOCK_SIZE);
  block.write(name, 0, 'latin1');
  block.write(octal(mode, 7), 100, 'latin1');
  block.write(octal(0, 7), 108, 'latin1');
  block.write(octal(0, 7), 116, 'latin1');
  block.write(octal(size, 11), 124, 'latin1');
  block.write(octal(MTIME, 11), 136, 'latin1');
  block.write(' '.repeat(8), 148, 'latin1');
  block.write(flag, 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  block.write(prefix, 345, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148, 'latin1');
  return block;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

function paddingOf(size: number): Uint8Array {
  return new Uint8Array((BLOCK_SIZE - (size % BLOCK_SIZE)) % BLOCK_SIZE);
}
