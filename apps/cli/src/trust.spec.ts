import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryIo } from '@ragnos-vault/testing';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';

const HELLO = fileURLToPath(new URL('../../../examples/plugins/hello', import.meta.url));
const DAY_MS = 86_400_000;
let made: string;
let dir: string;

async function cli(line: string, days = 0, cwd = dir) {
  const io = { ...memoryIo(cwd), now: () => new Date(Date.now() + days * DAY_MS) };
  const code = await run(line.split(' '), io);
  return { code, out: io.out(), err: io.err() };
}

beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'trust-made-'));
  await cli('init --repo-dir vault --key-type ed25519', 0, made);
  await cli(`publish ${HELLO}`, 0, made);
});
afterAll(() => rmSync(made, { recursive: true, force: true }));
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'trust-'));
  cpSync(made, dir, { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('trust show', () => {
  it('says what is trusted, from where, until when and where it is kept', async () => {
    const said = await cli('trust show --repo vault');
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toMatch(/^repository +file:.*\/vault$/m);
    expect(said.out).toMatch(/^trusted root +v1 sha256:[0-9a-f]{64} \(.*root\.json\)$/m);
    expect(said.out).toMatch(/^kept in +.*plugins.\.trust.[0-9a-f]{32}$/m);
    expect(said.out).toMatch(/^last refresh +\S+Z, just now \(.*last-refresh\)$/m);
    for (const role of ['root', 'timestamp', 'snapshot', 'targets'])
      expect(said.out).toMatch(new RegExp(`^${role} +v\\d+ +until \\S+ \\(\\d+ days\\) +1 of 1 keys$`, 'm'));
    expect(said.out).not.toContain('not checked');
  });

  it('says offline what it could not check, and how old the newest timestamp is', async () => {
    await cli('trust show --repo vault');
    rmSync(join(dir, 'vault/repository'), { recursive: true });
    const said = await cli('trust show --offline --root vault/root.json', 3);
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toMatch(/^not checked: newer versions.*timestamp is v2, last seen \S+Z, 3 days ago$/m);
  });

  it('fails with the reason where it may not be trusted, and shows what there is', async () => {
    await cli('trust show --repo vault');
    const said = await cli('trust show --repo vault', 20);
    expect(said.code).toBe(1);
    expect(said.out).toMatch(/^timestamp +v2 +EXPIRED/m);
    expect(said.out).toMatch(/^targets +v2 +until/m);
    expect(said.err).toMatch(/^error: timestamp has expired \(ERR_TUF_EXPIRED\)\nhint: /);
    const json = JSON.parse((await cli('trust show --repo vault --json', 20)).out) as object;
    expect(json).toMatchObject({
      trusted: false,
      problem: { code: 'ERR_TUF_EXPIRED' },
      roles: [{}, {}, {}, {}],
    });
  });

  it('names the file that holds a time to which the clock must not go back', async () => {
    await cli('trust show --repo vault');
    const said = await cli('trust show --repo vault', -1);
    expect(said.code).toBe(4);
    expect(said.err).toMatch(/the clock says .*last-refresh\) \(ERR_CLOCK_STEPPED_BACK\)/);
  });

  it.each([
    ['no address', 'trust show --root vault/root.json'],
    ['no root for an address', 'trust show --repo https://plugins.example.invalid'],
    ['no root at all', 'trust show --offline'],
  ])('refuses %s', async (_name, line) => {
    expect(await cli(line)).toMatchObject({ code: 2, out: '' });
  });
});

describe('install --offline', () => {
  const install = 'install @acme/hello --repo vault --root vault/root.json';

  it('asks for nothing newer, and says so', async () => {
    expect(await cli(`${install} --offline`)).toMatchObject({ code: 1 });
    expect(await cli(install)).toMatchObject({ code: 0 });
    rmSync(join(dir, 'vault/repository/metadata/timestamp.json'));
    expect(await cli(install)).toMatchObject({ code: 1 });
    const said = await cli(`${install} --offline`, 1);
    expect(said).toMatchObject({ code: 0, out: expect.stringMatching(/^unchanged/) });
    expect(said.err).toMatch(
      /^warning: offline: nothing newer than timestamp v2, last refreshed at \S+Z, was looked/,
    );
  });

  it('takes expired metadata only by the option that says so, and only offline', async () => {
    await cli(install);
    expect((await cli(`${install} --offline`, 20)).err).toContain('ERR_TUF_EXPIRED');
    expect((await cli(`${install} --offline --accept-expired-metadata-unsafe`, 20)).code).toBe(0);
    expect((await cli(`${install} --accept-expired-metadata-unsafe`, 20)).code).toBe(2);
  });
});
