import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryIo } from '@ragnos-vault/testing';
import { withLock } from '@ragnos-vault/storage';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';

const HELLO = fileURLToPath(new URL('../../../examples/plugins/hello', import.meta.url));
const INSTALL = 'install @acme/hello --repo vault --root vault/root.json';
let dir: string;
let file: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'cli-log-'));
  file = join(dir, 'plugins/.audit/log.jsonl');
  await cli('init --repo-dir vault --key-type ed25519');
  await cli(`publish ${HELLO}`);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function cli(
  line: string,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const io = memoryIo(dir);
  const code = await run(line.split(' '), io);
  return { code, out: io.out(), err: io.err() };
}

const json = async (line: string): Promise<unknown> => JSON.parse((await cli(line)).out);

describe('log', () => {
  it('says that nothing was recorded, and makes nothing', async () => {
    expect(await cli('log --verify')).toMatchObject({ code: 0, out: 'nothing was recorded yet\n' });
    expect(existsSync(join(dir, 'plugins'))).toBe(false);
  });

  it('tells of sets that were pinned, and does not grow where nothing was to do', async () => {
    await cli(INSTALL);
    for (const line of [INSTALL, 'install', 'install --frozen', 'update'])
      expect((await cli(line)).out).toMatch(/^unchanged /);
    await cli('generations pin 1');
    await cli('generations unpin 1');
    expect(await json('log --json')).toMatchObject({
      lines: 6,
      newest: [
        { operation: 'install' },
        { result: 'done' },
        { operation: 'pin', specs: ['1'] },
        { result: 'done' },
        { operation: 'unpin', specs: ['1'] },
        { result: 'done' },
      ],
    });
  });

  it('tells what was asked for and what came of it, the newest records only, with the head to keep', async () => {
    await cli(INSTALL);
    expect((await cli('rollback')).code).toBe(1);
    const { out } = await cli('log --limit 3');
    expect(out).toMatch(/^\.\.\. 1 earlier records\n2 .*done, of 1; live: generation 1 @acme\/hello@/);
    expect(out).toMatch(/\n3 .*rollback\n4 .*refused \(ERR_NO_GENERATION\), of 3; live: generation 1 /);
    expect(out).toMatch(/\nproven: 4 records\nhead: 4:[0-9a-f]{64}\n$/);
    expect(await json('log --json')).toMatchObject({
      lines: 4,
      newest: [
        { type: 'intent', operation: 'install', specs: ['@acme/hello'] },
        {},
        {},
        { result: 'refused' },
      ],
    });
  });

  it('warns of a changed line, and exits with 1 where the proof was asked for', async () => {
    await cli(INSTALL);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"install"', '"rollback"'));
    const said = await cli('log');
    expect(said).toMatchObject({ code: 0 });
    expect(said.err).toMatch(/^warning: the audit log was changed: .*line 1 \(ERR_AUDIT_BROKEN\)/);
    expect(await cli('log --verify')).toMatchObject({ code: 1 });
    const { code, out } = await cli('log --verify --json');
    expect({ code, out: JSON.parse(out) as unknown }).toMatchObject({
      code: 1,
      out: { fault: { line: 1, reason: 'content' } },
    });
  });

  it('finds a log that was cut by a head that was kept', async () => {
    await cli(INSTALL);
    const { head } = (await json('log --json')) as { head: { seq: number; sha256: string } };
    const expected = `log --expect-head ${head.seq}:${head.sha256}`;
    await cli(INSTALL);
    expect(await cli(expected)).toMatchObject({ code: 0, err: '' });
    truncateSync(file, readFileSync(file, 'utf8').indexOf('\n') + 1);
    expect(await cli('log --verify')).toMatchObject({ code: 0 });
    expect((await cli(expected)).err).toContain('ends before a line that was seen');
    rmSync(file);
    expect(await cli(expected)).toMatchObject({ code: 1 });
  });

  it.each(['log --expect-head 12', 'log --limit x'])('refuses `%s`', async (line) => {
    expect(await cli(line)).toMatchObject({ code: 2, out: '' });
  });
});

describe('--lock-timeout', () => {
  it.each(
    [INSTALL, 'rollback', 'gc', 'generations pin 1', 'verify --repair'].map(
      (line) => `${line} --lock-timeout 0`,
    ),
  )('ends `%s` at once, naming who changes the folder', async (line) => {
    mkdirSync(join(dir, 'plugins'));
    await withLock(join(dir, 'plugins/.lock'), { command: 'gc' }, async () => {
      const { code, err } = await cli(line);
      expect(code).toBe(3);
      expect(err).toMatch(new RegExp(`process ${process.pid} holds the lock since .*: gc \\(ERR_LOCKED\\)`));
    });
    expect(existsSync(join(dir, 'plugins/store'))).toBe(false);
  });
});
