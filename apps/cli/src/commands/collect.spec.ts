import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryIo } from '@ragnos-vault/testing';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../run.ts';

const HOUR_MS = 3_600_000;
const NOTHING = { files: 0, bytes: 0 };
let dir: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'collect-'));
  await cli('init --repo-dir vault --key-type ed25519');
  for (const version of ['1.0.0', '1.1.0', '1.2.0', '1.3.0']) {
    mkdirSync(join(dir, version));
    writeFileSync(join(dir, version, 'package.json'), JSON.stringify({ name: 'tool', version }));
    await cli(`publish ${version}`);
  }
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function cli(line: string, hours = 0) {
  const now = (): Date => new Date(Date.now() + hours * HOUR_MS);
  const io = { ...memoryIo(dir), now };
  const code = await run(line.split(' '), io);
  return { code, out: io.out(), err: io.err() };
}

const published = (): readonly string[] =>
  readdirSync(join(dir, 'vault/repository'), { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.startsWith('.') && path !== 'collect.json')
    .sort();
const json = ({ out }: { readonly out: string }): unknown => JSON.parse(out);

describe('collect', () => {
  it('marks, waits and removes, and a consumer installs every version afterwards', async () => {
    const before = published();
    expect((await cli('collect')).out).toMatch(/^marked: 5 files, .+\n$/);
    expect((await cli('collect', 0.5)).out).toMatch(/^waiting: 5 files, .+\n$/);
    expect(published()).toEqual(before);
    expect((await cli('collect', 1.1)).out).toMatch(/^removed: 5 files, .+\n$/);
    expect(published()).toHaveLength(before.length - 5);
    expect((await cli('collect', 1.2)).out).toBe('nothing to remove\n');
    for (const version of ['1.0.0', '1.3.0']) {
      const install = `install tool@${version} --repo vault --root vault/root.json --plugins-dir ${version}-p`;
      expect(await cli(install, 1.3)).toMatchObject({ code: 0 });
    }
    expect((await cli('verify-repo --json')).code).toBe(0);
  });

  it('needs no key, and says in JSON what it did', async () => {
    rmSync(join(dir, 'vault/keys'), { recursive: true });
    const dry = await cli('collect --dry-run --json');
    expect(json(dry)).toMatchObject({ dryRun: true, marked: { files: 5 }, removed: NOTHING });
    expect(existsSync(join(dir, 'vault/repository/collect.json'))).toBe(false);
    expect(json(await cli('collect --json'))).toMatchObject({ dryRun: false, marked: { files: 5 } });
    expect((await cli('collect --dry-run --grace 10m', 0.2)).out).toMatch(/^would have removed: 5 files/);
    expect(json(await cli('collect --grace 10m --json', 0.2))).toMatchObject({ removed: { files: 5 } });
  });

  it('keeps more snapshots where it is told to', async () => {
    expect(json(await cli('collect --keep-snapshots 5 --json'))).toMatchObject({ marked: NOTHING });
    expect(json(await cli('collect --keep-snapshots 1 --json'))).toMatchObject({ marked: { files: 11 } });
  });

  it.each([
    '--grace 1',
    '--grace 1y',
    '--grace -1h',
    '--keep-snapshots 0',
    '--keep-snapshots x',
    '--nothing',
  ])('refuses %s, and writes nothing', async (option) => {
    expect(await cli(`collect ${option}`)).toMatchObject({ code: 2, out: '' });
    expect(existsSync(join(dir, 'vault/repository/collect.json'))).toBe(false);
  });
});
