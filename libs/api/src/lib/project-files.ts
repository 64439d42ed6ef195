import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCodeOf, toVaultError } from '@ragnos-vault/errors';
import {
  encodeLockfile,
  encodeProject,
  LOCK_FILE,
  parseLockfile,
  parseProject,
  PROJECT_FILE,
} from '@ragnos-vault/installer';
import type { Lockfile, Project } from '@ragnos-vault/installer';
import { replaceVaultFile } from '@ragnos-vault/storage';

/** What a folder says of itself; each is missing where there is no such file. */
export interface ProjectFiles {
  readonly project?: Project;
  readonly lock?: Lockfile;
}

/** @throws ERR_CONFIG_INVALID, ERR_IO */
export async function loadProject(dir: string): Promise<ProjectFiles> {
  const [project, lock] = await Promise.all([PROJECT_FILE, LOCK_FILE].map((name) => read(join(dir, name))));
  return {
    ...(project && { project: parseProject(project) }),
    ...(lock && { lock: parseLockfile(lock) }),
  };
}

/** Writes what has changed, each file whole or not at all; first what is wanted, then what it came to. @throws ERR_IO */
export async function saveProject(dir: string, { project, lock }: ProjectFiles): Promise<void> {
  if (project !== undefined) await replace(join(dir, PROJECT_FILE), encodeProject(project));
  if (lock !== undefined) await replace(join(dir, LOCK_FILE), encodeLockfile(lock));
}

async function replace(path: string, bytes: Uint8Array): Promise<void> {
  const before = await read(path);
  if (before === undefined || Buffer.compare(before, bytes) !== 0)
    await replaceVaultFile(path, { bytes, mode: 0o644 });
}

async function read(path: string): Promise<Uint8Array | undefined> {
  return readFile(path).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw toVaultError(error);
  });
}
