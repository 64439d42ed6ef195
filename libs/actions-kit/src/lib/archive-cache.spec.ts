import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyArchives } from './archive-cache.ts';

const [A, B] = ['a'.repeat(64), 'b'.repeat(64)];
let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'archive-cache-'));
  await mkdir(join(dir, 'from'));
});
afterEach(() => rm(dir, { recursive: true }));

const copy = (digests?: readonly string[]) => copyArchives(join(dir, 'from'), join(dir, 'to'), digests);

describe('copyArchives', () => {
  it('copies files that are named as archives, and nothing else', async () => {
    for (const name of [`${A}-acme-hello-1.0.0.tgz`, 'x.tgz', `${A}-x`, `${A}-é.tgz`, '.manifest'])
      await writeFile(join(dir, 'from', name), 'x');
    await mkdir(join(dir, 'from', `${B}-folder.tgz`));
    await symlink('/etc/passwd', join(dir, 'from', `${B}-link.tgz`));
    expect(await copy()).toBe(1);
    expect(await readdir(join(dir, 'to'))).toEqual([`${A}-acme-hello-1.0.0.tgz`]);
  });

  it('copies those of the digests it was given', async () => {
    for (const name of [`${A}-a.tgz`, `${B}-b.tgz`]) await writeFile(join(dir, 'from', name), 'x');
    expect(await copy([B])).toBe(1);
    expect(await readdir(join(dir, 'to'))).toEqual([`${B}-b.tgz`]);
  });

  it('makes no folder where there is nothing', async () => {
    await rm(join(dir, 'from'), { recursive: true });
    expect(await copy()).toBe(0);
    expect(await readdir(dir)).toEqual([]);
    await mkdir(join(dir, 'from'));
  });
});
