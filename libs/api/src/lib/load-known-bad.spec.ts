import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadKnownBad } from './load-known-bad.ts';
import { loadPolicy } from './load-policy.ts';
import { scanSource } from './scan-source.ts';

const now = new Date('2026-01-01T00:00:00Z');
const record = (id: string, name: string): string =>
  JSON.stringify({ id, affected: [{ package: { ecosystem: 'npm', name } }] });

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'known-bad-'));
  await mkdir(join(dir, 'osv', 'npm'), { recursive: true });
  await writeFile(join(dir, 'osv', 'npm', 'b.json'), record('MAL-2', 'b'));
  await writeFile(join(dir, 'osv', 'a.json'), `[${record('MAL-1', 'a')}]`);
  await writeFile(join(dir, 'osv', 'README.md'), 'no record');
  await mkdir(join(dir, 'plugin'));
  const manifest = { name: '@acme/plugin', version: '1.0.0', dependencies: { b: '1.0.0' } };
  await writeFile(join(dir, 'plugin', 'package.json'), JSON.stringify(manifest));
});

afterEach(() => rm(dir, { recursive: true }));

describe('a list of known-bad packages', () => {
  it('is read from folders in the order of names, and from files', async () => {
    const records = await loadKnownBad([join(dir, 'osv'), join(dir, 'osv', 'a.json')]);
    expect(records.map(({ id }) => id)).toEqual(['MAL-1', 'MAL-2', 'MAL-1']);
  });

  it('is found beside the policy that names it', async () => {
    const policyFile = join(dir, 'vault.policy.yaml');
    await writeFile(policyFile, 'version: 1\nknownBad: [osv/a.json]\n');
    const { knownBad } = await loadPolicy({ policyFile, knownBadFiles: [join(dir, 'osv', 'npm')] }, now);
    expect(knownBad?.map(({ id }) => id)).toEqual(['MAL-1', 'MAL-2']);
  });

  it('blocks what it names', async () => {
    const source = join(dir, 'plugin');
    const report = await scanSource({ source, now, knownBadFiles: [join(dir, 'osv')] });
    expect(report).toMatchObject({ verdict: 'block', findings: [{ rule: 'MAN-007', severity: 'critical' }] });
    expect(await scanSource({ source, now })).toMatchObject({ verdict: 'pass', findings: [] });
  });

  it.each([
    ['a file that is no record', 'osv/npm/c.json', '{"id":"MAL-3"}'],
    ['a file that is no JSON', 'osv/npm/c.json', 'MAL-3'],
  ])('is refused for %s, not read in part', async (_name, path, text) => {
    await writeFile(join(dir, path), text);
    await expect(
      scanSource({ source: join(dir, 'plugin'), now, knownBadFiles: [join(dir, 'osv')] }),
    ).rejects.toMatchObject({ code: 'ERR_KNOWN_BAD_INVALID', facts: { file: join(dir, path) } });
  });

  it('is refused where there is none', async () => {
    await expect(loadKnownBad([join(dir, 'none.json')])).rejects.toMatchObject({ code: 'ERR_IO' });
    await expect(loadKnownBad([join(dir, 'plugin', 'none')])).rejects.toMatchObject({ code: 'ERR_IO' });
    await mkdir(join(dir, 'empty'));
    await expect(loadKnownBad([join(dir, 'empty')])).rejects.toMatchObject({
      code: 'ERR_KNOWN_BAD_INVALID',
    });
  });
});
