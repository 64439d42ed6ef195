import { beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS, encodeFileManifest, manifestOf, packFiles } from '@ragnos-vault/archive';
import { sha256Hex } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import {
  encodePluginCustom,
  encodePluginIndex,
  memoryCache,
  openConsensus,
  openTrustedClient,
  parseMap,
  pluginArchivePath,
  pluginIndexPath,
  toPluginId,
} from '@ragnos-vault/metadata';
import type { PluginVersion } from '@ragnos-vault/metadata';
import { DEFAULT_POLICY } from '@ragnos-vault/scanner';
import { MemoryPluginStore, pluginFiles, RepositorySimulator } from '@ragnos-vault/testing';
import { installFrom } from './install.ts';
import type { InstallEvent, InstallReport } from './install.ts';

const NOW = new Date();
const NAME = '@acme/hello';

/** A repository of the map with the versions that its index lists. */
interface Site {
  readonly sim: RepositorySimulator;
  versions: readonly PluginVersion[];
}

let sites: Map<string, Site>;
let store: MemoryPluginStore;
let events: InstallEvent[];

beforeEach(async () => {
  sites = new Map(['a', 'b', 'c'].map((name) => [name, { sim: new RepositorySimulator(NOW), versions: [] }]));
  store = new MemoryPluginStore();
  events = [];
  await publish(['a', 'b', 'c'], { version: '1.0.0' });
});

const simOf = (name: string): RepositorySimulator => sites.get(name)!.sim;
const pathOf = (version: string): string => pluginArchivePath(toPluginId(NAME), version);

interface Published {
  readonly version: string;
  readonly source?: string;
  readonly yanked?: boolean;
  /** What `custom` says in place of the truth. */
  readonly custom?: object;
}

async function publish(names: readonly string[], plugin: Published): Promise<void> {
  const { version, source = 'export {};\n', yanked = false, custom = {} } = plugin;
  const files = pluginFiles({ 'index.js': source, 'package.json': JSON.stringify({ name: NAME, version }) });
  const archive = packFiles(files);
  const [target, publishedAt] = [pathOf(version), NOW.toISOString()];
  const manifest = sha256Hex(encodeFileManifest(manifestOf(files)));
  const entry = { version, target, sha256: sha256Hex(archive), length: archive.length, publishedAt, yanked };
  for (const name of names) {
    const site = sites.get(name)!;
    const truth = {
      name: NAME,
      version,
      manifest,
      files: 2,
      unpackedSize: 1,
      publishedAt: `${publishedAt}#${name}`,
    };
    site.sim.addTarget(target, archive, encodePluginCustom({ ...truth, ...custom }));
    site.versions = [...site.versions.filter((listed) => listed.version !== version), entry];
    site.sim.addTarget(
      pluginIndexPath(toPluginId(NAME)),
      encodePluginIndex({ name: NAME, versions: site.versions }),
    );
    await site.sim.publish();
  }
}

const twoOfThree = { paths: ['plugins/*/*/*/*'], repositories: ['a', 'b', 'c'], threshold: 2 };
const twoOfTwo = { ...twoOfThree, repositories: ['a', 'b'] };

function run(spec: string, ...mapping: readonly object[]): Promise<InstallReport> {
  const repositories = Object.fromEntries(
    [...sites.keys()].map((name) => [name, [`https://${name}.example`]]),
  );
  const map = parseMap(new TextEncoder().encode(JSON.stringify({ repositories, mapping })));
  const onEvent = (event: InstallEvent) => void events.push(event);
  const source = openConsensus(map, {
    onEvent,
    open: (name) => {
      const ports = { fetcher: simOf(name), cache: memoryCache() };
      const client = openTrustedClient({ trustedRoot: simOf(name).trustedRoot, now: NOW }, ports);
      return Promise.resolve({ repository: `https://${name}.example`, client });
    },
  });
  const rules = { policy: DEFAULT_POLICY, limits: DEFAULT_LIMITS, maxArchiveSize: 1e6 };
  return installFrom({ specs: [spec], ...rules, now: NOW }, { source, store, onEvent });
}

async function expectRefused(running: Promise<unknown>, code: string): Promise<void> {
  await expect(running).rejects.toMatchObject({ code });
  expect(await store.current()).toBeUndefined();
  expect(store.staged).toBe(0);
  expect(store.entries.size).toBe(0);
}

const corrupt = (name: string, version = '1.0.0'): void => {
  const path = simOf(name).pathOf(pathOf(version));
  simOf(name).files.set(
    path,
    simOf(name)
      .files.get(path)!
      .map((byte) => byte ^ 1),
  );
};

