import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryIo } from '@ragnos-vault/testing';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';

const HELLO = fileURLToPath(new URL('../../../examples/plugins/hello', import.meta.url));
const INSTALL = 'install @acme/hello --repo vault --root vault/root.json';
let dir: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'cli-'));
  cpSync(HELLO, join(dir, 'hello'), { recursive: true });
  await cli('init --repo-dir vault --key-type ed25519');
  await cli('publish hello');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function cli(line: string, env: Readonly<Record<string, string>> = {}) {
  const io = memoryIo(dir, env);
  const code = await run(line.split(' '), io);
  return { code, out: io.out(), err: io.err() };
}

const config = (): string => readFileSync(join(dir, 'vault/vault.yaml'), 'utf8');
const published = (): readonly string[] =>
  readdirSync(join(dir, 'vault/repository'), { recursive: true, encoding: 'utf8' }).sort();

describe('vendor and rebalance', () => {
  it('give a vendor its keys, bins and other keys, and a consumer installs all along', async () => {
    expect(await cli('vendor add acme --key-type ed25519')).toMatchObject({ code: 0, err: '' });
    expect((await cli(INSTALL)).out).toMatch(/^installed/);
    expect(statSync(join(dir, 'vault/keys/vendor-acme.pem')).mode & 0o777).toBe(0o600);
    expect((await cli('rebalance acme --count 4 --bins prefixes')).out).toContain('in 4 bins (prefixes)');
    expect((await cli('vendor rotate acme --key-type ecdsa')).code).toBe(0);
    expect(config()).toContain('vendor-acme-2.pem');
    expect(config()).not.toContain('vendor-acme.pem');
    expect((await cli('publish hello')).out).toMatch(/^unchanged/);
    expect((await cli(INSTALL)).out).toMatch(/^unchanged/);
    expect((await cli('vendor remove acme')).code).toBe(0);
    expect(config()).not.toContain('acme');
    expect((await cli(`${INSTALL} --plugins-dir other`)).code).toBe(1);
    expect(existsSync(join(dir, 'other/current'))).toBe(false);
  });

  it('encrypt the keys of a vendor, and ask for its own passphrase', async () => {
    const secret = { TUF_VENDOR_ACME_PASSPHRASE: 'open sesame' };
    expect((await cli('vendor add acme --key-type ed25519 --encrypt', secret)).code).toBe(0);
    expect(readFileSync(join(dir, 'vault/keys/vendor-acme.pem'), 'utf8')).toContain('ENCRYPTED');
    const before = published();
    const refused = await cli('rebalance acme --count 2', { TUF_VENDOR_ACME_PASSPHRASE: 'wrong' });
    expect(refused.code).toBe(4);
    expect(refused.err).toContain('ERR_PASSPHRASE');
    expect(published()).toEqual(before);
    expect((await cli('rebalance acme --count 2', secret)).code).toBe(0);
  });

  it('trust a public key that a vendor sent, and leave its files where they are', async () => {
    await cli('keygen acme.pem --key-type ed25519');
    expect(await cli('vendor add acme --public-key acme.pem.pub')).toMatchObject({ code: 0, err: '' });
    expect((await cli(INSTALL)).out).toMatch(/^installed/);
    expect(existsSync(join(dir, 'vault/keys/vendor-acme.pem'))).toBe(false);
  });

  it('replace a key that was lost', async () => {
    await cli('vendor add acme --key-type ed25519');
    rmSync(join(dir, 'vault/keys/vendor-acme.pem'));
    expect(await cli('vendor rotate acme --key-type ed25519')).toMatchObject({ code: 0, err: '' });
    expect((await cli(INSTALL)).out).toMatch(/^installed/);
  });

  it('refuse a private key where a public one belongs, a second vendor of the name, and one that there is not', async () => {
    await cli('keygen acme.pem --key-type ed25519');
    const before = [published(), config()];
    expect(await cli('vendor add acme --public-key acme.pem')).toMatchObject({ code: 1 });
    expect([published(), config()]).toEqual(before);
    expect(await cli('vendor rotate acme')).toMatchObject({ code: 2 });
    expect(await cli('vendor add ../acme')).toMatchObject({ code: 2 });
    expect([published(), config()]).toEqual(before);
    await cli('vendor add acme --key-type ed25519');
    const after = [published(), config()];
    expect(await cli('vendor add acme')).toMatchObject({ code: 2 });
    expect([published(), config()]).toEqual(after);
  });
});

describe('keygen', () => {
  it('never overwrites a key', async () => {
    expect((await cli('keygen a.pem --key-type ed25519')).out).toMatch(/^[0-9a-f]{64}\n/);
    const before = readFileSync(join(dir, 'a.pem'));
    expect((await cli('keygen a.pem')).code).toBe(2);
    expect(readFileSync(join(dir, 'a.pem'))).toEqual(before);
    expect(statSync(join(dir, 'a.pem')).mode & 0o777).toBe(0o600);
  });
});
