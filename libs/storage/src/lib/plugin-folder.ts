import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_LIMITS, parseMemberPath } from '@ragnos-vault/archive';
import type { ArchiveLimits, FileMember } from '@ragnos-vault/archive';
import { VaultError } from '@ragnos-vault/errors';
import packlist from 'npm-packlist';
import { ioCoded } from './io-coded.ts';
import { isNotThere, openRegularFile } from './open-regular-file.ts';
import { loadPackTree } from './pack-tree.ts';

const OWNER_EXECUTES = 0o100;

/**
 * Reads the files of a plugin folder that npm would pack, by npm's own list: `files`, `.npmignore`, `.gitignore`,
 * bundled dependencies; package.json, README and LICENSE always, `.git` and `node_modules` never.
 *
 * No script runs, not even `prepack` and `prepare`: build first. Symbolic links, devices and sockets are left out, as
 * npm leaves them out; a bundled package behind a link is refused, where npm would pack what it points at. A file is
 * 0755 if its owner may execute it or `bin` names it, else 0644, so that Windows packs the same.
 *
 * @returns the files sorted as npm lists them; `packFiles` puts them into an order of its own
 * @throws ERR_PLUGIN_SOURCE no folder, or a link where it matters
 * @throws ERR_MANIFEST_MISSING, ERR_MANIFEST_INVALID
 * @throws ERR_ARCHIVE_PATH, ERR_ARCHIVE_LIMIT a file that no archive may hold
 * @throws ERR_IO
 */
export async function listPluginFolder(
  dir: string,
  limits: ArchiveLimits = DEFAULT_LIMITS,
): Promise<FileMember[]> {
  return ioCoded(async () => {
    const folder = await findFolder(dir);
    const { root, bins } = await loadPackTree(folder);
    const files: FileMember[] = [];
    const room = createRoom(limits);
    for (const listed of await packlist(root)) {
      const path = parseMemberPath(listed, limits);
      files.push(await readMember(folder, { path, isBin: bins.has(path), room }));
    }
    return files;
  });
}

/** The folder without links above it, so that a link below it can be told. */
async function findFolder(dir: string): Promise<string> {
  try {
    const folder = await realpath(dir);
    if ((await stat(folder)).isDirectory()) return folder;
  } catch (cause) {
    if (!isNotThere(cause)) throw cause;
    throw new VaultError('ERR_PLUGIN_SOURCE', `no such folder: ${dir}`, { facts: { path: dir }, cause });
  }
  throw new VaultError('ERR_PLUGIN_SOURCE', `not a folder: ${dir}`, { facts: { path: dir } });
}

interface Room {
  /** @throws ERR_ARCHIVE_LIMIT, before the file is read */
  readonly take: (path: string, size: number) => void;
}

interface ListedFile {
  readonly path: string;
  readonly isBin: boolean;
  readonly room: Room;
}

async function readMember(folder: string, { path, isBin, room }: ListedFile): Promise<FileMember> {
  const handle = await openRegularFile(join(folder, path));
  if (handle === undefined)
    throw new VaultError('ERR_IO', `file vanished while it was packed: ${path}`, { facts: { path } });
  try {
    const { mode, size } = await handle.stat();
    room.take(path, size);
    const content = new Uint8Array(await handle.readFile());
    return { path, mode: isBin || (mode & OWNER_EXECUTES) !== 0 ? 0o755 : 0o644, content };
  } finally {
    await handle.close();
  }
}

function createRoom({ maxMemberSize, maxTotalSize }: ArchiveLimits): Room {
  let total = 0;

  function take(path: string, size: number): void {
    total += size;
    if (size > maxMemberSize) throw tooLarge(path, { limit: maxMemberSize, value: size });
    if (total > maxTotalSize) throw tooLarge(path, { limit: maxTotalSize, value: total });
  }

  return { take };
}

function tooLarge(
  path: string,
  { limit, value }: { readonly limit: number; readonly value: number },
): VaultError {
  return new VaultError(
    'ERR_ARCHIVE_LIMIT',
    `plugin is over the limit of ${limit} bytes at ${path}: ${value}`,
    {
      facts: { path, limit, value },
    },
  );
}
