import { beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS, encodeFileManifest, manifestOf, packFiles } from '@ragnos-vault/archive';
import type { FileMember } from '@ragnos-vault/archive';
import { sha256Hex } from '@ragnos-vault/crypto';
import {
  encodePluginCustom,
  encodePluginIndex,
  memoryCache,
  pluginArchivePath,
  pluginIndexPath,
  toPluginId,
} from '@ragnos-vault/metadata';
import type { PluginVersion } from '@ragnos-vault/metadata';
import { DEFAULT_POLICY } from '@ragnos-vault/scanner';
import { MemoryPluginStore, RepositorySimulator } from '@ragnos-vault/testing';
import { install } from './install.ts';
import type { InstallInput, InstallReport } from './install.ts';
import { lockOf } from './project/lock-of.ts';
import type { Lockfile } from './project/lockfile.ts';

const NOW = new Date();

let sim: RepositorySimulator;
let store: MemoryPluginStore;
let indexes: Map<string, PluginVersion[]>;

beforeEach(() => {
  sim = new RepositorySimulator(NOW);
  store = new MemoryPluginStore();
  indexes = new Map();
});

type Requires = Readonly<Record<string, string>>;

/** Plugins as `name@version`, each with what it requires. */
async function publish(plugins: Readonly<Record<string, Requires>>): Promise<void> {
  for (const [id, requires] of Object.entries(plugins)) add(id, requires);
  await sim.publish();
}

function add(id: string, requires: Requires): void {
  const [name = '', version = ''] = id.split('@');
  const manifest = { name, version, ragnosVault: { plugins: requires } };
  const files: readonly FileMember[] = [
    { path: 'package.json', mode: 0o644, content: Buffer.from(JSON.stringify(manifest)) },
  ];
  const archive = packFiles(files);
  const target = pluginArchivePath(toPluginId(name), version);
  const custom = { name, version, files: 1, unpackedSize: 1, publishedAt: NOW.toISOString() };
  const digest = sha256Hex(encodeFileManifest(manifestOf(files)));
  sim.addTarget(target, archive, encodePluginCustom({ ...custom, manifest: digest }));
  const { publishedAt } = custom;
  const listed = { version, target, sha256: sha256Hex(archive), length: archive.length, publishedAt };
  const versions = [...(indexes.get(name) ?? []), { ...listed, yanked: false }];
  indexes.set(name, versions);
  sim.addTarget(pluginIndexPath(toPluginId(name)), encodePluginIndex({ name, versions }));
}

function run(specs: readonly string[], change: Partial<InstallInput> = {}): Promise<InstallReport> {
  const base = { repository: 'memory:', trustedRoot: sim.trustedRoot, policy: DEFAULT_POLICY };
  return install(
    { specs, ...base, limits: DEFAULT_LIMITS, maxArchiveSize: 1e6, now: NOW, isWholeSet: true, ...change },
    { fetcher: sim, cache: memoryCache(), store },
  );
}

async function installed(): Promise<readonly string[]> {
  return ((await store.current())?.plugins ?? []).map(({ name, version }) => `${name}@${version}`);
}

function archivesAskedFor(): readonly string[] {
  return sim.requests.filter((path) => path.endsWith('.tgz'));
}

