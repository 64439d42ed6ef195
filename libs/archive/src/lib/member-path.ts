import { limitError, pathError } from './archive-error.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { ArchiveLimits } from './member.ts';

/** `NAME_MAX` of every common file system. */
const MAX_SEGMENT_LENGTH = 255;

// The names of DOS devices, with any extension; Windows also takes superscript digits (Microsoft, "Naming Files").
const RESERVED =
  /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3]) *(?:\.|$)/i;

// Control (C0, DEL, C1), format (bidi, zero-width, tags), line and paragraph separators, lone surrogates.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/**
 * Gives the relative, NFC, `/`-separated path that a member's name stands for, the same on every system.
 *
 * One leading `./` is stripped, all else that is not yet in that form is refused, never repaired: a name which two
 * tools could read in two ways must not reach either.
 *
 * @throws ERR_ARCHIVE_PATH absolute, `..`, drive, UNC, stream, reserved or over-long segment, trailing dot or space,
 *   invisible characters, not NFC
 * @throws ERR_ARCHIVE_LIMIT longer or deeper than `limits`
 */
export function parseMemberPath(
  name: string,
  limits: Pick<ArchiveLimits, 'maxPathLength' | 'maxDepth'> = DEFAULT_LIMITS,
): string {
  const path = name.startsWith('./') ? name.slice(2) : name;
  assertWithinLimits(path, limits);
  assertPlainText(path);
  for (const segment of path.split('/')) assertSegment(segment, name);
  return path;
}

function assertWithinLimits(
  path: string,
  { maxPathLength, maxDepth }: Pick<ArchiveLimits, 'maxPathLength' | 'maxDepth'>,
): void {
  const length = Buffer.byteLength(path);
  if (length > maxPathLength) {
    throw limitError({
      what: 'length of a path',
      limit: maxPathLength,
      value: length,
      path,
      rule: 'ARC-005',
    });
  }
  const depth = path.split('/').length;
  if (depth > maxDepth)
    throw limitError({ what: 'depth of a path', limit: maxDepth, value: depth, path, rule: 'ARC-005' });
}

function assertPlainText(path: string): void {
  if (path === '') throw pathError(path, 'name is empty');
  if (path.startsWith('/')) throw pathError(path, 'name is absolute', 'ARC-001');
  if (INVISIBLE.test(path)) throw pathError(path, 'name holds control or invisible characters');
  if (path.includes('\\')) throw pathError(path, 'name holds a backslash', 'ARC-001');
  // Drive letters, and streams of NTFS.
  if (path.includes(':')) throw pathError(path, 'name holds a colon', 'ARC-001');
  if (path.normalize('NFC') !== path) throw pathError(path, 'name is not in Unicode form NFC');
}

function assertSegment(segment: string, name: string): void {
  if (segment === '') throw pathError(name, 'name has an empty segment');
  if (segment === '.' || segment === '..') throw pathError(name, 'name has a relative segment', 'ARC-001');
  if (/[. ]$/.test(segment)) throw pathError(name, 'name has a segment that ends in a dot or a space');
  if (RESERVED.test(segment)) throw pathError(name, 'name is reserved on Windows');
  if (Buffer.byteLength(segment) > MAX_SEGMENT_LENGTH) throw pathError(name, 'name has an over-long segment');
}
