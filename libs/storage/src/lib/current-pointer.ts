import { randomUUID } from 'node:crypto';
import { readFile, readlink, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFile, syncFolder } from './durable.ts';
import { installedCorrupt, isInstalledCorrupt } from './installed-corrupt.ts';
import { ioCodeOf } from './io-coded.ts';
import type { PluginLayout } from './plugin-layout.ts';

/** Windows lets only administrators make links; there `current` is a file that holds the text of the link. */
export type PointerKind = 'link' | 'file';

export const POINTER_KIND: PointerKind = process.platform === 'win32' ? 'file' : 'link';

const TEXT = /^generations\/([1-9][0-9]{0,14})$/;

/**
 * The number of the live generation; `undefined` where there is none yet.
 *
 * @throws ERR_INSTALLED_CORRUPT where `current` is something else than the store makes
 */
export async function readPointer(layout: PluginLayout, kind = POINTER_KIND): Promise<number | undefined> {
  try {
    const text = kind === 'link' ? await readlink(layout.current) : await readFile(layout.current, 'utf8');
    const number = TEXT.exec(text)?.[1];
    if (number === undefined) throw installedCorrupt('current', 'damaged');
    return Number(number);
  } catch (error) {
    if (ioCodeOf(error) === 'ENOENT') return undefined;
    // EINVAL: not a link; EISDIR: not a file.
    if (ioCodeOf(error) === 'EINVAL' || ioCodeOf(error) === 'EISDIR')
      throw installedCorrupt('current', 'type', error);
    throw error;
  }
}

/** {@link readPointer} for those who repair: what is damaged names nothing. */
export async function inspectPointer(layout: PluginLayout): Promise<number | 'damaged' | undefined> {
  try {
    return await readPointer(layout);
  } catch (error) {
    if (isInstalledCorrupt(error)) return 'damaged';
    throw error;
  }
}

/** Switches the live generation by one rename: a reader sees the old or the new one, and so does a restart. */
export async function writePointer(layout: PluginLayout, number: number, kind = POINTER_KIND): Promise<void> {
  const text = `generations/${number}`;
  const temp = join(layout.staging, `current-${randomUUID()}`);
  if (kind === 'link') {
    await symlink(text, temp);
  } else {
    await writeFile(temp, text, { flag: 'wx' });
    await syncFile(temp);
  }
  await rename(temp, layout.current);
  await syncFolder(layout.root);
}
