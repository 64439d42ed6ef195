import { TIMESTAMP_PATH } from '@ragnos-vault/metadata';
import type { CollectableStore } from '@ragnos-vault/metadata';
import { VaultError } from '@ragnos-vault/errors';
import { loadMarks, saveMarks } from './collect-marks.ts';
import type { CollectPlan } from './plan-collect.ts';

export interface SweepInput {
  /** Of the run whose sweep is in the list. */
  readonly id: string;
  readonly plan: Pick<CollectPlan, 'sweep'>;
  /** The state on which the plan was made. */
  readonly timestampEtag: string;
  /** Takes the bytes of what was removed, by path. */
  readonly removed: Map<string, number>;
}

/** How many files are removed between two looks at the list and the timestamp. */
const BATCH = 200;
const MAX_ATTEMPTS = 20;

/**
 * Removes the files that this run has in the list as its sweep, then takes them off the list. False, with some of them
 * still there, where the repository changed meanwhile: then it has to be planned again. Where another run has taken over,
 * because this one was taken for dead, nothing more is removed.
 *
 * @throws what the store throws
 */
export async function sweepFiles(
  { id, plan, timestampEtag, removed }: SweepInput,
  store: CollectableStore,
): Promise<boolean> {
  const files = [...plan.sweep];
  for (let at = 0; at < files.length; at += BATCH) {
    if ((await loadMarks(store)).marks.sweep?.id !== id) return true;
    if ((await store.read(TIMESTAMP_PATH))?.etag !== timestampEtag) return false;
    const batch = files.slice(at, at + BATCH);
    if (!(await removeUnchanged(batch, store))) return false;
    for (const file of batch) removed.set(...file);
  }
  if (files.length > 0) await endSweep(id, store);
  return true;
}

/** False where the store has seen that the repository changed. */
async function removeUnchanged(
  batch: readonly (readonly [string, number])[],
  store: CollectableStore,
): Promise<boolean> {
  try {
    await store.remove(batch.map(([path]) => path));
    return true;
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_STORE_CHANGED') return false;
    throw error;
  }
}

async function endSweep(id: string, store: CollectableStore): Promise<void> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { marks, etag } = await loadMarks(store);
    if (marks.sweep?.id !== id) return;
    if ((await saveMarks({ marked: marks.marked }, etag, store)) !== undefined) return;
  }
  throw new VaultError('ERR_PUBLISH_CONFLICT', 'the list of unused files kept changing', {
    facts: { attempts: MAX_ATTEMPTS },
  });
}
