import { performance } from 'node:perf_hooks';
import { toVaultError } from '@ragnos-vault/errors';
import type { World } from './world/world.ts';

/** One thing the demo really does: it resolves to what was seen, or throws. */
export interface Line {
  readonly name: string;
  readonly work: (world: World) => Promise<string>;
}

export interface Phase {
  readonly name: string;
  readonly lines: readonly Line[];
}

export interface LineReport {
  readonly name: string;
  readonly ok: boolean;
  /** What was seen, or the error. */
  readonly detail: string;
  readonly ms: number;
}

export interface PhaseReport {
  readonly name: string;
  readonly lines: readonly LineReport[];
}

/** Told what happens, as it happens. */
export interface Watcher {
  readonly onPhase?: (phase: Phase) => void;
  readonly onBegin?: (line: Line) => void;
  readonly onEnd?: (report: LineReport) => void;
  /** The running line was given up. */
  readonly onStop?: () => void;
}

export interface PlayInput {
  readonly phases: readonly Phase[];
  readonly world: World;
  /** Asked before and after each line. */
  readonly isStopped: () => boolean;
}

/** Runs every line, also after one that did not behave; only a stop leaves lines out. */
export async function playPhases(input: PlayInput, watcher: Watcher): Promise<readonly PhaseReport[]> {
  const reports: PhaseReport[] = [];
  for (const phase of input.phases) {
    if (input.isStopped()) break;
    watcher.onPhase?.(phase);
    reports.push({ name: phase.name, lines: await playLines(phase.lines, input, watcher) });
  }
  return reports;
}

async function playLines(
  lines: readonly Line[],
  { world, isStopped }: PlayInput,
  watcher: Watcher,
): Promise<readonly LineReport[]> {
  const reports: LineReport[] = [];
  for (const line of lines) {
    if (isStopped()) break;
    watcher.onBegin?.(line);
    const report = await attempt(line, world);
    // A line that was cut off by the stop itself has failed nothing.
    if (isStopped()) break;
    watcher.onEnd?.(report);
    reports.push(report);
  }
  return reports;
}

/** Runs one line; whatever it throws becomes a report, never an end of the demo. */
export async function attempt({ name, work }: Line, world: World): Promise<LineReport> {
  const started = performance.now();
  const report = (ok: boolean, detail: string): LineReport => {
    return { name, ok, detail, ms: Math.round(performance.now() - started) };
  };
  try {
    return report(true, await work(world));
  } catch (thrown) {
    const { code, message } = toVaultError(thrown);
    return report(false, `${message} (${code})`);
  }
}
