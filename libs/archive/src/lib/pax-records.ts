import { formatError } from './archive-error.ts';
import { escapeName } from './escape-name.ts';

const KNOWN = new Set(['path', 'size', 'mtime', 'atime', 'ctime', 'uid', 'gid', 'uname', 'gname', 'comment']);

// What tools add of their own and what changes neither name, type, size nor content. `GNU.sparse.*`, `SCHILY.realsize`,
// `SCHILY.filetype`, `hdrcharset` and `linkpath` do, and are not here.
const HARMLESS =
  /^(?:NODETAR\.|LIBARCHIVE\.(?:creationtime$|xattr\.)|SCHILY\.(?:(?:dev|ino|nlink|fflags)$|acl\.|xattr\.)|MSWINDOWS\.|RHT\.security\.)/;

/** The extended attributes of files hold bytes, not text: macOS puts NULs there. */
const BINARY = /^(?:SCHILY|LIBARCHIVE)\.xattr\./;

/**
 * The records of one PAX header (POSIX pax, 4.18 "Extended Header"), values as bytes.
 * @throws ERR_ARCHIVE_FORMAT wrong lengths, an unknown or repeated key, a NUL in text
 */
export function parsePaxRecords(content: Buffer): ReadonlyMap<string, Buffer> {
  const records = new Map<string, Buffer>();
  for (let start = 0; start < content.length;) {
    const { key, value, end } = readRecord(content, start);
    if (records.has(key))
      throw formatError(`a PAX key is given twice: ${escapeName(key)}`, { key: escapeName(key) });
    records.set(key, value);
    start = end;
  }
  return records;
}

function readRecord(content: Buffer, start: number): { key: string; value: Buffer; end: number } {
  const length = /^([1-9][0-9]{0,6}) /.exec(content.toString('latin1', start, start + 8))?.[1];
  const end = start + Number(length);
  if (length === undefined || end > content.length || content[end - 1] !== 0x0a) {
    throw formatError('a PAX record has a wrong length');
  }
  const record = content.subarray(start + length.length + 1, end - 1);
  const equals = record.indexOf('=');
  if (equals < 1) throw formatError('a PAX record has no key');
  const key = record.toString('utf8', 0, equals);
  const value = record.subarray(equals + 1);
  assertHarmless(key, value);
  return { key, value, end };
}

function assertHarmless(key: string, value: Buffer): void {
  const shown = escapeName(key);
  if (!KNOWN.has(key) && !HARMLESS.test(key))
    throw formatError(`PAX key is not accepted: ${shown}`, { key: shown });
  if (BINARY.test(key)) return;
  // A line feed in a value is legal, and read in two ways.
  if (value.includes(0) || value.includes(0x0a)) {
    throw formatError(`a PAX value holds a NUL or a line feed: ${shown}`, { key: shown });
  }
}
