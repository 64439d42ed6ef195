import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryIo } from '@ragnos-vault/testing';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../run.ts';

const DAY_MS = 86_400_000;
let dir: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'renew-'));
  await cli('init --repo-dir vault --key-type ed25519');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function cli(line: string, days = 0): Promise<Said> {
  const now = (): Date => new Date(Date.now() + days * DAY_MS);
  const io = { ...memoryIo(dir), now };
  const code = await run(line.split(' '), io);
  return { code, out: io.out(), err: io.err() };
}

const json = (said: Said): unknown => JSON.parse(said.out);
const metadata = (): readonly string[] => readdirSync(join(dir, 'vault/repository/metadata')).sort();

describe('renew', () => {
  it('renews the timestamp, and with --if-needed only what is due', async () => {
    const before = metadata();
    expect(await cli('renew --if-needed')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^unchanged/),
    });
    expect((await cli('renew')).out).toMatch(/^renewed +timestamp +v2 +until/);
    expect(metadata()).toEqual(before);
    expect(json(await cli('renew --if-needed --json', 15))).toMatchObject({
      status: 'renewed',
      renewed: [
        { role: 'snapshot', version: 2 },
        { role: 'timestamp', version: 3 },
      ],
      due: [],
      skipped: [],
    });
    expect(metadata()).toContain('2.snapshot.json');
  });

  it.each([
    ['an expired targets', 'renew --if-needed', 1, 'ERR_TUF_EXPIRED', 'targets'],
    ['a root by name', 'renew root', 2, 'ERR_USAGE', 'root'],
    ['an unknown role', 'renew tragets', 2, 'ERR_USAGE', 'tragets'],
  ])('refuses %s, and writes nothing', async (...[, line, code, error, role]) => {
    const before = metadata();
    const said = await cli(`${line} --json`, 100);
    expect(said.code).toBe(code);
    expect(json(said)).toMatchObject({ code: error, facts: { role } });
    expect(metadata()).toEqual(before);
  });

  it('tells by its exit code that the key of a role that is due is not at hand', async () => {
    renameSync(join(dir, 'vault/keys/targets.pem'), join(dir, 'targets.pem'));
    expect((await cli('renew', 20)).code).toBe(0);
    const before = metadata();
    expect(await cli('renew', 65)).toMatchObject({
      code: 4,
      err: expect.stringContaining('ERR_SIGNER_UNAVAILABLE'),
    });
    expect(metadata()).toEqual(before);
    expect((await cli('renew snapshot timestamp --if-needed', 65)).code).toBe(0);
  });

  it('brings back an expired targets that is named', async () => {
    expect((await cli('renew targets', 100)).code).toBe(0);
    expect(json(await cli('status --json', 100))).toMatchObject({ expired: [] });
  });
});

describe('status', () => {
  it('warns of root keys beside the repository until they are gone', async () => {
    const codes = async () =>
      (json(await cli('status --json')) as { warnings: { code: string }[] }).warnings.map(({ code }) => code);
    expect(await codes()).toEqual(['root-key-beside-repository', 'root-threshold']);
    expect((await cli('status')).err).toMatch(
      /^warning: a root key lies beside the repository: keys\/root\.pem/,
    );
    renameSync(join(dir, 'vault/keys/root.pem'), join(dir, 'root.pem'));
    expect(await codes()).toEqual(['root-threshold']);
    const config = join(dir, 'vault/vault.yaml');
    writeFileSync(config, readFileSync(config, 'utf8').replace('file2:keys/root.pem', 'file2:../root.pem'));
    expect(await codes()).toEqual(['root-threshold']);
  });

  it.each([
    ['+13d', 0, []],
    ['+14d', 1, ['timestamp']],
    ['+720h', 1, ['snapshot', 'timestamp']],
    ['2999-01-01T00:00:00Z', 1, ['root', 'targets', 'snapshot', 'timestamp']],
    ['2020-01-01T00:00:00+02:00', 0, []],
  ])('--valid-at %s exits %d and names %j', async (time, code, expired) => {
    const said = await cli(`status --valid-at ${time} --json`);
    expect(said).toMatchObject({ code, err: '' });
    expect(json(said)).toMatchObject({ expired, roles: [{ role: 'root' }, {}, {}, {}] });
  });

  it('says in words what will have expired', async () => {
    const said = await cli('status --valid-at +20d');
    expect(said.code).toBe(1);
    expect(said.out).toMatch(/timestamp +v1 +EXPIRED/);
    expect(said.err).toMatch(/error: expired at .*: timestamp \(ERR_TUF_EXPIRED\)/);
  });

  it.each(['tomorrow', '2030-02-30T00:00:00Z', '2030-01-01', '14d', '+0d', '+1w', '2030-01-01T25:00:00Z'])(
    '--valid-at %s is a usage error',
    async (time) => {
      expect(json(await cli(`status --valid-at ${time} --json`))).toMatchObject({ code: 'ERR_USAGE' });
    },
  );

  it('changes nothing', async () => {
    const before = metadata();
    await cli('status --valid-at +400d');
    expect(metadata()).toEqual(before);
    expect(existsSync(join(dir, 'vault/.vault.lock'))).toBe(false);
  });
});
