import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

/** A file of a tree, as far as a plugin's user can tell. */
export interface TreeFile {
  readonly content: Uint8Array;
  /** Whether its owner may run it. */
  readonly isExecutable: boolean;
}

/** The files of a folder by path, whatever their order. */
export type Tree = ReadonlyMap<string, TreeFile>;

/** Reads a folder, itself perhaps a link. A link below it is not followed; it counts as a file that holds its target. */
export async function readTree(folder: string): Promise<Tree> {
  const root = await realpath(folder);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = new Map<string, TreeFile>();
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(root, path).replaceAll('\\', '/');
    if (entry.isDirectory()) continue;
    if (entry.isFile())
      files.set(name, { content: await readFile(path), isExecutable: await isExecutable(path) });
    else files.set(`${name} (a link)`, { content: Buffer.from(await readlink(path)), isExecutable: false });
  }
  return files;
}

/** Unpacks as npm does: by the system's tar, without the first folder, whatever that is called. */
export async function unpackWithTar(archive: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await promisify(execFile)('tar', [
    '-xzf',
    archive,
    '-C',
    folder,
    '--strip-components=1',
    '--no-same-owner',
  ]);
}

/** Several folders as one tree; one that is not there holds nothing. */
export async function readTrees(folder: string, parts: readonly string[]): Promise<Tree> {
  const there = parts.filter((part) => existsSync(join(folder, part)));
  const trees = await Promise.all(
    there.map(async (part) =>
      [...(await readTree(join(folder, part)))].map(([path, file]) => [`${part}/${path}`, file] as const),
    ),
  );
  return new Map(trees.flat());
}

/** Two trees hold the same paths, bytes and execute bits. @throws Error naming the first difference */
export function assertSameTree(found: Tree, expected: Tree): void {
  const difference = differenceOf(found, expected);
  if (difference !== undefined) throw new Error(`the folder ${difference}`);
}

function differenceOf(found: Tree, expected: Tree): string | undefined {
  for (const [path, file] of expected) {
    const other = found.get(path);
    if (other === undefined) return `lacks ${path}`;
    if (Buffer.compare(other.content, file.content) !== 0) return `has other bytes in ${path}`;
    if (other.isExecutable !== file.isExecutable) return `has another execute bit on ${path}`;
  }
  const extra = [...found.keys()].find((path) => !expected.has(path));
  return extra === undefined ? undefined : `has ${extra}, which it should not have`;
}

async function isExecutable(path: string): Promise<boolean> {
  return ((await lstat(path)).mode & 0o100) !== 0;
}
