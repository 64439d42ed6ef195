import { compareCodePoints } from './code-points.ts';
import { commonFolderOf, stripCommonFolder } from './common-folder.ts';
import type { ArchiveLimits, FileMember, MemberHeader } from './member.ts';
import { readArchive, type ArchiveTotals } from './read-archive.ts';
import type { MemberSink } from './tar-reader.ts';

export interface CollectedFiles extends ArchiveTotals {
  /** Sorted by path in code-point order, the common first folder stripped. */
  readonly files: readonly FileMember[];
  /** The folder that was stripped. */
  readonly commonFolder: string | undefined;
}

/**
 * Reads a whole archive into memory; `limits.maxTotalSize` bounds how much that is.
 * @throws as `readArchive`
 */
export async function collectFiles(
  source: AsyncIterable<Uint8Array>,
  limits: ArchiveLimits,
): Promise<CollectedFiles> {
  const found: FileMember[] = [];
  const totals = await readArchive(source, {
    limits,
    onMember: (member) => (member.kind === 'folder' ? undefined : collectInto(found, member)),
  });
  const paths = found.map(({ path }) => path);
  const stripped = stripCommonFolder(paths);
  const files = found
    .map((file, index) => ({ ...file, path: stripped[index] ?? file.path }))
    .sort((left, right) => compareCodePoints(left.path, right.path));
  return { ...totals, files, commonFolder: commonFolderOf(paths) };
}

/** Memory is taken as content arrives, never because a header asks for it. */
function collectInto(files: FileMember[], { path, mode }: MemberHeader): MemberSink {
  const pieces: Uint8Array[] = [];
  return (chunk) => {
    if (chunk !== undefined) pieces.push(Uint8Array.from(chunk));
    else files.push({ path, mode, content: joinPieces(pieces) });
  };
}

function joinPieces(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const joined = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    joined.set(piece, offset);
    offset += piece.length;
  }
  return joined;
}
