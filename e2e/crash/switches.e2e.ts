// What many processes do at the same time: switches of the live set beside one that reads it, and turns at one lock. Run as
// `node e2e/crash/switches.e2e.ts`; `--all` takes 100,000 switches and 10,000 turns.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPluginStore, withLock } from '@ragnos-vault/storage';
import { runTally } from '../corpus/tally.ts';
import { createWorld, type World } from './world.ts';

const IS_ALL = process.argv.includes('--all');
const SWITCHES = IS_ALL ? 100_000 : 3000;
const TURNS = IS_ALL ? 10_000 : 1000;
const PROCESSES = 4;
const KILLS = 20;
const CHILDREN = join(import.meta.dirname, '../../libs/storage/children');

const dir = mkdtempSync(join(tmpdir(), 'ragnos-vault-switches-'));
const world = await createWorld();

await runTally(async (tally) => {
  await tally.check(`${SWITCHES} switches beside a reader`, () => switchBesideReader(world));
  await tally.check(`${TURNS} turns of ${PROCESSES} processes at one lock`, takeTurns);
  await tally.check('a lock is free when its holder is killed', killHolders);
});
world.remove();
rmSync(dir, { recursive: true });

async function switchBesideReader({ placeFor }: World): Promise<string> {
  const { pluginsDir } = placeFor('rollback', 'switches');
  const store = openPluginStore(pluginsDir);
  const sets = await store.generations();
  const reader = start('read-plugins.ts', pluginsDir);
  await once(reader.stdout ?? reader, 'data');
  await store.withLock('switch', async () => {
    for (let round = 0; round < SWITCHES; round += 1) {
      const set = sets[round % sets.length];
      if (set !== undefined) await store.switchTo(set);
    }
  });
  const said = once(reader.stdout ?? reader, 'data');
  reader.stdin?.write('over\n');
  const [reads = 0, mixed] = String((await said)[0])
    .trim()
    .split(' ')
    .map(Number);
  assert.ok(reads > 0 && mixed === 0, `${reads} reads, of which ${mixed ?? 'none'} were mixed`);
  return `(${reads} reads, 0 failed, 0 mixed)`;
}

/** Each turn adds one to a number: a turn that is lost means that two had the lock. */
async function takeTurns(): Promise<string> {
  const [lock, counter] = [join(dir, 'turns.lock'), join(dir, 'counter')];
  writeFileSync(counter, '0');
  const begun = performance.now();
  const children = Array.from({ length: PROCESSES }, () =>
    start('count-under-lock.ts', lock, counter, String(TURNS / PROCESSES)),
  );
  await Promise.all(children.map((child) => once(child, 'exit')));
  assert.equal(readFileSync(counter, 'utf8'), String(TURNS));
  return `(${((performance.now() - begun) / TURNS).toFixed(2)} ms each)`;
}

async function killHolders(): Promise<string> {
  const lock = join(dir, 'kill.lock');
  const waited: number[] = [];
  for (let round = 0; round < KILLS; round += 1) {
    const holder = start('hold-lock.ts', lock);
    await once(holder.stdout ?? holder, 'data');
    let killed = 0;
    const next = withLock(lock, { command: 'next' }, () => Promise.resolve(performance.now() - killed));
    await sleep(20 + round * 10);
    killed = performance.now();
    holder.kill('SIGKILL');
    waited.push(await next);
  }
  const [median, most] = [waited.toSorted((a, b) => a - b)[KILLS / 2] ?? 0, Math.max(...waited)];
  return `(the next had it after ${median.toFixed(0)} ms, at most ${most.toFixed(0)} ms)`;
}

function start(script: string, ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(CHILDREN, script), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
}
