import type { CollectMarks, Sweep } from './collect-marks.ts';

export interface PlanCollectInput {
  readonly marks: CollectMarks;
  /** Bytes of each unused file, by path. */
  readonly unused: ReadonlyMap<string, number>;
  readonly now: Date;
  readonly graceMs: number;
  /** Of this run. */
  readonly id: string;
}

/** What one run does; the maps tell the bytes of files by path. */
export interface CollectPlan {
  readonly next: Omit<CollectMarks, 'revision'>;
  /** Whether the list must be swapped first. */
  readonly isChanged: boolean;
  /** For the first time. */
  readonly marked: ReadonlyMap<string, number>;
  readonly waiting: ReadonlyMap<string, number>;
  /** To be removed by this run. */
  readonly sweep: ReadonlyMap<string, number>;
  /** Since when another run sweeps. */
  readonly runningSince?: Date;
}

/**
 * Decides what is marked, goes on waiting or is swept. A file that is used again loses its mark.
 *
 * A sweep of another run is that run's until the grace period is over: it may still be at work. Then it is taken for dead,
 * and finished here. A mark from the future was set by a clock that ran ahead; the period starts anew.
 */
export function planCollect(input: PlanCollectInput): CollectPlan {
  const { marks, unused, now, id } = input;
  const running = isRunning(input) ? marks.sweep : undefined;
  const others = new Set(running?.paths);
  const left = new Set(running === undefined ? marks.sweep?.paths : []);
  const known = (path: string): boolean => marks.marked.has(path);
  const candidates = [...unused].filter(([path]) => !others.has(path));
  const isDue = ([path]: readonly [string, number]): boolean =>
    left.has(path) || (running === undefined && known(path) && isOver(marks.marked.get(path), input));
  const sweep = new Map(candidates.filter(isDue));
  const rest = candidates.filter((file) => !isDue(file));
  const marked = new Map(rest.map(([path]) => [path, markTime(marks.marked.get(path), now)]));
  const own: Sweep | undefined = sweep.size === 0 ? undefined : { id, since: now, paths: [...sweep.keys()] };
  const next = toMarks(marked, running ?? own);
  return {
    next,
    isChanged: !isSame(next, marks),
    marked: new Map(rest.filter(([path]) => !known(path))),
    waiting: new Map(rest.filter(([path]) => known(path))),
    sweep,
    ...(running !== undefined && { runningSince: running.since }),
  };
}

function isRunning({ marks: { sweep }, now, graceMs, id }: PlanCollectInput): boolean {
  if (sweep === undefined || sweep.id === id) return false;
  return Math.abs(now.getTime() - sweep.since.getTime()) < graceMs;
}

function isOver(at: Date | undefined, { now, graceMs }: PlanCollectInput): boolean {
  if (at === undefined || at > now) return false;
  return at.getTime() + graceMs <= now.getTime();
}

function markTime(known: Date | undefined, now: Date): Date {
  return known === undefined || known > now ? now : known;
}

function toMarks(marked: ReadonlyMap<string, Date>, sweep: Sweep | undefined): PlanCollectMarks {
  return { marked, ...(sweep !== undefined && { sweep }) };
}

type PlanCollectMarks = CollectPlan['next'];

function isSame(next: PlanCollectMarks, old: CollectMarks): boolean {
  return (
    next.sweep === old.sweep &&
    next.marked.size === old.marked.size &&
    [...next.marked].every(([path, at]) => old.marked.get(path)?.getTime() === at.getTime())
  );
}
