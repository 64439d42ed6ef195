import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { addToStore, makePlugin, setOf, type PluginFixture } from '../../children/plugin-fixture.ts';
import type { CollectRules } from './collect-plugins.ts';
import { openPluginStore } from './open-plugin-store.ts';
import { openPlugins } from './open-plugins.ts';
import type { InstalledPlugin, PluginFolder } from './plugin-store.ts';

const HOUR_MS = 3_600_000;
const HOLDER = fileURLToPath(new URL('../../children/hold-plugins.ts', import.meta.url));

let dir: string;
let store: PluginFolder;

const versions = ['1.0.0', '2.0.0', '3.0.0', '4.0.0', '5.0.0'].map((version) => makePlugin('hello', version));
const world = makePlugin('world', '1.0.0');

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'collect-plugins-'));
  store = openPluginStore(dir);
  for (const hello of versions) await install(hello, world);
});

afterEach(() => rmSync(dir, { recursive: true }));

function install(...fixtures: readonly PluginFixture[]): Promise<unknown> {
  return store.withLock('install', async () => {
    const plugins: InstalledPlugin[] = [];
    for (const fixture of fixtures) plugins.push(await addToStore(store, fixture));
    return store.activate({ ...setOf(), plugins });
  });
}

function collect(change: Partial<CollectRules> = {}) {
  const rules = { keep: 1, olderThanMs: 0, now: new Date(Date.now() + 1000), ...change };
  return store.withLock('gc', () => store.collect(rules));
}

const numbers = async () => (await store.generations()).map(({ number }) => number);
const inStore = () => readdirSync(join(dir, 'store')).sort();

describe('collect', () => {
  it('keeps the newest sets and what they hold, and removes the others with all of theirs', async () => {
    const before = inStore();
    const report = await collect({ keep: 2 });
    expect(report).toMatchObject({ dryRun: false, removed: [1, 2, 3], entries: 9 });
    expect(report.kept).toEqual([
      { number: 4, because: 'newest' },
      { number: 5, because: 'live' },
    ]);
    expect(report.bytes).toBeGreaterThan(1000);
    expect(await numbers()).toEqual([4, 5]);
    expect(readdirSync(join(dir, 'generations')).sort()).toEqual(
      [4, 5].flatMap((number) => [`${number}`, `${number}.json`, `${number}.lock`]),
    );
    const kept = before.filter((name) => /-(?:hello-[45]|world-1)/.test(name));
    expect(inStore()).toEqual(kept);
    expect((await store.inspect()).differences).toEqual([]);
    expect(readdirSync(join(dir, '.staging'))).toEqual([]);
    expect(await collect({ keep: 2 })).toMatchObject({ removed: [], entries: 0, bytes: 0 });
  });

  it('tells the same with dryRun, and changes nothing', async () => {
    const before = inStore();
    const report = await collect({ dryRun: true });
    expect(inStore()).toEqual(before);
    expect(await numbers()).toEqual([1, 2, 3, 4, 5]);
    expect(await collect()).toEqual({ ...report, dryRun: false });
  });

  it('never removes the live set, also where it is an old one, and gives no number away again', async () => {
    const [first] = await store.generations();
    await store.withLock('rollback', () => store.switchTo(first!));
    expect((await collect()).removed).toEqual([2, 3, 4]);
    expect(await store.current()).toEqual(first);
    await install(world);
    expect((await store.current())?.number).toBe(6);
  });

  it('never removes a pinned set', async () => {
    await store.withLock('pin', () => store.pin(2, true));
    await store.withLock('pin', () => store.pin(2, true));
    expect((await store.states()).map(({ isPinned }) => isPinned)).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
    const report = await collect();
    expect(report.removed).toEqual([1, 3, 4]);
    expect(report.kept).toContainEqual({ number: 2, because: 'pinned' });
    await store.withLock('rollback', async () => store.switchTo((await store.generations())[0]!));
    expect((await store.inspect()).differences).toEqual([]);
    await store.withLock('rollback', async () => store.switchTo((await store.generations())[1]!));
    await store.withLock('pin', () => store.pin(2, false));
    expect((await collect()).removed).toEqual([2]);
  });

  it('pins no set that is not there', async () => {
    const pin = store.withLock('pin', () => store.pin(9, true));
    await expect(pin).rejects.toMatchObject({ code: 'ERR_NO_GENERATION' });
    expect(existsSync(join(dir, 'generations/9'))).toBe(false);
  });

  it('leaves a set for a while after it was live', async () => {
    const old = new Date(Date.now() - 2 * HOUR_MS);
    utimesSync(join(dir, 'generations/1/.activated'), old, old);
    const report = await collect({ olderThanMs: HOUR_MS });
    expect(report.removed).toEqual([1]);
    expect(report.kept.slice(0, 3).map(({ because }) => because)).toEqual(['young', 'young', 'young']);
    // It was live again meanwhile.
    utimesSync(join(dir, 'generations/2/.activated'), old, old);
    const states = await store.generations();
    await store.withLock('rollback', () => store.switchTo(states[0]!));
    await store.withLock('rollback', () => store.switchTo(states.at(-1)!));
    expect((await collect({ olderThanMs: HOUR_MS })).removed).toEqual([]);
  });

  it('leaves a set that this process or another one holds open', async () => {
    const own = await openPlugins(dir);
    const child = await hold();
    await install(world);
    expect((await collect()).kept).toContainEqual({ number: 5, because: 'used' });
    await own.close();
    expect((await collect()).kept).toContainEqual({ number: 5, because: 'used' });
    child.kill('SIGKILL');
    await once(child, 'close');
    expect((await collect()).removed).toEqual([5]);
  });

  it('removes nothing where nobody can tell which set is live', async () => {
    rmSync(join(dir, 'current'));
    const before = inStore();
    await expect(collect()).rejects.toMatchObject({ code: 'ERR_SET_UNREADABLE' });
    expect(await numbers()).toEqual([1, 2, 3, 4, 5]);
    expect(inStore()).toEqual(before);
  });

  it('removes no plugin where it cannot be told what a set needs', async () => {
    await store.withLock('pin', () => store.pin(2, true));
    for (const record of ['generations/2/.generation.json', 'generations/2.json'])
      writeFileSync(join(dir, record), '{');
    const before = inStore();
    expect(await collect()).toMatchObject({ removed: [1, 3, 4], entries: 0 });
    expect(inStore()).toEqual(before);
  });

  it('leaves what is not of the store', async () => {
    writeFileSync(join(dir, 'store/notes.txt'), 'mine');
    await collect();
    expect(inStore()).toContain('notes.txt');
  });

  it('keeps at least one set', async () => {
    await expect(collect({ keep: 0 })).rejects.toMatchObject({ code: 'ERR_USAGE' });
  });
});

async function hold(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [HOLDER, dir]);
  child.stderr.pipe(process.stderr);
  await once(child.stdout, 'data');
  return child;
}