describe('plugins that require plugins', () => {
  it('come with what they require, in the highest version that fits all', async () => {
    await publish({
      'a@1.0.0': { b: '^1.0.0', c: '*' },
      'b@1.0.0': {},
      'b@1.2.0': { c: '<3.0.0' },
      'b@2.0.0': {},
      'c@2.0.0': {},
      'c@3.0.0': {},
    });
    const report = await run(['a']);
    expect(await installed()).toEqual(['a@1.0.0', 'b@1.2.0', 'c@2.0.0']);
    expect(report.plugins.find(({ name }) => name === 'a')).toMatchObject({
      requires: { b: '^1.0.0', c: '*' },
    });
    expect(store.staged).toBe(0);
  });

  it('are fetched once, however many ask for them', async () => {
    await publish({ 'a@1.0.0': { c: '*' }, 'b@1.0.0': { c: '*' }, 'c@1.0.0': {} });
    await run(['a', 'b', 'c']);
    expect(archivesAskedFor()).toHaveLength(3);
  });

  it('let go of what only an older version of them required', async () => {
    await publish({ 'a@1.0.0': { b: '*' }, 'a@2.0.0': {}, 'b@1.0.0': {} });
    await run(['a@1.0.0']);
    expect(await run(['a'])).toMatchObject({
      changes: [
        { name: 'a', from: '1.0.0', to: '2.0.0' },
        { name: 'b', from: '1.0.0' },
      ],
    });
    expect(await installed()).toEqual(['a@2.0.0']);
  });

  it('may be found by target path', async () => {
    await publish({ 'a@1.0.0': { b: '^1.0.0' }, 'b@1.0.0': {}, 'b@1.1.0': {} });
    await run(['a', 'plugins/_/b/1.0.0/b-1.0.0.tgz']);
    expect(await installed()).toEqual(['a@1.0.0', 'b@1.0.0']);
  });

  it.each([
    ['a conflict', 'ERR_PLUGIN_CONFLICT', ['a', 'd'], /a@1.0.0: \^1.0.0; d@1.0.0: \^2.0.0/],
    ['a conflict with the user', 'ERR_PLUGIN_CONFLICT', ['a', 'b@2.0.0'], /you: 2.0.0; a@1.0.0: \^1.0.0/],
    [
      'a conflict with a target path',
      'ERR_PLUGIN_CONFLICT',
      ['a', 'plugins/_/b/2.0.0/b-2.0.0.tgz'],
      /fits all/,
    ],
    ['a circle', 'ERR_PLUGIN_CYCLE', ['x'], /x -> y -> x/],
    ['what nobody published', 'ERR_TARGET_NOT_FOUND', ['lonely'], /which lonely@1.0.0 requires/],
    ['itself', 'ERR_PLUGIN_CYCLE', ['self'], /self -> self/],
  ] as const)('refuse %s, and the set stays', async (...[, code, specs, message]) => {
    await publish({
      'a@1.0.0': { b: '^1.0.0' },
      'd@1.0.0': { b: '^2.0.0' },
      'b@1.0.0': {},
      'b@2.0.0': {},
      'x@1.0.0': { y: '*' },
      'y@1.0.0': { x: '*' },
      'lonely@1.0.0': { ghost: '^1.0.0' },
      'self@1.0.0': { self: '*' },
    });
    await run(['b@1.0.0']);
    await expect(run(specs)).rejects.toMatchObject({ code });
    await expect(run(specs)).rejects.toThrow(message);
    expect(await installed()).toEqual(['b@1.0.0']);
    expect(store.staged).toBe(0);
  });

  it('hold to their needs when others are added beside them', async () => {
    await publish({ 'a@1.0.0': { b: '^1.0.0' }, 'b@1.0.0': {}, 'b@2.0.0': {} });
    await run(['a']);
    await expect(run(['b@2.0.0'], { isWholeSet: false })).rejects.toMatchObject({
      code: 'ERR_PLUGIN_CONFLICT',
      facts: { name: 'a', requires: 'b' },
    });
    expect(await installed()).toEqual(['a@1.0.0', 'b@1.0.0']);
  });
});

describe('a lock', () => {
  let lock: Lockfile;

  beforeEach(async () => {
    await publish({ 'a@1.0.0': { b: '^1.0.0' }, 'b@1.0.0': {} });
    lock = lockOf(await run(['a']));
    await publish({ 'a@1.1.0': {}, 'b@1.1.0': {} });
  });

  it('says what was installed, and what was seen', () => {
    expect(lock).toMatchObject({
      repositories: [{ root: { version: 1, sha256: sha256Hex(sim.trustedRoot) }, snapshot: 1, timestamp: 1 }],
      plugins: {
        a: { version: '1.0.0', requires: { b: '^1.0.0' }, scan: { verdict: 'pass' } },
        b: { version: '1.0.0', target: 'plugins/_/b/1.0.0/b-1.0.0.tgz' },
      },
    });
  });

  it.each([false, true])('is followed where it fits (frozen: %s)', async (frozen) => {
    store = new MemoryPluginStore();
    await run(['a@^1.0.0'], { lock, frozen });
    expect(await installed()).toEqual(['a@1.0.0', 'b@1.0.0']);
  });

  it('gives way where more is wanted, for that alone', async () => {
    await run(['a@^1.0.0', 'b@>=1.1.0'], { lock });
    expect(await installed()).toEqual(['a@1.0.0', 'b@1.1.0']);
  });

  it('spares the download, and the scan, of what is live', async () => {
    sim.requests.length = 0;
    expect(await run(['a'], { lock, frozen: true })).toMatchObject({ status: 'unchanged', changes: [] });
    expect(archivesAskedFor()).toEqual([]);
  });

  it('never spares the scan where the policy has changed', async () => {
    const report = await run(['a'], { lock, policy: { ...DEFAULT_POLICY, failOn: 'critical' } });
    expect(report.plugins.map(({ scan }) => scan?.verdict)).toEqual(['pass', 'pass']);
  });

  it.each([
    ['of another version', ['a@^1.1.0'], 'ERR_LOCK_STALE'],
    ['of a plugin that it lacks', ['a', 'c'], 'ERR_LOCK_STALE'],
    ['of a path that it lacks', ['a', 'plugins/_/c/1.0.0/c-1.0.0.tgz'], 'ERR_LOCK_STALE'],
    ['of less than it has', ['b'], 'ERR_LOCK_STALE'],
  ] as const)('that is frozen refuses a set %s', async (...[, specs, code]) => {
    await publish({ 'c@1.0.0': {} });
    await expect(run(specs, { lock, frozen: true })).rejects.toMatchObject({ code });
    expect(await store.generations()).toHaveLength(1);
    expect(store.staged).toBe(0);
  });

  it.each([{ sha256: 'ab'.repeat(32) }, { length: 7 }, { target: 'plugins/_/b/1.0.0/b-1.0.0.tgz' }])(
    'of other bytes is refused: %j',
    async (change) => {
      const plugins = { ...lock.plugins, a: { ...lock.plugins['a']!, ...change } };
      await expect(run(['a'], { lock: { ...lock, plugins } })).rejects.toMatchObject({
        code: 'ERR_LOCK_MISMATCH',
      });
      expect(await store.generations()).toHaveLength(1);
    },
  );

  it('holds a machine that knows nothing to what was seen', async () => {
    const [seen] = lock.repositories;
    const later = { ...lock, repositories: [{ ...seen!, timestamp: 9 }] };
    store = new MemoryPluginStore();
    await expect(run(['a'], { lock: later })).rejects.toMatchObject({ code: 'ERR_TUF_ROLLBACK' });
    expect(await store.current()).toBeUndefined();
  });
});

