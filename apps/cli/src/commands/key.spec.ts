import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryIo } from '@ragnos-vault/testing';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../run.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'key-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function cli(line: string) {
  const io = memoryIo(dir);
  const code = await run(line.split(' '), io);
  return { code, out: io.out(), err: io.err() };
}

describe('key export', () => {
  beforeEach(() => cli('init --repo-dir vault --key-type ed25519'));

  it('prints the keys that sign without a ceremony as one PEM text, and never that of root', async () => {
    const { code, out } = await cli('key export --online --repo-dir vault');
    expect(code).toBe(0);
    const pem = (role: string) => readFileSync(join(dir, 'vault/keys', `${role}.pem`), 'utf8').trim();
    expect(out.trim()).toBe(['targets', 'snapshot', 'timestamp'].map(pem).join('\n'));
    expect(out).not.toContain(pem('root').split('\n')[1]);
  });

  it('says which roles a key is for', async () => {
    const { out } = await cli('key export --online --repo-dir vault --json');
    const said = JSON.parse(out) as { keys: { roles: string[] }[] };
    expect(said.keys.map(({ roles }) => roles)).toEqual([['targets'], ['snapshot'], ['timestamp']]);
  });

  it('prints nothing without --online, and where no key is at hand', async () => {
    expect(await cli('key export --repo-dir vault')).toMatchObject({ code: 2, out: '' });
    rmSync(join(dir, 'vault/keys'), { recursive: true });
    const said = await cli('key export --online --repo-dir vault');
    expect(said).toMatchObject({ code: 4, out: '', err: expect.stringContaining('ERR_SIGNER_UNAVAILABLE') });
  });
});

describe('publish', () => {
  beforeEach(async () => {
    await cli('init --repo-dir vault --key-type ed25519');
    rmSync(join(dir, 'vault/keys'), { recursive: true });
  });

  it('plans with --dry-run, without a key, and writes nothing', async () => {
    const hello = join(import.meta.dirname, '../../../../examples/plugins/hello');
    const files = () => readdirSync(join(dir, 'vault'), { recursive: true }).sort();
    const before = files();
    const said = await cli(`publish ${hello} --repo-dir vault --dry-run`);
    expect(said).toMatchObject({ code: 0, out: expect.stringMatching(/^planned +@acme\/hello@/) });
    expect(files()).toEqual(before);
    expect(await cli(`publish ${hello} --repo-dir vault --dry-run --submit x.tgz`)).toMatchObject({
      code: 2,
    });
  });
});
