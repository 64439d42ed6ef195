import { beforeEach, describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@ragnos-vault/crypto';
import {
  encodeRevocations,
  memoryCache,
  NO_REVOCATIONS,
  REVOCATIONS_PATH,
  withRevocation,
} from '@ragnos-vault/metadata';
import type { MetadataCache } from '@ragnos-vault/metadata';
import { DEFAULT_LIMITS, packFiles } from '@ragnos-vault/archive';
import { DEFAULT_POLICY } from '@ragnos-vault/scanner';
import { MemoryPluginStore, RepositorySimulator } from '@ragnos-vault/testing';
import { install } from './install.ts';
import { remove, type RemoveInput, type RemoveReport } from './remove.ts';

const NOW = new Date();
let sim: RepositorySimulator;
let store: MemoryPluginStore;
let cache: MetadataCache;

/** `hello` requires `text`; `other` stands alone. */
beforeEach(async () => {
  sim = new RepositorySimulator(NOW);
  store = new MemoryPluginStore();
  cache = memoryCache();
  add('hello', { text: '*' });
  for (const name of ['text', 'other']) add(name, {});
  await installAll();
});

function add(name: string, plugins: object): void {
  const manifest = { name, version: '1.0.0', ragnosVault: { plugins } };
  const content = Buffer.from(JSON.stringify(manifest));
  sim.addTarget(`x/${name}.tgz`, packFiles([{ path: 'package.json', mode: 0o644, content }]));
}

async function installAll(): Promise<void> {
  await sim.publish();
  const specs = ['hello', 'text', 'other'].map((name) => `x/${name}.tgz`);
  const base = { repository: 'memory:', trustedRoot: sim.trustedRoot, policy: DEFAULT_POLICY, now: NOW };
  const ports = { fetcher: sim, cache, store };
  await install({ specs, ...base, limits: DEFAULT_LIMITS, maxArchiveSize: 1e6 }, ports);
}

function run(names: readonly string[], change: Partial<RemoveInput> = {}): Promise<RemoveReport> {
  return remove({ names, now: NOW, ...change }, { store, caches: [cache] });
}

async function installed(): Promise<readonly string[]> {
  return ((await store.current())?.plugins ?? []).map(({ name }) => name);
}

describe('remove', () => {
  it('makes a set without the plugin, asking nobody, and rollback has the one before', async () => {
    sim.requests.length = 0;
    expect(await run(['other'])).toMatchObject({
      status: 'removed',
      generation: 2,
      changes: [{ name: 'other', from: '1.0.0' }],
      stillRequired: [],
    });
    expect(await installed()).toEqual(['hello', 'text']);
    expect(await store.current()).toMatchObject({ previous: 1 });
    expect(sim.requests).toEqual([]);
  });

  it('takes along what only it required, where it is known what was asked for', async () => {
    await run(['hello'], { wanted: ['hello', 'other'] });
    expect(await installed()).toEqual(['other']);
  });

  it('keeps what was asked for and is required as well', async () => {
    expect(await run(['text'], { wanted: ['hello', 'text', 'other'] })).toMatchObject({
      status: 'unchanged',
      generation: 1,
      stillRequired: ['text'],
    });
  });

  it('can leave an empty set', async () => {
    await run(['hello', 'text', 'other']);
    expect(await installed()).toEqual([]);
  });

  it.each([
    ['what is not installed', ['none'], 'ERR_PLUGIN_NOT_INSTALLED'],
    ['what another one requires', ['text'], 'ERR_PLUGIN_REQUIRED'],
  ])('refuses %s, and the set stays', async (...[, names, code]) => {
    await expect(run(names)).rejects.toMatchObject({ code });
    expect(await installed()).toEqual(['hello', 'other', 'text']);
    expect(await store.generations()).toHaveLength(1);
  });

  it('refuses a set that holds what was revoked or damaged since, but lets that go', async () => {
    const { sha256 } = (await store.current())!.plugins.find(({ name }) => name === 'other')!;
    const revoked = withRevocation(NO_REVOCATIONS, { sha256, reason: 'stolen', revokedAt: NOW });
    sim.addTarget(REVOCATIONS_PATH, encodeRevocations(revoked));
    await sim.publish();
    await expect(installAll()).rejects.toMatchObject({ code: 'ERR_PLUGIN_REVOKED' });
    await expect(run(['hello'])).rejects.toMatchObject({ code: 'ERR_PLUGIN_REVOKED' });
    expect(await store.generations()).toHaveLength(1);
    await run(['other']);
    const text = (await store.current())!.plugins.find(({ name }) => name === 'text')!;
    store.entries.delete(text.sha256);
    await expect(run(['hello'])).rejects.toMatchObject({ code: 'ERR_INSTALLED_CORRUPT' });
    expect(await installed()).toEqual(['hello', 'text']);
    expect(sha256Hex(sim.trustedRoot)).toBe((await store.current())!.root.sha256);
  });
});