describe('an install from a map', () => {
  it('installs what two of two agree on, and records who they were', async () => {
    const report = await run(NAME, twoOfTwo);
    expect(report).toMatchObject({
      status: 'installed',
      plugins: [{ name: NAME, version: '1.0.0', yanked: false }],
    });
    const agreement = ['a', 'b'].map((name) => ({
      name,
      repository: `https://${name}.example`,
      root: { version: 1, sha256: sha256Hex(simOf(name).trustedRoot) },
    }));
    expect(await store.current()).toMatchObject({
      repository: 'https://a.example',
      root: agreement[0]!.root,
      plugins: [{ agreement }],
    });
    expect(simOf('c').requests).toEqual([]);
    expect(simOf('b').requests.filter((path) => path.endsWith('.tgz'))).toEqual([]);
  });

  it.each([NAME, `${NAME}@1.0.0`, `${NAME}@^1.0.0`, pathOf('1.0.0')])(
    'refuses %s where one of two was compromised and serves other bytes',
    async (spec) => {
      await publish(['b'], { version: '1.0.0', source: 'export const evil = true;\n' });
      await expectRefused(run(spec, twoOfTwo), 'ERR_TUF_NO_CONSENSUS');
    },
  );

  it('never takes a version that only a compromised repository lists', async () => {
    await publish(['b'], { version: '99.0.0', source: 'export const evil = true;\n' });
    expect((await run(NAME, twoOfTwo)).plugins).toMatchObject([{ version: '1.0.0' }]);
    await expect(run(`${NAME}@99.0.0`, twoOfTwo)).rejects.toMatchObject({ code: 'ERR_TARGET_NOT_FOUND' });
    await expect(run(pathOf('99.0.0'), twoOfTwo)).rejects.toMatchObject({ code: 'ERR_TUF_NO_CONSENSUS' });
    expect(await store.generations()).toHaveLength(1);
  });

  it('installs what two of three agree on while one is down, and says so', async () => {
    await publish(['a', 'b'], { version: '1.1.0' });
    simOf('c').get = () => Promise.reject(new VaultError('ERR_FETCH_FAILED', 'no connection'));
    expect((await run(NAME, twoOfThree)).plugins).toMatchObject([{ version: '1.1.0' }]);
    expect(events).toContainEqual({
      type: 'repository-failed',
      name: 'c',
      code: 'ERR_FETCH_FAILED',
      message: 'no connection',
    });
  });

  it('installs nothing while two of three are down', async () => {
    for (const name of ['b', 'c']) {
      simOf(name).get = () => Promise.reject(new VaultError('ERR_FETCH_FAILED', 'no connection'));
    }
    await expectRefused(run(NAME, twoOfThree), 'ERR_FETCH_FAILED');
    await expectRefused(run(pathOf('1.0.0'), twoOfThree), 'ERR_FETCH_FAILED');
  });

  it('takes the bytes from the next that agrees where the first delivers others', async () => {
    corrupt('a');
    await run(NAME, twoOfTwo);
    expect(await store.current()).toMatchObject({
      repository: 'https://b.example',
      plugins: [{ agreement: [{ name: 'b' }, { name: 'a' }] }],
    });
    expect(events).toContainEqual(expect.objectContaining({ name: 'a', code: 'ERR_TUF_HASH_MISMATCH' }));
    expect(store.staged).toBe(0);
  });

  it('takes the bytes from one that was not needed where no other delivers them', async () => {
    corrupt('a');
    simOf('b').files.delete(simOf('b').pathOf(pathOf('1.0.0')));
    await run(NAME, twoOfThree);
    expect(await store.current()).toMatchObject({
      repository: 'https://c.example',
      plugins: [{ agreement: [{ name: 'c' }, { name: 'a' }, { name: 'b' }] }],
    });
  });

  it('installs nothing where nobody delivers what was agreed on', async () => {
    for (const name of ['a', 'b']) corrupt(name);
    await expectRefused(run(NAME, twoOfTwo), 'ERR_TUF_NO_CONSENSUS');
  });

  it('refuses a custom that is not that of the archive, whichever repository it is of', async () => {
    await publish(['b'], { version: '1.0.0', custom: { manifest: 'ab'.repeat(32) } });
    await expectRefused(run(NAME, twoOfTwo), 'ERR_MANIFEST_MISMATCH');
  });

  it('leaves a version that one of those who list it has yanked out of ranges', async () => {
    await publish(['a'], { version: '1.1.0' });
    await publish(['b'], { version: '1.1.0', yanked: true });
    expect((await run(NAME, twoOfTwo)).plugins).toMatchObject([{ version: '1.0.0' }]);
    expect((await run(`${NAME}@1.1.0`, twoOfTwo)).plugins).toMatchObject([
      { version: '1.1.0', yanked: true },
    ]);
  });

  it('prefers what an earlier mapping offers to a higher number of a later one', async () => {
    await publish(['c'], { version: '9.0.0', source: 'export const stranger = true;\n' });
    const later = { ...twoOfThree, repositories: ['c'], threshold: 1 };
    expect((await run(NAME, twoOfTwo, later)).plugins).toMatchObject([{ version: '1.0.0' }]);
    expect(simOf('c').requests.filter((path) => path.startsWith('targets/'))).toEqual([]);
    expect((await run(`${NAME}@9`, twoOfTwo, later)).plugins).toMatchObject([{ version: '9.0.0' }]);
    await expect(run(`${NAME}@9`, { ...twoOfTwo, terminating: true }, later)).rejects.toMatchObject({
      code: 'ERR_TARGET_NOT_FOUND',
    });
  });

  it('asks the mapping of an archive, whatever led to it', async () => {
    await publish(['c'], { version: '1.0.0', source: 'export const stranger = true;\n' });
    const path = pathOf('1.0.0');
    const exact = { ...twoOfThree, paths: [path], repositories: ['c'], threshold: 1 };
    const [byPath] = (await run(path, exact, twoOfTwo)).plugins;
    expect(byPath?.agreement).toMatchObject([{ name: 'c' }]);
  });

  it('says which path no mapping decides about', async () => {
    await expectRefused(run(NAME, { ...twoOfTwo, paths: ['*'] }), 'ERR_TARGET_NOT_FOUND');
    expect(events).toContainEqual({ type: 'unmapped', path: 'plugins/acme/hello/*/hello-*.tgz' });
  });
});
