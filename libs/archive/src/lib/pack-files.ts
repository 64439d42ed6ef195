import { gzipSync } from 'fflate';
import { formatError, limitError } from './archive-error.ts';
import { compareCodePoints } from './code-points.ts';
import { encodeTarEnd, encodeTarMember } from './encode-tar-member.ts';
import { DEFAULT_LIMITS, RATIO_FLOOR } from './limits.ts';
import type { ArchiveLimits, FileMember } from './member.ts';
import { parseMemberPath } from './member-path.ts';
import { createNameRegistry } from './name-registry.ts';

/** Where npm puts every file of a package. */
const FOLDER = 'package';

/**
 * Packs files to a `.tgz` which depends on their paths, modes and contents only: not on their order, the clock, the
 * user, the processor or the version of Node.js. What it gives, `readArchive` accepts under the same limits.
 *
 * @throws ERR_ARCHIVE_PATH, ERR_ARCHIVE_COLLISION, ERR_ARCHIVE_LIMIT as the reader would; ERR_ARCHIVE_FORMAT for no file
 */
export function packFiles(files: readonly FileMember[], limits: ArchiveLimits = DEFAULT_LIMITS): Uint8Array {
  const members = files
    .map(({ path, mode, content }) => ({ path: `${FOLDER}/${path}`, mode, content }))
    .sort((left, right) => compareCodePoints(left.path, right.path));
  assertPackable(members, limits);
  const tar = Buffer.concat([...members.flatMap(encodeTarMember), encodeTarEnd()]);
  // zlib's output differs between builds of Node.js; `mem` is given, because its default is computed in floats.
  const packed = gzipSync(tar, { level: 9, mem: 12, mtime: 0 });
  assertRatio(tar.length, packed.length, limits);
  return packed;
}

function assertPackable(members: readonly FileMember[], limits: ArchiveLimits): void {
  if (members.length === 0) throw formatError('an archive needs a file');
  const names = createNameRegistry(limits);
  let total = 0;
  for (const { path, content } of members) {
    names.add({ path: parseMemberPath(path, limits), kind: 'file' });
    if (content.length > limits.maxMemberSize) {
      throw limitError({
        what: 'size of a member',
        limit: limits.maxMemberSize,
        value: content.length,
        path,
      });
    }
    total += content.length;
  }
  if (total > limits.maxTotalSize) {
    throw limitError({ what: 'size of all members', limit: limits.maxTotalSize, value: total });
  }
}

function assertRatio(unpacked: number, packed: number, { maxRatio }: ArchiveLimits): void {
  if (unpacked <= RATIO_FLOOR || unpacked <= packed * maxRatio) return;
  throw limitError({
    what: 'unpacked bytes per packed byte',
    limit: maxRatio,
    value: Math.ceil(unpacked / packed),
  });
}
