import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { VaultError } from '@ragnos-vault/errors';
import { syncFolder, writeNewFile } from './durable.ts';
import { ifIntact, isComplete, listGenerationFolders, loadGeneration } from './generation-folder.ts';
import { ioCodeOf } from './io-coded.ts';
import { inspectLive } from './live-generation.ts';
import { isNotThere } from './open-regular-file.ts';
import { ACTIVATED_FILE, generationFolderOf, PINNED_FILE, type PluginLayout } from './plugin-layout.ts';
import type { Generation } from './plugin-store.ts';

/** A set on disk. */
export interface GenerationState {
  readonly number: number;
  /** Missing where its record is damaged. */
  readonly generation?: Generation;
  readonly isLive: boolean;
  /** Kept by `gc` until it is unpinned. */
  readonly isPinned: boolean;
  /** When it last stopped being the live one. */
  readonly lastLive?: Date;
}

/** All sets on disk that are or were live, ascending. */
export async function listStates(layout: PluginLayout): Promise<readonly GenerationState[]> {
  const live = await inspectLive(layout);
  const states: GenerationState[] = [];
  for (const number of await listGenerationFolders(layout)) {
    const state = await readState(layout, number, number === live);
    if (state.isLive || state.lastLive !== undefined || live === 'damaged') states.push(state);
  }
  return states;
}

async function readState(layout: PluginLayout, number: number, isLive: boolean): Promise<GenerationState> {
  const folder = generationFolderOf(layout, number);
  const generation = await ifIntact(() => loadGeneration(layout, number));
  const lastLive = await timeOf(join(folder, ACTIVATED_FILE));
  return {
    number,
    ...(generation !== undefined && { generation }),
    isLive,
    isPinned: (await timeOf(join(folder, PINNED_FILE))) !== undefined,
    ...(lastLive !== undefined && { lastLive }),
  };
}

/**
 * Pins a set, or lets go of it; to do so twice is to do so once.
 *
 * @throws ERR_NO_GENERATION, ERR_IO
 */
export async function pinGeneration(layout: PluginLayout, number: number, isPinned: boolean): Promise<void> {
  if (!(await isComplete(layout, number))) {
    throw new VaultError('ERR_NO_GENERATION', `there is no generation ${number}`, { facts: { number } });
  }
  const folder = generationFolderOf(layout, number);
  if (isPinned) await createMark(join(folder, PINNED_FILE));
  else await rm(join(folder, PINNED_FILE), { force: true });
  await syncFolder(folder);
}

async function createMark(path: string): Promise<void> {
  try {
    await writeNewFile(path, new Uint8Array());
  } catch (error) {
    if (ioCodeOf(error) !== 'EEXIST') throw error;
  }
}

async function timeOf(path: string): Promise<Date | undefined> {
  try {
    return (await stat(path)).mtime;
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}
