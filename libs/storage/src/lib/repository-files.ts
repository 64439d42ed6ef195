import { lstat, opendir, rm } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { VaultError } from '@ragnos-vault/errors';
import type { ListedFile } from '@ragnos-vault/metadata';
import { isNotThere } from './open-regular-file.ts';
import { parseRepositoryPath } from './parse-repository-path.ts';

/** How a file is called until it is whole. */
export const TEMPORARY_PREFIX = '.tmp-';

/** The files of a repository folder whose path begins with `prefix`; no symbolic link is followed. */
export async function* listRepositoryFiles(root: string, prefix: string): AsyncGenerator<ListedFile> {
  const slash = prefix.lastIndexOf('/');
  const top = slash < 0 ? root : join(root, ...parseRepositoryPath(prefix.slice(0, slash)));
  for await (const entry of walk(top)) {
    const path = pathOf(root, entry);
    if (!path.startsWith(prefix) || !isRepositoryPath(path)) continue;
    const file = await statOf(entry);
    if (file !== undefined) yield { path, length: file.size };
  }
}

/** Removes the temporary files that were last written before `before`. */
export async function removeTemporaryFiles(root: string, before: Date): Promise<number> {
  let removed = 0;
  for await (const entry of walk(root)) {
    if (!entry.name.startsWith(TEMPORARY_PREFIX)) continue;
    const file = await statOf(entry);
    if (file === undefined || file.mtime >= before) continue;
    await rm(join(entry.parentPath, entry.name), { force: true });
    removed += 1;
  }
  return removed;
}

/** Plain files, at any depth. */
async function* walk(folder: string): AsyncGenerator<Dirent> {
  const folders: string[] = [];
  for (const entry of await entriesOf(folder)) {
    if (entry.isDirectory()) folders.push(join(folder, entry.name));
    else if (entry.isFile()) yield entry;
  }
  for (const path of folders) yield* walk(path);
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await Array.fromAsync(await opendir(folder));
  } catch (error) {
    if (isNotThere(error)) return [];
    throw error;
  }
}

/** `undefined` where it is gone since it was listed. */
async function statOf(entry: Dirent): Promise<{ readonly size: number; readonly mtime: Date } | undefined> {
  try {
    return await lstat(join(entry.parentPath, entry.name));
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}

function pathOf(root: string, entry: Dirent): string {
  return relative(root, join(entry.parentPath, entry.name)).split(sep).join('/');
}

/** Whether a path of ours can name it. */
export function isRepositoryPath(path: string): boolean {
  try {
    parseRepositoryPath(path);
    return true;
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_TARGET_PATH') return false;
    throw error;
  }
}
