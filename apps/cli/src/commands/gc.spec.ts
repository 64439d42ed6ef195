import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryIo } from '@ragnos-vault/testing';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../run.ts';

const FROM = ['--repo', 'vault', '--root', 'vault/root.json'];
let dir: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'cli-gc-'));
  mkdirSync(join(dir, 'hello'));
  await cli('init', '--repo-dir', 'vault', '--key-type', 'ed25519');
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) {
    const manifest = JSON.stringify({ name: '@acme/hello', version });
    writeFileSync(join(dir, 'hello/package.json'), manifest);
    writeFileSync(join(dir, 'hello/index.js'), 'module.exports = 1;\n');
    await cli('publish', 'hello');
    await cli('install', `@acme/hello@${version}`, ...FROM);
  }
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function cli(...words: readonly string[]) {
  const io = memoryIo(dir);
  const code = await run(words, io);
  return { code, out: io.out(), err: io.err() };
}

function installed(): string {
  return readFileSync(join(dir, 'plugins/current/acme/hello/package.json'), 'utf8');
}

describe('generations', () => {
  it('lists the sets, the live one and the pinned ones', async () => {
    expect(await cli('generations', 'pin', '1')).toEqual({ code: 0, out: 'pinned generation 1\n', err: '' });
    const { code, out } = await cli('generations');
    expect(code).toBe(0);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => line.trim().split(/ {2,}/));
    expect(lines).toEqual([
      ['1', expect.any(String), 'pinned', '@acme/hello@1.0.0'],
      ['2', expect.any(String), '@acme/hello@1.1.0'],
      ['*', '3', expect.any(String), '@acme/hello@1.2.0'],
    ]);
    expect(await cli('generations', 'unpin', '1', '--json')).toEqual({
      code: 0,
      out: `${JSON.stringify({ number: 1, isPinned: false }, undefined, 2)}\n`,
      err: '',
    });
    const { generations } = JSON.parse((await cli('generations', '--json')).out) as {
      generations: readonly object[];
    };
    expect(generations.at(-1)).toMatchObject({ number: 3, isLive: true, isPinned: false });
  });

  it('says which set can be read where one is damaged, and rollback --to makes it live', async () => {
    for (const record of ['generations/3/.generation.json', 'generations/3.json'])
      writeFileSync(join(dir, 'plugins', record), '{');
    expect((await cli('generations')).out).toContain('3  damaged');
    expect(await cli('verify', '--repair')).toMatchObject({ code: 1 });
    expect(await cli('rollback')).toMatchObject({ code: 1 });
    expect(await cli('rollback', '--to', '2')).toMatchObject({ code: 0, err: '' });
    expect(installed()).toContain('1.1.0');
    expect(await cli('verify')).toMatchObject({ code: 0 });
  });

  it.each([['9'], ['0'], ['all']])('pins no set that is not there: %s', async (number) => {
    const { code, out } = await cli('generations', 'pin', number);
    expect([code, out]).toEqual([number === '9' ? 1 : 2, '']);
  });
});

describe('gc', () => {
  it('keeps what was live not long ago, unless it is told otherwise', async () => {
    const { code, out } = await cli('gc', '--keep', '1');
    expect(code).toBe(0);
    expect(out).toBe(
      'nothing to remove\nkept generation 1: live not long ago\nkept generation 2: live not long ago\nkept generation 3: live\n',
    );
    await cli('generations', 'pin', '1');
    const dry = await cli('gc', '--keep', '1', '--older-than', '0s', '--dry-run');
    expect(dry.out).toContain('would have removed generation 2\n');
    const done = await cli('gc', '--keep', '1', '--older-than', '0s', '--json');
    expect(JSON.parse(done.out)).toMatchObject({ dryRun: false, removed: [2], entries: 3 });
    expect(await cli('verify')).toMatchObject({ code: 0 });
    expect(await cli('rollback', '--to', '1')).toMatchObject({ code: 0 });
  });

  it.each([
    ['--keep', '0'],
    ['--older-than', 'soon'],
  ])('refuses %s %s', async (...words) => {
    expect(await cli('gc', ...words)).toMatchObject({ code: 2, out: '' });
  });
});

describe('rollback', () => {
  it('refuses what was yanked meanwhile, as far as it is known', async () => {
    await cli('yank', '@acme/hello@1.1.0', '--reason', 'loses data');
    // Nobody has told this machine.
    expect(await cli('rollback')).toMatchObject({ code: 0 });
    await cli('rollback', '--to', '3');
    await cli('install', '@acme/hello', ...FROM);
    const { code, err } = await cli('rollback', '--to', '2');
    expect(code).toBe(1);
    expect(err).toContain('@acme/hello@1.1.0 was yanked by its publisher: loses data (ERR_PLUGIN_YANKED)');
    expect(installed()).toContain('1.2.0');
    expect(await cli('rollback', '--to', '1')).toMatchObject({ code: 0 });
    expect(await cli('rollback', '--to', '2', '--accept-yanked-unsafe')).toMatchObject({ code: 0 });
    expect(installed()).toContain('1.1.0');
  });
});
