import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { withLock } from './kernel-lock.ts';

const child = (name: string) => fileURLToPath(new URL(`../../children/${name}.ts`, import.meta.url));

// Real processes on a busy machine.
jest.setTimeout(30_000);

let folder: string;
let lock: string;
const running: ChildProcessWithoutNullStreams[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kernel-lock-'));
  lock = join(folder, '.lock');
});

afterEach(() => {
  for (const process of running.splice(0)) process.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

function start(name: string, ...args: readonly string[]): ChildProcessWithoutNullStreams {
  const started = spawn(process.execPath, [child(name), ...args]);
  started.stderr.pipe(process.stderr);
  running.push(started);
  return started;
}

async function holdElsewhere(mode = 'exclusive'): Promise<ChildProcessWithoutNullStreams> {
  const holder = start('hold-lock', lock, mode);
  await once(holder.stdout, 'data');
  return holder;
}

describe('withLock', () => {
  it('returns what the work returns, and leaves nothing but the empty lock file', async () => {
    expect(await withLock(lock, { command: 'test' }, () => Promise.resolve(7))).toBe(7);
    expect(readdirSync(folder)).toEqual(['.lock']);
    expect(readFileSync(lock)).toHaveLength(0);
  });

  it('says beside the lock who holds it, and leaves no journal there', async () => {
    await withLock(lock, { command: 'test' }, () => {
      expect(readdirSync(folder).sort()).toEqual(['.lock', '.lock.holder.json']);
      const holder: unknown = JSON.parse(readFileSync(`${lock}.holder.json`, 'utf8'));
      expect(holder).toMatchObject({ pid: process.pid, command: 'test' });
      return Promise.resolve();
    });
  });

  it('is free again after work that fails, and the failure passes unchanged', async () => {
    const failure = new Error('work');
    await expect(withLock(lock, { command: 'a' }, () => Promise.reject(failure))).rejects.toBe(failure);
    await withLock(lock, { command: 'b', timeoutMs: 0 }, () => Promise.resolve());
  });

  it('excludes a second caller in the same process, without blocking its event loop', async () => {
    const order: string[] = [];
    const enter = (name: string) =>
      withLock(lock, { command: name }, async () => {
        order.push(`${name} in`);
        await sleep(15);
        order.push(`${name} out`);
      });
    await Promise.all([enter('a'), enter('b'), enter('c')]);
    expect(order.filter((_, index) => index % 2 === 0).map((entry) => entry.replace(' in', ' out'))).toEqual(
      order.filter((_, index) => index % 2 === 1),
    );
  });

  it('names the holder in another process, and runs no work', async () => {
    const holder = await holdElsewhere();
    let ran = false;
    const attempt = withLock(lock, { command: 'test', timeoutMs: 30 }, () => {
      ran = true;
      return Promise.resolve();
    });
    await expect(attempt).rejects.toMatchObject({
      code: 'ERR_LOCKED',
      facts: { pid: holder.pid, command: 'hold', since: expect.stringMatching(/^20\d\d-.*Z$/) },
    });
    expect(ran).toBe(false);
    expect(existsSync(`${lock}.holder.json`)).toBe(true);
  });

  it('is told of a holder whose note is missing or damaged', async () => {
    await holdElsewhere();
    for (const note of ['', '{"pid":', '[]', '{"pid":"1","command":"x","since":"y"}']) {
      writeFileSync(`${lock}.holder.json`, note);
      const attempt = withLock(lock, { command: 'test', timeoutMs: 0 }, () => Promise.resolve());
      await expect(attempt).rejects.toMatchObject({ code: 'ERR_LOCKED', facts: { path: lock } });
    }
  });

  it('waits for a holder that finishes in time', async () => {
    const holder = await holdElsewhere();
    setTimeout(() => holder.stdin.write('go'), 40);
    expect(await withLock(lock, { command: 'test' }, () => Promise.resolve('mine'))).toBe('mine');
  });

  it('does not count the time in which its own process is busy', async () => {
    const holding = withLock(lock, { command: 'hold' }, async () => {
      await sleep(5);
      for (const begun = performance.now(); performance.now() - begun < 400;);
      await sleep(5);
    });
    const waiting = withLock(lock, { command: 'test', timeoutMs: 200 }, () => Promise.resolve('mine'));
    expect(await Promise.all([holding, waiting])).toEqual([undefined, 'mine']);
  });

  it('is free at once after kill -9 of its holder', async () => {
    const holder = await holdElsewhere();
    holder.kill('SIGKILL');
    await once(holder, 'close');
    expect(existsSync(`${lock}.holder.json`)).toBe(true);
    await withLock(lock, { command: 'test', timeoutMs: 0 }, () => Promise.resolve());
    expect(readdirSync(folder)).toEqual(['.lock']);
  });

  it('lets shared holders in together, and keeps an exclusive one out', async () => {
    const holder = await holdElsewhere('shared');
    await withLock(lock, { command: 'read', mode: 'shared', timeoutMs: 0 }, () => Promise.resolve());
    const exclusive = () => withLock(lock, { command: 'write', timeoutMs: 20 }, () => Promise.resolve('in'));
    await expect(exclusive()).rejects.toMatchObject({ code: 'ERR_LOCKED' });
    holder.stdin.write('go');
    await once(holder, 'close');
    expect(await exclusive()).toBe('in');
  });

  it('keeps shared holders out while it is exclusive', async () => {
    await holdElsewhere();
    const attempt = withLock(lock, { command: 'read', mode: 'shared', timeoutMs: 0 }, () =>
      Promise.resolve(),
    );
    await expect(attempt).rejects.toMatchObject({ code: 'ERR_LOCKED' });
  });

  it('never lets two of four processes in', async () => {
    const counter = join(folder, 'counter');
    writeFileSync(counter, '0');
    const workers = Array.from({ length: 4 }, () => start('count-under-lock', lock, counter, '50'));
    const codes = await Promise.all(
      workers.map(async (worker) => (await once(worker, 'close'))[0] as number),
    );
    expect(codes).toEqual([0, 0, 0, 0]);
    expect(readFileSync(counter, 'utf8')).toBe('200');
  });

  it.each([
    { name: 'its folder does not exist', path: () => join(folder, 'missing', '.lock') },
    { name: 'a folder lies there', path: () => folder },
  ])('fails as ERR_IO where $name', async ({ path }) => {
    const attempt = withLock(path(), { command: 'test' }, () => Promise.resolve());
    await expect(attempt).rejects.toMatchObject({ code: 'ERR_IO' });
  });

  it('fails as ERR_IO where the lock file holds something else, and leaves that alone', async () => {
    writeFileSync(lock, 'somebody keeps notes here'.repeat(100));
    const attempt = withLock(lock, { command: 'test' }, () => Promise.resolve());
    await expect(attempt).rejects.toMatchObject({ code: 'ERR_IO' });
    expect(readFileSync(lock, 'utf8')).toContain('notes');
  });
});
