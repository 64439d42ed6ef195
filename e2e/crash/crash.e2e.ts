// Kills the process, or fails the call, at every system call by which an operation changes a plugins folder. After each the
// live set is the old or the new one, never a mix, `verify` is clean, and the next run succeeds with nobody's help. Run as
// `node e2e/crash/crash.e2e.ts`; `--all` takes every call instead of some, `--order` only looks at the order of them, and
// names of operations leave out the others.
import assert from 'node:assert/strict';
import { runTally, type Tally } from '../corpus/tally.ts';
import { checkFullDisk } from './full-disk.ts';
import { FAULTS, pointsOf, record, runPoints, type FaultPoint } from './faults.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { checkOrder } from './order.ts';
import { isAllowed, isInstalled } from './strace.ts';
import { createWorld, type World } from './world.ts';

/** Cases of one operation, all faults together, unless every one is asked for. */
const SAMPLE = 28;
const LANES = ['one', 'two'];

await runTally(async (tally) => {
  const world = await createWorld();
  try {
    if (!isInstalled()) skip('faults at system calls: strace is not installed');
    else if (!isAllowed()) skip('faults at system calls: this system lets no process trace another');
    else for (const operation of chosenOperations()) await checkOperation(operation, world, tally);
    if (!process.argv.includes('--order')) await checkFullDisk(world, { tally, skip });
  } finally {
    world.remove();
  }
});

async function checkOperation(operation: Operation, world: World, tally: Tally): Promise<void> {
  const calls = await record(operation, world);
  await checkOrder(operation, calls, { world, tally });
  if (process.argv.includes('--order')) return;
  const points = pointsOf(calls, world.placeFor(operation, `record-${operation}`).pluginsDir);
  const all = points.flatMap((point) => FAULTS.map((fault): FaultPoint => ({ ...point, fault })));
  const chosen = process.argv.includes('--all') ? all : sample(all);
  await tally.check(`${operation}: old or new, whatever fails or dies`, async () => {
    assert.ok(points.length > 10, `only ${points.length} calls`);
    const begun = performance.now();
    const lanes = LANES.map((lane, at) =>
      runPoints(
        chosen.filter((...[, index]) => laneOf(index) === at),
        { operation, world, lane },
      ),
    );
    const found = await Promise.all(lanes);
    assert.deepEqual(
      found.flatMap(({ problems }) => problems),
      [],
    );
    const missed = found.flatMap((lane) => lane.missed);
    assert.ok(missed.length <= chosen.length / 10, missed.join('\n'));
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    const many = `${chosen.length} of ${all.length} cases, ${missed.length} of them missed`;
    return `(${many}, ${points.length} calls, ${seconds} s)`;
  });
}

function chosenOperations(): readonly Operation[] {
  const named = OPERATIONS.filter((operation) => process.argv.includes(operation));
  return named.length === 0 ? OPERATIONS : named;
}

/** Each lane gets its share of each fault: to kill a process takes longest. */
function laneOf(index: number): number {
  return (index + Math.floor(index / FAULTS.length)) % LANES.length;
}

/** As many of each fault, spread over the whole operation; one fault hits other calls than the next. */
function sample(all: readonly FaultPoint[]): readonly FaultPoint[] {
  // No multiple of the number of faults, or it would always be the same fault.
  const step = Math.max(1, Math.floor(all.length / SAMPLE)) | 1;
  return all.filter((...[, index]) => index % step === 0);
}

function skip(what: string): void {
  console.log(`skipped ${what}`);
}
