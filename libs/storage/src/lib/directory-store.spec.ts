import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { sha256Hex } from '@ragnos-vault/crypto';
import { openDirectoryStore } from './directory-store.ts';

// Real processes on a busy machine.
jest.setTimeout(30_000);

const TIMESTAMP = 'metadata/timestamp.json';
const ONE = Buffer.from('one');
const TWO = Buffer.from('two');

let folder: string;
let root: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'directory-store-'));
  root = join(folder, 'vault', 'repository');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Every path below the repository, except the lock. */
function contentOf(path = root): readonly string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name !== '.lock')
    .sort();
}

describe('openDirectoryStore', () => {
  it('reads back what was created, with an etag that is its SHA-256', async () => {
    const store = openDirectoryStore(root);
    await store.create('targets/plugins/_/lodash/4.0.0/abc.lodash-4.0.0+x.tgz', ONE);
    expect(await store.read('targets/plugins/_/lodash/4.0.0/abc.lodash-4.0.0+x.tgz')).toEqual({
      bytes: ONE,
      etag: sha256Hex(ONE),
    });
    expect(contentOf().filter((path) => path.includes('.tmp-'))).toEqual([]);
  });

  it.each(['metadata/1.root.json', 'metadata/1.root.json/x', `metadata/${'x'.repeat(255)}`])(
    'finds nothing at %s where nothing is',
    async (path) => {
      const store = openDirectoryStore(root);
      expect(await store.read(path)).toBeUndefined();
      await store.create('metadata/1.root.json', ONE);
      if (path !== 'metadata/1.root.json') expect(await store.read(path)).toBeUndefined();
    },
  );

  it('creates the same bytes again without a change', async () => {
    const store = openDirectoryStore(root);
    await store.create('metadata/1.root.json', ONE);
    await store.create('metadata/1.root.json', ONE);
    expect(contentOf()).toEqual(['metadata', 'metadata/1.root.json']);
  });

  it('refuses to create other bytes under a name that is taken, and keeps the first', async () => {
    const store = openDirectoryStore(root);
    await store.create('metadata/1.root.json', ONE);
    await expect(store.create('metadata/1.root.json', TWO)).rejects.toMatchObject({
      code: 'ERR_STORE_EXISTS',
    });
    expect(readFileSync(join(root, 'metadata/1.root.json'))).toEqual(ONE);
    expect(contentOf()).toEqual(['metadata', 'metadata/1.root.json']);
  });

  it('replaces a file whose etag is still the one that was read', async () => {
    const store = openDirectoryStore(root);
    await store.replace(TIMESTAMP, ONE, undefined);
    await store.replace(TIMESTAMP, TWO, (await store.read(TIMESTAMP))?.etag);
    expect(readFileSync(join(root, TIMESTAMP))).toEqual(TWO);
    expect(contentOf()).toEqual(['metadata', TIMESTAMP]);
  });

  it.each([
    { name: 'another etag', etag: sha256Hex(TWO) },
    { name: 'no etag, although there is a file', etag: undefined },
  ])('refuses to replace with $name, and keeps the file', async ({ etag }) => {
    const store = openDirectoryStore(root);
    await store.replace(TIMESTAMP, ONE, undefined);
    await expect(store.replace(TIMESTAMP, TWO, etag)).rejects.toMatchObject({ code: 'ERR_STORE_CHANGED' });
    expect(readFileSync(join(root, TIMESTAMP))).toEqual(ONE);
    expect(contentOf()).toEqual(['metadata', TIMESTAMP]);
  });

  it('refuses to replace what is not there, and makes no folder for it', async () => {
    const replaced = openDirectoryStore(root).replace(TIMESTAMP, ONE, sha256Hex(ONE));
    await expect(replaced).rejects.toMatchObject({ code: 'ERR_STORE_CHANGED' });
    expect(contentOf()).toEqual([]);
  });
});

