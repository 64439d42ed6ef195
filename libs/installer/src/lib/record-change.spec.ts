import { beforeEach, describe, expect, it } from '@jest/globals';
import { VaultError } from '@ragnos-vault/errors';
import type { Generation } from '@ragnos-vault/storage';
import { MemoryPluginStore } from '@ragnos-vault/testing';
import { recordChange, recordIfChanged } from './record-change.ts';

const PLUGIN = {
  name: '@acme/hello',
  vendor: 'acme',
  shortName: 'hello',
  version: '1.0.0',
  targetPath: 'plugins/acme/hello/1.0.0/hello-1.0.0.tgz',
  sha256: 'a'.repeat(64),
  length: 7,
  manifest: 'b'.repeat(64),
};
const SET: Omit<Generation, 'number'> = {
  createdAt: '2026-11-28T07:00:00Z',
  repository: 'memory:',
  root: { version: 1, sha256: 'c'.repeat(64) },
  plugins: [PLUGIN],
};
const LIVE = { generation: 1, plugins: [{ name: '@acme/hello', version: '1.0.0', sha256: 'a'.repeat(64) }] };

let store: MemoryPluginStore;

beforeEach(() => void (store = new MemoryPluginStore()));

const change = <T>(work: () => Promise<T>): Promise<T> =>
  recordChange(store, { operation: 'install', specs: ['@acme/hello'] }, work);
const activate = (): Promise<Generation> => store.activate(SET);

describe('recordChange', () => {
  it('records what was asked for before the change, and what is live after it', async () => {
    const { number } = await change(() => {
      expect(store.audit.records).toMatchObject([
        { type: 'intent', operation: 'install', specs: ['@acme/hello'] },
      ]);
      expect(store.audit.records[0]).not.toHaveProperty('before');
      return activate();
    });
    expect(number).toBe(1);
    expect(store.audit.records.slice(1)).toMatchObject([
      { type: 'outcome', intent: 1, result: 'done', after: LIVE },
    ]);
    await change(() => Promise.resolve());
    expect(store.audit.records[2]).toMatchObject({ type: 'intent', before: LIVE });
  });

  it.each([
    { error: new VaultError('ERR_PLUGIN_REVOKED', 'no'), result: 'refused', code: 'ERR_PLUGIN_REVOKED' },
    { error: new VaultError('ERR_IO', 'password=hunter2'), result: 'failed', code: 'ERR_IO' },
    { error: new TypeError('x is undefined'), result: 'failed', code: 'ERR_INTERNAL' },
  ])('records $result with $code, and passes the error on unchanged', async ({ error, result, code }) => {
    await activate();
    await expect(change(() => Promise.reject(error))).rejects.toBe(error);
    expect(store.audit.records.slice(1)).toMatchObject([{ type: 'outcome', result, code, after: LIVE }]);
    expect(JSON.stringify(store.audit.records)).not.toContain(error.message);
  });

  it('closes an intent that a killed run left open, with what is live now', async () => {
    await activate();
    await store.audit.append({ type: 'intent', operation: 'update', specs: [] });
    await change(() => Promise.resolve());
    expect(store.audit.records.slice(1)).toMatchObject([
      { type: 'outcome', intent: 1, result: 'interrupted', after: LIVE },
      { type: 'intent', seq: 3, operation: 'install', before: LIVE },
      { type: 'outcome', intent: 3, result: 'done' },
    ]);
  });

  it('says so where what is live cannot be read, so that it can still be repaired', async () => {
    await activate();
    store.current = () => Promise.reject(new VaultError('ERR_INSTALLED_CORRUPT', 'current'));
    await change(() => Promise.resolve());
    expect(store.audit.records).toMatchObject([{ before: 'damaged' }, { after: 'damaged' }]);
  });
});

describe('recordIfChanged', () => {
  const mayChange = <T>(work: (begin: () => Promise<void>) => Promise<T>): Promise<T> =>
    recordIfChanged(store, { operation: 'install' }, work);

  it('records nothing where there was nothing to do', async () => {
    expect(await mayChange(() => Promise.resolve('unchanged'))).toBe('unchanged');
    expect(store.audit.records).toEqual([]);
  });

  it('records once what begins, however often it says so', async () => {
    await mayChange(async (begin) => {
      await begin();
      await begin();
      expect(store.audit.records).toMatchObject([{ type: 'intent', operation: 'install' }]);
      await activate();
    });
    expect(store.audit.records.slice(1)).toMatchObject([{ type: 'outcome', result: 'done', after: LIVE }]);
  });

  it('records what fails before it begins', async () => {
    const error = new VaultError('ERR_SCAN_BLOCKED', 'evil');
    await expect(mayChange(() => Promise.reject(error))).rejects.toBe(error);
    expect(store.audit.records).toMatchObject([
      { type: 'intent', operation: 'install' },
      { type: 'outcome', intent: 1, result: 'refused', code: 'ERR_SCAN_BLOCKED' },
    ]);
  });

  it('closes what a killed run left open, though there is nothing to do', async () => {
    await store.audit.append({ type: 'intent', operation: 'update', specs: [] });
    await mayChange(() => Promise.resolve());
    expect(store.audit.records.slice(1)).toMatchObject([
      { type: 'outcome', intent: 1, result: 'interrupted' },
    ]);
  });

  it('changes nothing where the log cannot be written', async () => {
    store.audit.room = 0;
    const work = mayChange(async (begin) => {
      await begin();
      await activate();
    });
    await expect(work).rejects.toMatchObject({ code: 'ERR_AUDIT_WRITE' });
    expect(await store.current()).toBeUndefined();
  });
});

describe('recordChange, where the log cannot be written', () => {
  it('changes nothing', async () => {
    store.audit.room = 0;
    await expect(change(activate)).rejects.toMatchObject({ code: 'ERR_AUDIT_WRITE' });
    expect(await store.current()).toBeUndefined();
  });

  it('says so of a change that was done, and the next run records what is live', async () => {
    store.audit.room = 1;
    await expect(change(activate)).rejects.toMatchObject({ code: 'ERR_AUDIT_WRITE' });
    expect((await store.current())?.number).toBe(1);
    store.audit.room = Infinity;
    await change(() => Promise.resolve());
    expect(store.audit.records[1]).toMatchObject({ intent: 1, result: 'interrupted', after: LIVE });
  });

  it('passes the error of the work on, which is the one to answer', async () => {
    store.audit.room = 1;
    const error = new VaultError('ERR_SCAN_BLOCKED', 'evil');
    await expect(change(() => Promise.reject(error))).rejects.toBe(error);
    expect(await store.audit.openIntent()).toMatchObject({ seq: 1 });
  });
});
