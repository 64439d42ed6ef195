import { createHash, type Hash } from 'node:crypto';
import { chmodSync, closeSync, constants, fchmodSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  commonFolderOf,
  sortManifest,
  stripCommonFolder,
  type FileManifest,
  type FileManifestEntry,
  type MemberHeader,
  type MemberSink,
} from '@ragnos-vault/archive';

export interface MemberWriter {
  readonly onMember: (member: MemberHeader) => MemberSink | undefined;
  /** What was written, and the folder that holds it: the common first folder of an archive is not part of a plugin. */
  readonly finish: () => { readonly manifest: FileManifest; readonly tree: string };
  /** Must be called in any case; what was written stays until the caller removes it. */
  readonly close: () => void;
}

interface OpenFile {
  readonly member: MemberHeader;
  readonly descriptor: number;
  readonly digest: Hash;
  size: number;
}

const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * Writes the files of an archive below `root`, a new folder in staging, as they are unpacked. It is synchronous, which
 * is 2.5 to 4 times faster than a stream for each file. Nothing here follows a link or opens a file that exists,
 * modes do not depend on the umask, and folders are made only where a file lies in them.
 */
export function createMemberWriter(root: string): MemberWriter {
  const folders = new Set<string>();
  const written: FileManifestEntry[] = [];
  let open: OpenFile | undefined;
  makeFolder(root, folders);

  function onMember(member: MemberHeader): MemberSink | undefined {
    if (member.kind === 'folder') return undefined;
    const path = join(root, member.path);
    makeFolder(dirname(path), folders);
    const file: OpenFile = {
      member,
      descriptor: openFile(path, member.mode),
      digest: createHash('sha256'),
      size: 0,
    };
    open = file;
    return (chunk) => (chunk === undefined ? endFile(file) : writeChunk(file, chunk));
  }

  function endFile(file: OpenFile): void {
    close();
    const { path, mode } = file.member;
    written.push({ path, mode, size: file.size, sha256: file.digest.digest('hex') });
  }

  function close(): void {
    if (open !== undefined) closeSync(open.descriptor);
    open = undefined;
  }

  function finish(): ReturnType<MemberWriter['finish']> {
    const paths = written.map(({ path }) => path);
    const stripped = stripCommonFolder(paths);
    const manifest = written.map((entry, index) => ({ ...entry, path: stripped[index] ?? entry.path }));
    return { manifest: sortManifest(manifest), tree: join(root, commonFolderOf(paths) ?? '.') };
  }

  return { onMember, finish, close };
}

function openFile(path: string, mode: number): number {
  const descriptor = openSync(path, NEW_FILE, mode);
  fchmodSync(descriptor, mode);
  return descriptor;
}

function writeChunk(file: OpenFile, chunk: Uint8Array): void {
  file.digest.update(chunk);
  file.size += chunk.length;
  let done = 0;
  while (done < chunk.length) done += writeSync(file.descriptor, chunk, done);
}

function makeFolder(path: string, made: Set<string>): void {
  if (made.has(path)) return;
  if (made.size > 0) makeFolder(dirname(path), made);
  mkdirSync(path);
  chmodSync(path, 0o755);
  made.add(path);
}
