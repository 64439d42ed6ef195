import { describe, expect, it } from '@jest/globals';
import { faultyStore } from './faulty-store.ts';
import { MemoryRepository } from './memory-repository.ts';

const ONE = Uint8Array.of(1);
const TWO = Uint8Array.of(2);

describe('MemoryRepository', () => {
  it('keeps the contract of a store, and logs each request', async () => {
    const repository = new MemoryRepository();
    await repository.create('a', ONE);
    await repository.create('a', ONE);
    await expect(repository.create('a', TWO)).rejects.toMatchObject({ code: 'ERR_STORE_EXISTS' });
    await expect(repository.replace('a', TWO, undefined)).rejects.toMatchObject({
      code: 'ERR_STORE_CHANGED',
    });
    await repository.replace('a', TWO, (await repository.read('a'))?.etag);
    await repository.replace('b', ONE, undefined);
    expect([...repository.files]).toEqual([
      ['a', TWO],
      ['b', ONE],
    ]);
    expect(repository.requests.map(({ verb }) => verb).join(' ')).toBe(
      'create create create replace read replace replace',
    );
  });

  it('lets one of two racing replacements win', async () => {
    const repository = new MemoryRepository();
    const race = await Promise.allSettled([
      repository.replace('a', ONE, undefined),
      repository.replace('a', TWO, undefined),
    ]);
    expect(race.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(repository.files.get('a')).toEqual(ONE);
  });

  it('keeps the contract of a fetcher', async () => {
    const repository = new MemoryRepository();
    repository.files.set('a', new Uint8Array(100_000));
    expect(await repository.get('b', { maxLength: 1 })).toBeUndefined();
    let length = 0;
    for await (const chunk of (await repository.get('a', { maxLength: 100_000 }))!) length += chunk.length;
    expect(length).toBe(100_000);
    const stream = (await repository.get('a', { maxLength: 99_999 }))!;
    await expect(Array.fromAsync(stream)).rejects.toMatchObject({ code: 'ERR_TUF_LENGTH' });
  });
});

describe('MemoryRepository, from which files are removed,', () => {
  it('lists by prefix, and removes what is there or not', async () => {
    const repository = new MemoryRepository();
    await repository.create('a/1', ONE);
    await repository.create('b/1', ONE);
    expect(await Array.fromAsync(repository.list('a/'))).toEqual([{ path: 'a/1', length: 1 }]);
    await repository.remove(['a/1']);
    await repository.remove(['a/1']);
    expect([...repository.files.keys()]).toEqual(['b/1']);
  });
});

describe('faultyStore', () => {
  const fault = { code: 'ERR_IO' };

  it('refuses one call, and lives on', async () => {
    const repository = new MemoryRepository();
    const store = faultyStore(repository, { call: 2, kind: 'refused' });
    await store.create('a', ONE);
    await expect(store.create('b', ONE)).rejects.toMatchObject(fault);
    await store.create('c', ONE);
    expect([...repository.files.keys()]).toEqual(['a', 'c']);
    expect(store.calls()).toBe(3);
  });

  it('loses the answer of a call that was carried out', async () => {
    const repository = new MemoryRepository();
    const store = faultyStore(repository, { call: 1, kind: 'answer-lost' });
    await expect(store.replace('a', ONE, undefined)).rejects.toMatchObject(fault);
    expect((await store.read('a'))?.bytes).toEqual(ONE);
  });

  it('is dead after a crash', async () => {
    const repository = new MemoryRepository();
    const store = faultyStore(repository, { call: 1, kind: 'crash' });
    await expect(store.create('a', ONE)).rejects.toMatchObject(fault);
    await expect(store.create('b', ONE)).rejects.toMatchObject(fault);
    await expect(store.read('a')).rejects.toMatchObject(fault);
    expect(repository.files.size).toBe(0);
  });

  it('counts removals, and is dead after the call that a kill came too late for', async () => {
    const repository = new MemoryRepository();
    await repository.create('a', ONE);
    const store = faultyStore(repository, { call: 1, kind: 'killed' });
    await expect(store.remove(['a'])).rejects.toMatchObject(fault);
    await expect(Array.fromAsync(store.list(''))).rejects.toMatchObject(fault);
    await expect(store.removeHalfWritten(new Date())).rejects.toMatchObject(fault);
    expect(store.calls()).toBe(1);
    expect(repository.files.size).toBe(0);
  });
});
