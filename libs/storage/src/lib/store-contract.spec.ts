import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CollectableStore } from '@ragnos-vault/metadata';
import { makeGitRemote, MemoryRepository } from '@ragnos-vault/testing';
import { openDirectoryStore } from './directory-store.ts';
import { openGitStore } from './git-store.ts';

const ROOT = 'metadata/1.root.json';
const TIMESTAMP = 'metadata/timestamp.json';
const LIST = 'collect.json';
const [ONE, TWO] = [Buffer.from('one'), Buffer.from('two')];

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'store-contract-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Each answers a function that opens the same repository again. */
const stores: { name: string; make: () => () => CollectableStore }[] = [
  { name: 'a folder', make: () => () => openDirectoryStore(join(folder, 'repository')) },
  {
    name: 'a branch of a remote',
    make: () => {
      const dir = makeGitRemote(folder).clone('work');
      return () => openGitStore({ dir, branch: 'vault' });
    },
  },
  {
    name: 'memory',
    make: () => {
      const repository = new MemoryRepository();
      return () => repository;
    },
  },
];

const listed = async (store: CollectableStore, prefix: string): Promise<readonly string[]> =>
  (await Array.fromAsync(store.list(prefix))).map(({ path, length }) => `${path} ${length}`).sort();

describe.each(stores)('a repository in $name', ({ make }) => {
  let open: () => CollectableStore;
  beforeEach(() => void (open = make()));

  it('holds nothing at first, and then what was created, once a timestamp is there', async () => {
    expect(await open().read(ROOT)).toBeUndefined();
    expect(await listed(open(), '')).toEqual([]);
    const store = open();
    await store.create(ROOT, ONE);
    await store.create('targets/plugins/_/a/1.0.0/a+b.tgz', TWO);
    await store.replace(TIMESTAMP, ONE, undefined);
    expect(Buffer.from((await open().read(ROOT))!.bytes)).toEqual(ONE);
    expect(await listed(open(), 'targets/')).toEqual(['targets/plugins/_/a/1.0.0/a+b.tgz 3']);
    expect(await listed(open(), 'metadata/1.')).toEqual([`${ROOT} 3`]);
  });

  it('holds what was created and flushed, without a timestamp', async () => {
    const store = open();
    await store.create(ROOT, ONE);
    await store.flush?.();
    expect(Buffer.from((await open().read(ROOT))!.bytes)).toEqual(ONE);
  });

  it('reads back what the same store has created', async () => {
    const store = open();
    await store.create(ROOT, ONE);
    const first = await store.read(ROOT);
    expect(Buffer.from(first!.bytes)).toEqual(ONE);
    await store.flush?.();
    expect((await store.read(ROOT))?.etag).toBe(first?.etag);
  });

  it('creates the same bytes again without a change, and refuses others', async () => {
    const store = open();
    await store.create(ROOT, ONE);
    await store.flush?.();
    await open().create(ROOT, ONE);
    for (const again of [store, open()]) {
      await expect(again.create(ROOT, TWO)).rejects.toMatchObject({ code: 'ERR_STORE_EXISTS' });
    }
    expect(Buffer.from((await open().read(ROOT))!.bytes)).toEqual(ONE);
  });

  it('replaces what was read, and refuses what another has replaced since', async () => {
    const [store, other] = [open(), open()];
    await store.replace(TIMESTAMP, ONE, undefined);
    const read = await other.read(TIMESTAMP);
    await store.replace(TIMESTAMP, TWO, (await store.read(TIMESTAMP))?.etag);
    await expect(other.replace(TIMESTAMP, Buffer.from('three'), read?.etag)).rejects.toMatchObject({
      code: 'ERR_STORE_CHANGED',
    });
    expect(Buffer.from((await other.read(TIMESTAMP))!.bytes)).toEqual(TWO);
  });

  it.each([{ etag: undefined }, { etag: 'another' }])(
    'refuses $etag as the etag of a file',
    async ({ etag }) => {
      await open().replace(LIST, ONE, undefined);
      const replaced = open().replace(LIST, TWO, etag);
      await expect(replaced).rejects.toMatchObject({ code: 'ERR_STORE_CHANGED' });
      expect(Buffer.from((await open().read(LIST))!.bytes)).toEqual(ONE);
    },
  );

  it('refuses to replace what is not there', async () => {
    await expect(open().replace(TIMESTAMP, ONE, 'some')).rejects.toMatchObject({ code: 'ERR_STORE_CHANGED' });
    expect(await listed(open(), '')).toEqual([]);
  });

  it('removes files, and is content with those that are gone', async () => {
    const store = open();
    for (const path of ['targets/a', 'targets/b', 'targets/c']) await store.create(path, ONE);
    await store.replace(TIMESTAMP, ONE, undefined);
    const collector = open();
    await collector.read(TIMESTAMP);
    await collector.remove(['targets/a', 'targets/c', 'targets/nowhere']);
    await collector.remove(['targets/a']);
    expect(await listed(open(), '')).toEqual([`${TIMESTAMP} 3`, 'targets/b 3']);
    expect(await open().removeHalfWritten(new Date())).toBe(0);
  });
});
