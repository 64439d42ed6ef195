import { randomUUID } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { VaultError } from '@ragnos-vault/errors';
import { syncFolder } from './durable.ts';
import { listStates, type GenerationState } from './generation-states.ts';
import { tryLock } from './kernel-lock.ts';
import { inspectLive } from './live-generation.ts';
import { copyOf, generationFolderOf, readerLockOf, type PluginLayout } from './plugin-layout.ts';
import { sizeOf } from './size-of.ts';
import { listUnused } from './unused-entries.ts';

export interface CollectRules {
  /** So many of the newest sets stay; at least 1, or the number of a set could come to mean another one. */
  readonly keep: number;
  /** A set stays for so long after it was live: nothing else protects those who read it by its path. */
  readonly olderThanMs: number;
  readonly now: Date;
  readonly dryRun?: boolean;
}

/** Why a set stays; `used`: a process holds it open. */
export type KeptBecause = 'live' | 'pinned' | 'newest' | 'young' | 'used';

export interface CollectReport {
  readonly dryRun: boolean;
  readonly removed: readonly number[];
  readonly kept: readonly { readonly number: number; readonly because: KeptBecause }[];
  /** Unpacked plugins and archives that no set needs. */
  readonly entries: number;
  /** Of all that was removed. */
  readonly bytes: number;
}

/**
 * Removes old sets, and after them what no set needs any more. The live one stays, and pinned ones, and those that a process
 * holds open. Killed at any point it has removed less, and the next one removes the rest.
 *
 * @throws ERR_SET_UNREADABLE where nobody can tell which set is live; ERR_USAGE, ERR_IO
 */
export async function collectPlugins(layout: PluginLayout, rules: CollectRules): Promise<CollectReport> {
  if (rules.keep < 1) throw new VaultError('ERR_USAGE', `at least one set is kept: ${rules.keep}`);
  await assertLiveIsKnown(layout);
  const { dryRun = false } = rules;
  const states = await listStates(layout);
  const removed: number[] = [];
  const kept: CollectReport['kept'][number][] = [];
  let bytes = 0;
  for (const state of states) {
    const folder = generationFolderOf(layout, state.number);
    const size = await sizeOf(folder);
    const because = reasonToKeep(state, states, rules) ?? (await take(layout, state.number, dryRun));
    if (because !== undefined) kept.push({ number: state.number, because });
    else {
      removed.push(state.number);
      bytes += size;
    }
  }
  // Else a power cut could bring back a set whose plugins are gone.
  if (removed.length > 0 && !dryRun) await syncFolder(layout.generations);
  const unused = await listUnused(layout, new Set(removed));
  for (const name of unused) bytes += await sizeOf(join(layout.store, name));
  if (!dryRun) await sweep(layout, { removed, unused });
  return { dryRun, removed, kept, entries: unused.length, bytes };
}

async function assertLiveIsKnown(layout: PluginLayout): Promise<void> {
  if ((await inspectLive(layout)) !== 'damaged') return;
  throw new VaultError('ERR_SET_UNREADABLE', 'nobody can tell which set is live: current', {
    facts: { path: 'current' },
  });
}

function reasonToKeep(
  { number, isLive, isPinned, lastLive }: GenerationState,
  states: readonly GenerationState[],
  { keep, olderThanMs, now }: CollectRules,
): KeptBecause | undefined {
  if (isLive) return 'live';
  if (isPinned) return 'pinned';
  if (states.slice(-keep).some((state) => state.number === number)) return 'newest';
  const age = now.getTime() - (lastLive ?? now).getTime();
  return age < olderThanMs ? 'young' : undefined;
}

/** Takes a set out of the way of all who look for it, unless somebody holds it open. */
async function take(layout: PluginLayout, number: number, dryRun: boolean): Promise<'used' | undefined> {
  const lock = tryLock(readerLockOf(layout, number), 'exclusive');
  if (lock === undefined) return 'used';
  try {
    if (!dryRun) await rename(generationFolderOf(layout, number), goneIn(layout));
    return undefined;
  } finally {
    lock.close();
  }
}

async function sweep(
  layout: PluginLayout,
  { removed, unused }: { readonly removed: readonly number[]; readonly unused: readonly string[] },
): Promise<void> {
  for (const number of removed) {
    await rm(join(layout.root, copyOf(number)), { force: true });
    await rm(readerLockOf(layout, number), { force: true });
  }
  // By one rename each: an entry is there as a whole or not at all.
  for (const name of unused) await rename(join(layout.store, name), goneIn(layout));
  for (const name of await readdir(layout.staging)) await rm(join(layout.staging, name), { recursive: true });
}

function goneIn({ staging }: PluginLayout): string {
  return join(staging, `gone-${randomUUID()}`);
}
