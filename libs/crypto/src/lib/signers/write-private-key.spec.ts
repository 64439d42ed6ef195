import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writePrivateKey } from './write-private-key.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('writePrivateKey', () => {
  it('writes a file that only its owner can read', async () => {
    const path = join(folder, 'root.pem');
    await writePrivateKey(path, 'pem');
    expect(await readFile(path, 'utf8')).toBe('pem');
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('never overwrites a file, and leaves it as it was', async () => {
    const path = join(folder, 'root.pem');
    await writeFile(path, 'the only copy', { mode: 0o644 });
    const before = await stat(path);
    await expect(writePrivateKey(path, 'pem')).rejects.toMatchObject({
      code: 'ERR_IO',
      facts: { path },
      cause: { code: 'EEXIST' },
    });
    expect(await readFile(path, 'utf8')).toBe('the only copy');
    expect((await stat(path)).mode).toBe(before.mode);
  });

  it('never writes through a link, even one that leads nowhere', async () => {
    await symlink(join(folder, 'elsewhere'), join(folder, 'root.pem'));
    await expect(writePrivateKey(join(folder, 'root.pem'), 'pem')).rejects.toMatchObject({ code: 'ERR_IO' });
    expect(await readdir(folder)).toEqual(['root.pem']);
  });

  it('makes no folder', async () => {
    await expect(writePrivateKey(join(folder, 'keys', 'root.pem'), 'pem')).rejects.toMatchObject({
      code: 'ERR_IO',
      cause: { code: 'ENOENT' },
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('lets one of two racing writers win, whole', async () => {
    const path = join(folder, 'root.pem');
    const outcomes = await Promise.allSettled(
      ['a'.repeat(5000), 'b'.repeat(5000)].map((pem) => writePrivateKey(path, pem)),
    );
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await readFile(path, 'utf8')).toMatch(/^(a{5000}|b{5000})$/);
  });
});
