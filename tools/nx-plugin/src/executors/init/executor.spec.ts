import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeWorkspace, type TempWorkspace } from '../../../spec/temp-workspace.ts';
import initExecutor, { type InitOptions } from './executor.ts';

// RSA keys take long to find on a busy machine.
jest.setTimeout(30_000);

let workspace: TempWorkspace;
beforeEach(async () => {
  workspace = await makeWorkspace();
});
afterEach(() => workspace.remove());

const init = (options: Partial<InitOptions> = {}): Promise<{ success: boolean }> =>
  initExecutor({ repoDir: 'repo/vault', keyType: 'ed25519', ...options }, workspace, workspace.ports);
const keyOf = (role: string): string => join(workspace.root, `repo/vault/keys/${role}.pem`);

describe('init', () => {
  it('makes a vault below the workspace root, with keys for their owner alone', async () => {
    await expect(init()).resolves.toEqual({ success: true });
    expect([...(await workspace.tree('repo/vault')).keys()]).toEqual(
      expect.arrayContaining([
        'keys/root.pem',
        'repository/metadata/timestamp.json',
        'root.json',
        'vault.yaml',
      ]),
    );
    expect((await stat(keyOf('root'))).mode & 0o777).toBe(0o600);
    expect(workspace.out).toEqual([
      `created a vault in ${join(workspace.root, 'repo/vault')}`,
      '4 unencrypted keys; move those of root to a safe place',
      expect.stringMatching(/^root\.json has sha256 [0-9a-f]{64}$/),
    ]);
  });

  it('makes RSA keys and one root key where nothing else is asked for', async () => {
    await expect(initExecutor({ repoDir: 'v' }, workspace, workspace.ports)).resolves.toEqual({
      success: true,
    });
    const root = await readFile(join(workspace.root, 'v/root.json'), 'utf8');
    expect(root).toContain('"keytype":"rsa"');
    expect((await workspace.tree('v/keys')).size).toBe(5);
  });

  it('makes as many root keys as the threshold says', async () => {
    await expect(init({ threshold: 3, json: true })).resolves.toEqual({ success: true });
    expect(JSON.parse(workspace.out.join(''))).toMatchObject({
      status: 'created',
      threshold: 3,
      encrypted: false,
    });
    expect([...(await workspace.tree('repo/vault/keys')).keys()]).toEqual(
      expect.arrayContaining(['root-1.pem', 'root-2.pem', 'root-3.pem']),
    );
  });

  it('does nothing, successfully, where a vault exists', async () => {
    await init();
    const before = await workspace.tree('.');
    workspace.out.length = 0;
    await expect(init({ keyType: 'rsa' })).resolves.toEqual({ success: true });
    expect(workspace.out).toEqual([`unchanged: there is a vault in ${join(workspace.root, 'repo/vault')}`]);
    expect(await workspace.tree('.')).toEqual(before);
  });

  it('encrypts the keys with what the environment says for each role', async () => {
    for (const role of ['ROOT', 'TARGETS', 'SNAPSHOT', 'TIMESTAMP'])
      workspace.env[`TUF_${role}_PASSPHRASE`] = role;
    await expect(init({ encrypt: true })).resolves.toEqual({ success: true });
    for (const role of ['root', 'targets', 'snapshot', 'timestamp']) {
      expect(await readFile(keyOf(role), 'utf8')).toContain('BEGIN ENCRYPTED PRIVATE KEY');
    }
  });

  it('encrypts the keys with the passphrase of a file', async () => {
    await workspace.write('pass', 'correct horse\n');
    await expect(init({ encrypt: true, passphraseFile: 'pass' })).resolves.toEqual({ success: true });
    expect(await readFile(keyOf('targets'), 'utf8')).toContain('BEGIN ENCRYPTED PRIVATE KEY');
  });

  const refusals: { name: string; options: Partial<InitOptions>; code: string }[] = [
    { name: 'keys to encrypt and no passphrase', options: { encrypt: true }, code: 'ERR_PASSPHRASE' },
    { name: 'a passphrase, and plain keys', options: { passphraseFile: 'pass' }, code: 'ERR_USAGE' },
    {
      name: 'a passphrase file that is not there',
      options: { encrypt: true, passphraseFile: 'p' },
      code: 'ERR_IO',
    },
    { name: 'a store of another kind', options: { store: 's3:bucket' }, code: 'ERR_USAGE' },
    { name: 'a branch outside of git', options: { store: 'git:vault' }, code: 'ERR_GIT_FAILED' },
    { name: 'a threshold of none', options: { threshold: 0 }, code: 'ERR_USAGE' },
  ];
  it.each(refusals)('refuses $name with $code, and makes nothing', async ({ options, code }) => {
    await expect(init({ ...options, json: true })).resolves.toEqual({ success: false });
    expect(JSON.parse(workspace.out.join(''))).toMatchObject({ code });
    expect((await workspace.tree('.')).size).toBe(0);
  });

  it('refuses a folder that holds a part of a vault, and leaves it as it is', async () => {
    await workspace.write('repo/vault/keys/root.pem', 'a key somebody may still need');
    const before = await workspace.tree('.');
    await expect(init()).resolves.toEqual({ success: false });
    expect(workspace.err[0]).toMatch(/^error: .*already holds keys \(ERR_VAULT_EXISTS\)$/);
    expect(await workspace.tree('.')).toEqual(before);
  });
});
