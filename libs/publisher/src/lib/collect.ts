import { randomUUID } from 'node:crypto';
import { VaultError } from '@ragnos-vault/errors';
import type { CollectableStore } from '@ragnos-vault/metadata';
import { loadMarks, saveMarks } from './collect-marks.ts';
import { planCollect, type CollectPlan } from './plan-collect.ts';
import { sweepFiles } from './sweep-files.ts';
import { unusedFiles, type UnusedFilesInput } from './unused-files.ts';

export interface CollectInput extends UnusedFilesInput {
  readonly now: Date;
  /** For how long a file has to be known as unused before it is removed. */
  readonly graceMs: number;
  /** Say what would be done, and write nothing. */
  readonly dryRun: boolean;
}

export interface FileTally {
  readonly files: number;
  readonly bytes: number;
}

export interface CollectReport {
  readonly dryRun: boolean;
  /** Found to be unused by this run. */
  readonly marked: FileTally;
  /** Found to be unused before, and kept until their grace period is over. */
  readonly waiting: FileTally;
  readonly removed: FileTally;
  /** What writers that died left half-written. */
  readonly halfWritten: number;
  /** Since when another `collect` removes files, RFC 3339; this one only marked some. */
  readonly runningSince?: string;
}

/** How often the list, or the repository, may change under a `collect`. */
const MAX_ATTEMPTS = 20;
/** A write takes seconds; this is as good as dead. */
const HALF_WRITTEN_MS = 86_400_000;

/**
 * Removes what nothing refers to any more, in two runs: the first marks a file in a swapped list; a later one, when the
 * grace period has passed and the file is still unused, swaps it into what is being swept, and only then removes it.
 *
 * No key is needed. A run that dies changes nothing for clients; what it was sweeping is finished by a run after the grace
 * period. Of several at once, one sweeps.
 *
 * @throws ERR_USAGE; what `unusedFiles` refuses, with nothing removed; ERR_COLLECT_LIST; ERR_PUBLISH_CONFLICT; what the store throws
 */
export async function collect(input: CollectInput, store: CollectableStore): Promise<CollectReport> {
  assertSensible(input);
  const id = randomUUID();
  const done: Done = { marked: new Map(), removed: new Map() };
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { marks, etag } = await loadMarks(store);
    const unused = await unusedFiles(input, store);
    const plan = planCollect({ ...input, id, marks, unused: unused.files });
    if (input.dryRun) return report(input, { plan, done: predict(plan), halfWritten: 0 });
    if (plan.isChanged && (await saveMarks(plan.next, etag, store)) === undefined) continue;
    for (const file of plan.marked) done.marked.set(...file);
    if (!(await sweepFiles({ id, plan, ...unused, removed: done.removed }, store))) continue;
    const halfWritten = await store.removeHalfWritten(new Date(input.now.getTime() - HALF_WRITTEN_MS));
    return report(input, { plan, done, halfWritten });
  }
  throw new VaultError('ERR_PUBLISH_CONFLICT', `the repository changed ${MAX_ATTEMPTS} times meanwhile`, {
    facts: { attempts: MAX_ATTEMPTS },
  });
}

function assertSensible({ keepSnapshots, graceMs }: CollectInput): void {
  if (Number.isInteger(keepSnapshots) && keepSnapshots >= 1 && graceMs >= 0) return;
  throw new VaultError('ERR_USAGE', `at least the live snapshot is kept, not ${keepSnapshots}`, {
    facts: { keepSnapshots, graceMs },
  });
}

/** Bytes of files, by path. */
interface Done {
  readonly marked: Map<string, number>;
  readonly removed: Map<string, number>;
}

function predict({ marked, sweep }: CollectPlan): Done {
  return { marked: new Map(marked), removed: new Map(sweep) };
}

function report(
  { dryRun }: CollectInput,
  { plan, done, halfWritten }: { plan: CollectPlan; done: Done; halfWritten: number },
): CollectReport {
  const waiting = [...plan.waiting].filter(([path]) => !done.marked.has(path));
  return {
    dryRun,
    marked: tally(done.marked),
    waiting: tally(waiting),
    removed: tally(done.removed),
    halfWritten,
    ...(plan.runningSince !== undefined && { runningSince: plan.runningSince.toISOString() }),
  };
}

function tally(files: Iterable<readonly [string, number]>): FileTally {
  const sizes = [...files].map(([, length]) => length);
  return { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
