import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDirectoryStore } from './directory-store.ts';

const ONE = Buffer.from('one');
const OLD = new Date('2020-01-01T00:00:00Z');

let folder: string;
let root: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'repository-files-'));
  root = join(folder, 'repository');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function list(prefix: string): Promise<readonly string[]> {
  const files = await Array.fromAsync(openDirectoryStore(root).list(prefix));
  return files.map(({ path, length }) => `${path} ${length}`).sort();
}

describe('the listing of a repository folder', () => {
  it('names all files below a prefix with their lengths', async () => {
    const store = openDirectoryStore(root);
    for (const path of [
      'metadata/1.root.json',
      'metadata/10.targets.json',
      'targets/a/b/c.tgz',
      'collect.json',
    ])
      await store.create(path, ONE);
    expect(await list('metadata/')).toEqual(['metadata/1.root.json 3', 'metadata/10.targets.json 3']);
    expect(await list('metadata/1.')).toEqual(['metadata/1.root.json 3']);
    expect(await list('targets/')).toEqual(['targets/a/b/c.tgz 3']);
    expect(await list('coll')).toEqual(['collect.json 3']);
    expect(await list('nothing/')).toEqual([]);
  });

  it('leaves out what no path can name, and follows no link', async () => {
    const outside = join(folder, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'file'), ONE);
    await openDirectoryStore(root).create('targets/file', ONE);
    for (const name of ['.tmp-1', 'two words', 'é']) writeFileSync(join(root, 'targets', name), ONE);
    symlinkSync(outside, join(root, 'targets/folder'));
    symlinkSync(join(outside, 'file'), join(root, 'targets/link'));
    expect(await list('targets/')).toEqual(['targets/file 3']);
  });

  it('refuses a prefix that leads out', async () => {
    await expect(list('../')).rejects.toMatchObject({ code: 'ERR_TARGET_PATH' });
  });
});

describe('removing from a repository folder', () => {
  it('removes a file, also one that is gone already', async () => {
    const store = openDirectoryStore(root);
    await store.create('targets/a', ONE);
    await store.create('targets/b', ONE);
    await store.remove(['targets/a']);
    await store.remove(['targets/a']);
    await store.remove(['nowhere/a']);
    expect(readdirSync(join(root, 'targets'))).toEqual(['b']);
  });

  it('removes nothing through a link or outside', async () => {
    const outside = join(folder, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'file'), ONE);
    mkdirSync(root);
    symlinkSync(outside, join(root, 'targets'));
    const store = openDirectoryStore(root);
    await expect(store.remove(['targets/file'])).rejects.toMatchObject({ code: 'ERR_IO' });
    await expect(store.remove(['../outside/file'])).rejects.toMatchObject({ code: 'ERR_TARGET_PATH' });
    expect(existsSync(join(outside, 'file'))).toBe(true);
  });

  it('removes half-written files that are old, and no other', async () => {
    const store = openDirectoryStore(root);
    await store.create('targets/a/file', ONE);
    for (const name of ['targets/a/.tmp-old', 'targets/a/.tmp-new', '.tmp-old', '.turn'])
      writeFileSync(join(root, name), ONE);
    for (const name of ['targets/a/.tmp-old', '.tmp-old', '.turn', 'targets/a/file'])
      utimesSync(join(root, name), OLD, OLD);
    expect(await store.removeHalfWritten(new Date('2021-01-01T00:00:00Z'))).toBe(2);
    expect(readdirSync(root, { recursive: true }).sort()).toEqual([
      '.turn',
      'targets',
      'targets/a',
      'targets/a/.tmp-new',
      'targets/a/file',
    ]);
  });
});

describe('turns', () => {
  it('are taken one after the other, and hold up nobody who takes none', async () => {
    const store = openDirectoryStore(root);
    await store.create('metadata/1.root.json', ONE);
    let inside = 0;
    let most = 0;
    const turn = () =>
      openDirectoryStore(root).inTurn?.(async () => {
        inside += 1;
        most = Math.max(most, inside);
        await sleep(5);
        await store.replace(
          'metadata/timestamp.json',
          ONE,
          (await store.read('metadata/timestamp.json'))?.etag,
        );
        inside -= 1;
      });
    await Promise.all([turn(), turn(), turn()]);
    expect(most).toBe(1);
  });
});
