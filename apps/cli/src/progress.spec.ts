import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryIo } from '@ragnos-vault/testing';
import type { MemoryIo } from '@ragnos-vault/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';
import { createTransferLine } from './terminal/transfer-line.ts';

const HELLO = fileURLToPath(new URL('../../../examples/plugins/hello', import.meta.url));
const INSTALL = 'install @acme/hello --repo vault --root vault/root.json';
let dir: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'cli-progress-'));
  await cli('init --repo-dir vault --key-type ed25519', memoryIo(dir));
  await cli(`publish ${HELLO}`, memoryIo(dir));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function cli(line: string, io: MemoryIo): Promise<{ readonly out: string; readonly err: string }> {
  expect(await run(line.split(' '), io)).toBe(0);
  return { out: io.out(), err: io.err() };
}

function terminal(): MemoryIo {
  const io = memoryIo(dir);
  io.stderr.isTTY = true;
  return io;
}

describe('an install', () => {
  it('draws one line on a terminal while bytes arrive, and clears it for the next word', async () => {
    const { err } = await cli(INSTALL, terminal());
    expect(err).toMatch(
      /\r\u001b\[2K {2}downloading hello-\S+\.tgz: \S+ k?B of \S+ k?B(?:, \S+ k?B\/s)?\r\u001b\[2K {2}downloaded/,
    );
    expect(err.endsWith('\n')).toBe(true);
  });

  it('tells its steps in CI, a line each, and draws nothing', async () => {
    const { err } = await cli(INSTALL, memoryIo(dir, { CI: 'true' }));
    expect(err).not.toMatch(/[\r\u001b]|downloading/);
    expect(err).toMatch(
      /^ {2}refreshed .*\n {2}found .*\n {2}downloaded .*\n {2}scanned .*\n {2}activated generation 1\n$/,
    );
  });

  it('says nothing elsewhere, nor beside --json', async () => {
    expect((await cli(INSTALL, memoryIo(dir))).err).toBe('');
    const { out, err } = await cli(`${INSTALL} --json`, terminal());
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({ status: 'unchanged' });
  });

  it('tells every step to a program with --json-events, and keeps its one JSON value', async () => {
    const { out, err } = await cli(`${INSTALL} --json --json-events`, memoryIo(dir));
    expect(JSON.parse(out)).toMatchObject({ status: 'installed' });
    const events = err
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect(events.map(({ type }) => type)).toEqual([
      'refreshed',
      'resolved',
      'progress',
      'downloaded',
      'scanned',
      'activated',
    ]);
    const progress = events[2] as unknown as { received: number; length: number };
    expect(progress.received).toBe(progress.length);
  });
});

describe('createTransferLine', () => {
  it('sums up what runs, with the rate of all, and is drawn ten times a second at most', () => {
    let time = 0;
    const line = createTransferLine(() => new Date(time));
    const length = 4_000_000;
    time = 200;
    expect(line.note({ path: 'a/x-1.tgz', received: 1_000_000, length })).toBe(
      'downloading x-1.tgz: 1.0 MB of 4.0 MB',
    );
    time = 250;
    expect(line.note({ path: 'a/x-1.tgz', received: 2_000_000, length })).toBeUndefined();
    time = 1000;
    expect(line.note({ path: 'b/y-1.tgz', received: 1_000_000, length })).toBe(
      'downloading 2 plugins: 3.0 MB of 8.0 MB, 3.0 MB/s',
    );
    line.end('a/x-1.tgz');
    time = 2000;
    expect(line.note({ path: 'b/y-1.tgz', received: 2_000_000, length })).toBe(
      'downloading y-1.tgz: 2.0 MB of 4.0 MB, 3.0 MB/s',
    );
  });
});