describe('a dry run', () => {
  it('tells what would change, and changes nothing', async () => {
    await publish({ 'a@1.0.0': {} });
    await run(['a']);
    await publish({ 'a@2.0.0': { b: '*' }, 'b@1.0.0': {} });
    expect(await run(['a'], { dryRun: true })).toMatchObject({
      status: 'planned',
      generation: 1,
      changes: [
        { name: 'a', from: '1.0.0', to: '2.0.0' },
        { name: 'b', to: '1.0.0' },
      ],
    });
    expect(await installed()).toEqual(['a@1.0.0']);
    expect(store.staged).toBe(0);
    expect(store.entries.size).toBe(1);
  });
});

describe('a quota', () => {
  beforeEach(async () => {
    await publish({ 'a@1.0.0': {}, 'b@1.0.0': {} });
    await run(['a']);
  });

  it.each([
    ['plugins', { plugins: 1 }, 2],
    ['files', { files: 3 }, 4],
  ] as const)('of %s refuses what is more, and unpacks nothing', async (which, quota, wanted) => {
    const entries = store.entries.size;
    await expect(run(['a', 'b'], { quota })).rejects.toMatchObject({
      code: 'ERR_QUOTA',
      facts: { which, wanted, limit: wanted - 1 },
    });
    expect(await installed()).toEqual(['a@1.0.0']);
    expect([store.entries.size, store.staged]).toEqual([entries, 0]);
    await run(['a', 'b'], { quota: { [which]: wanted } });
    expect(await installed()).toEqual(['a@1.0.0', 'b@1.0.0']);
  });

  it('of bytes is met to the byte', async () => {
    const { added, held } = await store.measure([]);
    await run(['a'], { quota: { bytes: held.bytes + added.bytes } });
    await expect(run(['a', 'b'], { quota: { bytes: held.bytes } })).rejects.toMatchObject({
      code: 'ERR_QUOTA',
    });
    expect(await installed()).toEqual(['a@1.0.0']);
  });

  it('that is exceeded already refuses nothing that adds nothing', async () => {
    expect(await run(['a'], { quota: { bytes: 1, files: 1 } })).toMatchObject({ status: 'unchanged' });
  });
});

describe('a shared archive', () => {
  it.each([
    ['is taken in place of a download', (bytes: Uint8Array) => bytes, 0],
    ['that was forged is dropped, and fetched', (bytes: Uint8Array) => Buffer.alloc(bytes.length), 1],
  ])('%s', async (_what, change, downloads) => {
    await publish({ 'a@1.0.0': {} });
    await run(['a']);
    const other = new MemoryPluginStore();
    for (const [sha256, bytes] of store.archives) other.shared.set(sha256, change(bytes));
    store = other;
    const seen: string[] = [];
    const base = { repository: 'memory:', trustedRoot: sim.trustedRoot, policy: DEFAULT_POLICY };
    const report = await install(
      { specs: ['a'], ...base, limits: DEFAULT_LIMITS, maxArchiveSize: 1e6, now: NOW },
      { fetcher: sim, cache: memoryCache(), store, onEvent: ({ type }) => void seen.push(type) },
    );
    expect(seen.filter((type) => type === 'downloaded')).toHaveLength(downloads);
    expect(report.plugins).toMatchObject([{ name: 'a', scan: { verdict: 'pass' } }]);
    expect(store.staged).toBe(0);
  });
});
