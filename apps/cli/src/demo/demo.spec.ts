import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryIo } from '@ragnos-vault/testing';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoCommand, type DemoSetting } from '../commands/demo.ts';
import { attackLine } from './attacks/attack.ts';
import type { Line } from './harness.ts';
import type { DemoReport } from './play-demo.ts';

const PATIENCE_MS = 120_000;
let dir: string;

beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'demo-spec-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function demo(
  args: readonly string[],
  setting: Partial<DemoSetting> = {},
  io = memoryIo(dir),
): Promise<string> {
  await demoCommand(io, { tempRoot: dir, ...setting }).parseAsync([...args], { from: 'user' });
  return io.out();
}

function story(...lines: readonly Line[]): Pick<DemoSetting, 'phases' | 'keyType'> {
  return { keyType: 'ed25519', phases: [{ name: 'A story', lines }] };
}

const well: Line = { name: 'all is well', work: () => Promise.resolve('as it should be') };
const bad: Line = { name: 'all is lost', work: () => Promise.reject(new Error('a\nb \u001b[31m')) };

describe('the whole demo', () => {
  it(
    'is one real story in which every line behaves, and leaves nothing behind',
    async () => {
      const report = JSON.parse(await demo(['--json'])) as DemoReport;
      const lines = report.phases.flatMap((phase) => phase.lines);
      expect(lines.filter(({ ok }) => !ok)).toEqual([]);
      expect(report).toMatchObject({ lines: lines.length, behaved: lines.length });
      expect(report.phases.map(({ name }) => name)).toHaveLength(5);
      expect(lines.length).toBeGreaterThan(50);
      expect(new Set(lines.map(({ name }) => name)).size).toBe(lines.length);
      for (const { detail, ms } of lines) {
        expect(detail).not.toBe('');
        expect(Number.isInteger(ms)).toBe(true);
      }
      expect(readdirSync(dir)).toEqual([]);
    },
    PATIENCE_MS,
  );
});

describe('a line that does not behave', () => {
  it('fails the demo by its name, after all other lines, and leaves nothing behind', async () => {
    const io = memoryIo(dir);
    await expect(demo([], story(bad, well), io)).rejects.toMatchObject({
      code: 'ERR_DEMO_FAILED',
      exitCode: 70,
      message: 'lines that did not behave: all is lost',
      facts: { failed: 1, behaved: 1, lines: 2 },
    });
    expect(io.out()).toMatch(/FAILED {2}all is lost .*\n {2}ok {6}all is well/);
    expect(io.out()).toMatch(/1 of 2 lines behaved, \d+\.\d s\n$/);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('may be an attack that nothing stopped', async () => {
    const unstopped = attackLine({ name: 'it gets in', code: 'ERR_TUF_ROLLBACK', plan: () => ({}) });
    const io = memoryIo(dir);
    await expect(demo([], story(unstopped, well), io)).rejects.toMatchObject({
      code: 'ERR_DEMO_FAILED',
      exitCode: 70,
      facts: { names: 'it gets in', failed: 1, behaved: 1 },
    });
    expect(io.out()).toMatch(/FAILED {2}it gets in {3}it was not stopped; expected ERR_TUF_ROLLBACK/);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('is told once with --json, in the one JSON value', async () => {
    const io = memoryIo(dir);
    await expect(demo(['--json'], story(bad), io)).rejects.toMatchObject({
      error: { code: 'ERR_DEMO_FAILED' },
    });
    expect(JSON.parse(io.out())).toMatchObject({
      behaved: 0,
      phases: [{ name: 'A story', lines: [{ name: 'all is lost', ok: false }] }],
    });
  });
});

describe('stopping the demo', () => {
  it('ends after the running line, and leaves nothing behind', async () => {
    const io = memoryIo(dir);
    const stop: Line = {
      name: 'somebody presses Ctrl-C',
      work: async (world) => {
        io.stop();
        await new Promise<void>((resolve) => void setTimeout(resolve, 20));
        return world.dir;
      },
    };
    await expect(demo([], story(stop, well), io)).rejects.toMatchObject({ code: 'ERR_STOPPED', exitCode: 3 });
    expect(io.out()).toBe('\n1 A story\n');
    expect(readdirSync(dir)).toEqual([]);
  });
});

describe('what is printed', () => {
  it('is plain text in a pipe', async () => {
    const out = await demo([], story(well));
    expect(out).toMatch(
      /^\n1 A story\n {2}ok {6}all is well {2}as it should be +\d+ ms\n\n1 of 1 lines behaved/,
    );
    expect(out).not.toContain('\u001b');
  });

  it('is coloured on a terminal, but never obeys what an error says', async () => {
    const io = memoryIo(dir);
    io.stdout.isTTY = true;
    await expect(demo([], story(well, bad), io)).rejects.toThrow();
    expect(io.out()).toContain('\u001b[32m✔\u001b[39m all is well');
    expect(io.out()).toContain('a b \\u{1b}[31m');
  });

  it.each([{ CI: 'true' }, { NO_COLOR: '1' }])('has no colour with %j', async (env) => {
    const io = memoryIo(dir, env);
    io.stdout.isTTY = true;
    expect(await demo([], story(well), io)).not.toContain('\u001b');
  });
});
