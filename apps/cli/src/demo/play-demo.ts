import { performance } from 'node:perf_hooks';
import { VaultError } from '@ragnos-vault/errors';
import { playPhases, type Phase, type PhaseReport, type Watcher } from './harness.ts';
import { createWorld, type WorldInput } from './world/world.ts';

export interface DemoInput extends WorldInput {
  readonly phases: readonly Phase[];
  /** Resolves when the demo should end early. */
  readonly stopped: Promise<void>;
}

export interface DemoReport {
  readonly phases: readonly PhaseReport[];
  /** Lines that were run. */
  readonly lines: number;
  /** Lines that did what they must. */
  readonly behaved: number;
  readonly ms: number;
}

/**
 * Plays a story in a temporary folder, which is gone when this settles, however it does.
 *
 * @throws ERR_STOPPED where it was asked to stop; a line that did not behave is in the report.
 */
export async function playDemo(input: DemoInput, watcher: Watcher): Promise<DemoReport> {
  const started = performance.now();
  const world = await createWorld(input);
  const stopping = new AbortController();
  // Nobody waits for it: a demo that is never stopped ends all the same.
  void input.stopped.then(async () => {
    stopping.abort();
    await world.disconnect();
  });
  try {
    const phases = await playPhases({ ...input, world, isStopped: () => stopping.signal.aborted }, watcher);
    if (stopping.signal.aborted) throw stopped(watcher);
    return { ...count(phases), ms: Math.round(performance.now() - started) };
  } finally {
    await world.remove();
  }
}

function stopped(watcher: Watcher): VaultError {
  watcher.onStop?.();
  return new VaultError('ERR_STOPPED', 'the demo was stopped before its end');
}

function count(phases: readonly PhaseReport[]): Omit<DemoReport, 'ms'> {
  const lines = phases.flatMap((phase) => phase.lines);
  return { phases, lines: lines.length, behaved: lines.filter(({ ok }) => ok).length };
}
