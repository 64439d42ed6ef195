import { cacheFile, find } from '@actions/tool-cache';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { copyArchives } from './archive-cache.ts';

/** An archive as the tool cache of a runner knows it. */
export interface ToolArchive {
  readonly sha256: string;
  readonly version: string;
}

/**
 * Copies archives that the tool cache of the runner holds to where the installer looks for them. The tool cache marks
 * what is complete and proves nothing; the installer does.
 */
export async function takeFromTools(archives: readonly ToolArchive[], storeDir: string): Promise<void> {
  for (const archive of archives) {
    const dir = find(toolOf(archive), archive.version);
    if (dir !== '') await copyArchives(dir, storeDir);
  }
}

/** Keeps archives of a store in the tool cache of the runner, for jobs to come. */
export async function keepAsTools(archives: readonly ToolArchive[], storeDir: string): Promise<void> {
  const names = await readdir(storeDir);
  for (const archive of archives) {
    const name = names.find((each) => each.startsWith(`${archive.sha256}-`) && each.endsWith('.tgz'));
    if (name === undefined || find(toolOf(archive), archive.version) !== '') continue;
    await cacheFile(join(storeDir, name), name, toolOf(archive), archive.version);
  }
}

function toolOf({ sha256 }: ToolArchive): string {
  return `ragnos-vault-plugin-${sha256}`;
}