describe('openDirectoryStore and paths', () => {
  it.each([
    '',
    '/etc/passwd',
    '../x',
    'metadata/../../x',
    './x',
    'metadata//x',
    'metadata/',
    'a\\b',
    'C:x',
    'a b',
    'a\0',
    'é',
    '.lock',
    'metadata/.tmp-1',
    'metadata/x.',
    'con',
    'a/NUL.json',
    'a/lpt1',
    'x'.repeat(256),
    'x/'.repeat(600) + 'x',
  ])('refuses %j for reading and writing, and writes nothing', async (path) => {
    const store = openDirectoryStore(root);
    const refused = { code: 'ERR_TARGET_PATH', facts: { path } };
    await expect(store.read(path)).rejects.toMatchObject(refused);
    await expect(store.create(path, ONE)).rejects.toMatchObject(refused);
    await expect(store.replace(path, ONE, undefined)).rejects.toMatchObject(refused);
    expect(existsSync(root)).toBe(false);
  });

  it.each([
    { name: 'a folder', link: 'metadata' },
    { name: 'the file', link: TIMESTAMP },
  ])('refuses a symbolic link in place of $name, and writes nothing behind it', async ({ link }) => {
    const outside = join(folder, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'timestamp.json'), ONE);
    mkdirSync(join(root, link, '..'), { recursive: true });
    symlinkSync(link === 'metadata' ? outside : join(outside, 'timestamp.json'), join(root, link));
    const store = openDirectoryStore(root);
    await expect(store.read(TIMESTAMP)).rejects.toMatchObject({ code: 'ERR_IO' });
    await expect(store.create(TIMESTAMP, TWO)).rejects.toMatchObject({ code: 'ERR_IO' });
    await expect(store.replace(TIMESTAMP, TWO, sha256Hex(ONE))).rejects.toMatchObject({ code: 'ERR_IO' });
    expect(readFileSync(join(outside, 'timestamp.json'))).toEqual(ONE);
    expect(readdirSync(outside)).toEqual(['timestamp.json']);
  });

  it('fails as ERR_IO where a folder lies at the path of a file', async () => {
    mkdirSync(join(root, TIMESTAMP), { recursive: true });
    const store = openDirectoryStore(root);
    await expect(store.read(TIMESTAMP)).rejects.toMatchObject({ code: 'ERR_IO' });
    await expect(store.create(TIMESTAMP, ONE)).rejects.toMatchObject({ code: 'ERR_IO' });
    expect(contentOf()).toEqual(['metadata', TIMESTAMP]);
  });

  it('works in a folder that is itself reached through a link', async () => {
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    await openDirectoryStore(join(folder, 'link')).create('metadata/1.root.json', ONE);
    expect(readFileSync(join(folder, 'real/metadata/1.root.json'))).toEqual(ONE);
  });
});

describe('openDirectoryStore between processes', () => {
  const script = fileURLToPath(new URL('../../children/race-store.ts', import.meta.url));
  const contents = ['a', 'b', 'c', 'd', 'e', 'f'];

  async function race(verb: string, etag: string): Promise<readonly string[]> {
    const start = String(Date.now() + 1200);
    return Promise.all(
      contents.map((content) => {
        const child = spawn(process.execPath, [script, root, verb, content, etag, start]);
        child.stderr.pipe(process.stderr);
        return text(child.stdout);
      }),
    );
  }

  it.each([
    { verb: 'create', first: false, loser: 'ERR_STORE_EXISTS' },
    { verb: 'replace', first: false, loser: 'ERR_STORE_CHANGED' },
    { verb: 'replace', first: true, loser: 'ERR_STORE_CHANGED' },
  ])('gives one of six racing $verb the file (there before: $first)', async ({ verb, first, loser }) => {
    const store = openDirectoryStore(root);
    if (first) await store.create(TIMESTAMP, ONE);

    const ends = await race(verb, first ? sha256Hex(ONE) : '');

    expect([...ends].sort()).toEqual([...contents.slice(1).map(() => loser), 'won']);
    const winner = contents[ends.indexOf('won')];
    expect(readFileSync(join(root, TIMESTAMP), 'utf8')).toBe(winner);
    expect(contentOf()).toEqual(['metadata', TIMESTAMP]);
  });
});
