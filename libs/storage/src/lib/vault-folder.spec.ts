import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findVaultDir } from './find-vault-dir.ts';
import { pinRoot } from './root-pin.ts';
import { createVaultFolder, openVaultFolder } from './vault-folder.ts';
import type { VaultFile } from './write-vault-file.ts';

const text = (content: string, mode: 0o600 | 0o644 = 0o644): VaultFile => ({
  bytes: Buffer.from(content),
  mode,
});
const FILES = new Map([
  ['keys/.gitignore', text('*\n', 0o600)],
  ['keys/root.pem', text('secret', 0o600)],
  ['repository/metadata/1.root.json', text('{}')],
  ['root.json', text('{}')],
  ['vault.yaml', text('version: 1\n')],
]);

let dir: string;
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'vault-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('createVaultFolder', () => {
  it('creates the folder with all files, keys private, and nothing else', async () => {
    const vault = join(dir, 'new', 'vault');
    await createVaultFolder(vault, FILES);
    expect(readdirSync(vault).sort()).toEqual(['keys', 'repository', 'root.json', 'vault.yaml']);
    expect((await openVaultFolder(vault)).config).toBe('version: 1\n');
    if (process.platform === 'win32') return;
    expect(statSync(join(vault, 'keys')).mode & 0o777).toBe(0o700);
    expect(statSync(join(vault, 'keys', 'root.pem')).mode & 0o777).toBe(0o600);
  });

  it.each(['vault.yaml', 'keys', 'repository', 'root.json'])(
    'refuses a folder that holds %s already, and leaves it as it was',
    async (name) => {
      writeFileSync(join(dir, name), 'mine');
      await expect(createVaultFolder(dir, FILES)).rejects.toMatchObject({ code: 'ERR_VAULT_EXISTS' });
      expect(readdirSync(dir)).toEqual([name]);
      expect(readFileSync(join(dir, name), 'utf8')).toBe('mine');
    },
  );

  it('lets exactly one of two that race win, and the winner is whole', async () => {
    const outcomes = await Promise.allSettled([createVaultFolder(dir, FILES), createVaultFolder(dir, FILES)]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(readdirSync(dir).sort()).toEqual(['keys', 'repository', 'root.json', 'vault.yaml']);
  });

  it('leaves nothing behind when the disk says no', async () => {
    writeFileSync(join(dir, 'file'), '');
    await expect(createVaultFolder(join(dir, 'file', 'vault'), FILES)).rejects.toMatchObject({
      code: 'ERR_IO',
    });
    expect(readdirSync(dir)).toEqual(['file']);
  });
});

describe('openVaultFolder', () => {
  it('refuses a folder that is no vault', async () => {
    await expect(openVaultFolder(dir)).rejects.toMatchObject({ code: 'ERR_VAULT_NOT_FOUND' });
  });
});

describe('findVaultDir', () => {
  const vaultAt = (name: string): void => {
    mkdirSync(join(dir, name), { recursive: true });
    writeFileSync(join(dir, name, 'vault.yaml'), '');
  };
  const find = (repoDir?: string, env = {}): Promise<string> => findVaultDir({ repoDir, cwd: dir, env });

  it('takes what is named, then the variable, then the current folder, then the only sub-folder', async () => {
    vaultAt('only');
    mkdirSync(join(dir, 'other'));
    expect(await find()).toBe(join(dir, 'only'));
    vaultAt('.');
    expect(await find()).toBe(dir);
    expect(await find(undefined, { RAGNOS_VAULT_REPO_DIR: 'x' })).toBe(join(dir, 'x'));
    expect(await find('y', { RAGNOS_VAULT_REPO_DIR: 'x' })).toBe(join(dir, 'y'));
  });

  it('refuses to choose among several, and names them', async () => {
    vaultAt('b');
    vaultAt('a');
    await expect(find()).rejects.toMatchObject({
      code: 'ERR_VAULT_NOT_FOUND',
      facts: { candidates: 'a, b' },
    });
  });

  it('refuses where there is none', async () => {
    await expect(find()).rejects.toMatchObject({ code: 'ERR_VAULT_NOT_FOUND', facts: { candidates: '' } });
  });
});

describe('pinRoot', () => {
  it('keeps the first bytes and accepts only them afterwards', async () => {
    const trust = join(dir, 'trust');
    await pinRoot(trust, Buffer.from('one'));
    await pinRoot(trust, Buffer.from('one'));
    await expect(pinRoot(trust, Buffer.from('two'))).rejects.toMatchObject({ code: 'ERR_TUF_ROOT_CHANGED' });
    expect(readFileSync(join(trust, 'pinned-root.json'), 'utf8')).toBe('one');
    expect(readdirSync(trust)).toEqual(['pinned-root.json']);
  });

  it('lets two first runs agree on one pin', async () => {
    const outcomes = await Promise.allSettled(['one', 'two'].map((root) => pinRoot(dir, Buffer.from(root))));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
