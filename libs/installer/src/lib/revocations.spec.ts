import { beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS, encodeFileManifest, manifestOf, packFiles } from '@ragnos-vault/archive';
import { sha256Hex } from '@ragnos-vault/crypto';
import type { ErrorCode } from '@ragnos-vault/errors';
import {
  encodePluginCustom,
  encodePluginIndex,
  encodeRevocations,
  memoryCache,
  NO_REVOCATIONS,
  openConsensus,
  openTrustedClient,
  parseMap,
  pluginArchivePath,
  pluginIndexPath,
  REVOCATIONS_PATH,
  toPluginId,
  withRevocation,
} from '@ragnos-vault/metadata';
import type { MetadataCache, PluginVersion, RevocationList } from '@ragnos-vault/metadata';
import { DEFAULT_POLICY } from '@ragnos-vault/scanner';
import { MemoryPluginStore, pluginFiles, RepositorySimulator } from '@ragnos-vault/testing';
import { install, installFrom } from './install.ts';
import type { InstallReport } from './install.ts';
import { rollback } from './rollback.ts';

const NOW = new Date();
const REASON = 'steals tokens';
const RULES = { policy: DEFAULT_POLICY, limits: DEFAULT_LIMITS, maxArchiveSize: 1e6, now: NOW };

interface Site {
  readonly sim: RepositorySimulator;
  readonly cache: MetadataCache;
  readonly indexes: Map<string, readonly PluginVersion[]>;
}

let site: Site;
let store: MemoryPluginStore;

beforeEach(async () => {
  site = newSite();
  store = new MemoryPluginStore();
  for (const version of ['1.0.0', '2.0.0']) addPlugin(site, '@acme/hello', version);
  addPlugin(site, 'word', '1.0.0');
  await site.sim.publish();
});

function newSite(): Site {
  return { sim: new RepositorySimulator(NOW), cache: memoryCache(), indexes: new Map() };
}

function archiveOf(name: string, version: string) {
  const files = pluginFiles({
    'index.js': 'export {};\n',
    'package.json': JSON.stringify({ name, version }),
  });
  return { files, archive: packFiles(files) };
}

function digestOf(name: string, version: string): string {
  return sha256Hex(archiveOf(name, version).archive);
}

function addPlugin({ sim, indexes }: Site, name: string, version: string): void {
  const { files, archive } = archiveOf(name, version);
  const [target, publishedAt] = [pluginArchivePath(toPluginId(name), version), NOW.toISOString()];
  const manifest = sha256Hex(encodeFileManifest(manifestOf(files)));
  sim.addTarget(
    target,
    archive,
    encodePluginCustom({ name, version, manifest, files: 2, unpackedSize: 1, publishedAt }),
  );
  const entry = { version, target, sha256: sha256Hex(archive), length: archive.length, publishedAt };
  const versions = [...(indexes.get(name) ?? []), { ...entry, yanked: false }];
  indexes.set(name, versions);
  sim.addTarget(pluginIndexPath(toPluginId(name)), encodePluginIndex({ name, versions }));
}

function listOf(...plugins: readonly (readonly [string, string])[]): RevocationList {
  return plugins.reduce<RevocationList>(
    (list, [name, version]) =>
      withRevocation(list, {
        sha256: digestOf(name, version),
        name,
        version,
        reason: REASON,
        revokedAt: NOW,
      }),
    NO_REVOCATIONS,
  );
}

async function revoke(...plugins: readonly (readonly [string, string])[]): Promise<void> {
  site.sim.addTarget(REVOCATIONS_PATH, encodeRevocations(listOf(...plugins)));
  await site.sim.publish();
}

function run(...specs: readonly string[]): Promise<InstallReport> {
  const { sim, cache } = site;
  const input = { ...RULES, specs, repository: 'memory:', trustedRoot: sim.trustedRoot };
  return install(input, { fetcher: sim, cache, store });
}

const rollBack = (to?: number, caches = [site.cache]) =>
  rollback({ ...(to !== undefined && { to }) }, { store, caches });

async function expectRefused(running: Promise<unknown>, refusal: { code: ErrorCode }): Promise<void> {
  const [before, generations] = [await store.current(), await store.generations()];
  await expect(running).rejects.toMatchObject(refusal);
  expect(await store.current()).toBe(before);
  expect(await store.generations()).toEqual(generations);
  expect(store.staged).toBe(0);
}

const HELLO = { name: '@acme/hello', version: '1.0.0', sha256: digestOf('@acme/hello', '1.0.0') };
const HELLO_REVOKED = { code: 'ERR_PLUGIN_REVOKED' as const, facts: { ...HELLO, reason: REASON } };

describe('install, where an archive was revoked,', () => {
  it.each(['@acme/hello@1.0.0', '@acme/hello@^1.0.0', 'plugins/acme/hello/1.0.0/hello-1.0.0.tgz'])(
    'refuses it by %s, and fetches nothing of it',
    async (spec) => {
      await revoke(['@acme/hello', '1.0.0']);
      await expectRefused(run(spec), HELLO_REVOKED);
      expect(store.entries.size).toBe(0);
      expect(site.sim.requests).not.toContain(site.sim.pathOf('plugins/acme/hello/1.0.0/hello-1.0.0.tgz'));
    },
  );

  it('refuses the highest version rather than choosing a lower one behind the back of whoever asked', async () => {
    await revoke(['@acme/hello', '2.0.0']);
    await expectRefused(run('@acme/hello'), { code: 'ERR_PLUGIN_REVOKED' });
  });

  it('refuses the whole set, and unpacks nothing of what stands before it', async () => {
    await revoke(['@acme/hello', '1.0.0']);
    await expectRefused(run('word', '@acme/hello@1.0.0'), HELLO_REVOKED);
    expect(store.entries.size).toBe(0);
  });

  it('refuses what is installed already, instead of calling it unchanged', async () => {
    await run('@acme/hello@1.0.0');
    await revoke(['@acme/hello', '1.0.0']);
    await expectRefused(run('@acme/hello@1.0.0'), HELLO_REVOKED);
  });

  it('refuses a set in which it would stay, until the same command replaces it', async () => {
    await run('@acme/hello@1.0.0');
    await revoke(['@acme/hello', '1.0.0']);
    await expectRefused(run('word'), HELLO_REVOKED);
    const { plugins } = await run('word', '@acme/hello@2.0.0');
    expect(plugins.map(({ version }) => version)).toEqual(['1.0.0', '2.0.0']);
    expect(await run('word')).toMatchObject({ status: 'unchanged' });
  });

  it('names the target where nobody named the plugin', async () => {
    const { archive } = archiveOf('foreign', '0.1.0');
    site.sim.addTarget('foreign.tgz', archive);
    const entry = { sha256: sha256Hex(archive), reason: REASON, revokedAt: NOW };
    site.sim.addTarget(REVOCATIONS_PATH, encodeRevocations({ revocations: [entry] }));
    await site.sim.publish();
    const message = 'foreign.tgz was revoked: steals tokens';
    await expect(run('foreign.tgz')).rejects.toMatchObject({ code: 'ERR_PLUGIN_REVOKED', message });
    expect(await store.current()).toBeUndefined();
  });

  it('refuses it offline as well, by the list that was kept', async () => {
    await run('@acme/hello@1.0.0');
    await revoke(['@acme/hello', '1.0.0']);
    await expect(run('word')).rejects.toMatchObject({ code: 'ERR_PLUGIN_REVOKED' });
    const { sim, cache } = site;
    const input = {
      ...RULES,
      specs: ['@acme/hello@1.0.0'],
      repository: 'memory:',
      trustedRoot: sim.trustedRoot,
    };
    sim.requests.length = 0;
    await expectRefused(install({ ...input, offline: true }, { fetcher: sim, cache, store }), HELLO_REVOKED);
    expect(sim.requests).toEqual([]);
  });

  it('installs other versions, and that one again once it was lifted', async () => {
    await revoke(['@acme/hello', '1.0.0']);
    expect(await run('@acme/hello')).toMatchObject({ status: 'installed' });
    await revoke();
    expect((await run('@acme/hello@1.0.0')).plugins).toMatchObject([{ version: '1.0.0' }]);
  });

  it.each<readonly [string, ErrorCode, () => Promise<void> | void]>([
    ['is damaged', 'ERR_TUF_METADATA_INVALID', () => publishList(Buffer.from('{"schemaVersion":9}'))],
    ['is longer than anyone reads', 'ERR_TUF_METADATA_INVALID', () => publishList(Buffer.alloc(2_000_000))],
    ['is withheld', 'ERR_TUF_MISSING', () => void site.sim.files.delete(site.sim.pathOf(REVOCATIONS_PATH))],
    ['is replaced by an older one', 'ERR_TUF_HASH_MISMATCH', () => replaceList()],
  ])('refuses everything where the list %s', async (_what, code, attack) => {
    await run('word');
    await revoke(['@acme/hello', '1.0.0']);
    await attack();
    await expectRefused(run('@acme/hello@2.0.0'), { code });
  });
});

async function publishList(bytes: Uint8Array): Promise<void> {
  site.sim.addTarget(REVOCATIONS_PATH, bytes);
  await site.sim.publish();
}

/** As long as the one that was signed. */
function replaceList(): void {
  const path = site.sim.pathOf(REVOCATIONS_PATH);
  const text = Buffer.from(site.sim.files.get(path) ?? []).toString();
  site.sim.files.set(path, Buffer.from(text.replace(REASON, 'x'.repeat(REASON.length))));
}

describe('rollback, where an archive was revoked,', () => {
  beforeEach(async () => {
    await run('@acme/hello@1.0.0');
    await run('@acme/hello@2.0.0');
  });

  it('refuses a set that holds it, without network, once any run has seen the list', async () => {
    await revoke(['@acme/hello', '1.0.0']);
    await run('@acme/hello@2.0.0');
    site.sim.requests.length = 0;
    await expectRefused(rollBack(), HELLO_REVOKED);
    expect(site.sim.requests).toEqual([]);
  });

  it('refuses it also where the run that saw the list was itself refused', async () => {
    await revoke(['@acme/hello', '1.0.0']);
    await expect(run('@acme/none')).rejects.toMatchObject({ code: 'ERR_TARGET_NOT_FOUND' });
    await expectRefused(rollBack(), HELLO_REVOKED);
  });

  it('does not know what was revoked since, and says how old its knowledge is', async () => {
    await revoke(['@acme/hello', '1.0.0']);
    expect(await rollBack()).toMatchObject({ from: 2, revocationsAsOf: NOW.toISOString() });
  });

  it('goes back once it was lifted', async () => {
    await revoke(['@acme/hello', '1.0.0']);
    await run('@acme/hello@2.0.0');
    await revoke();
    await run('@acme/hello@2.0.0');
    expect(await rollBack()).toMatchObject({ generation: { number: 1 } });
  });

  it('counts what any repository of the folder has revoked', async () => {
    const other = newSite();
    addPlugin(other, 'word', '1.0.0');
    other.sim.addTarget(REVOCATIONS_PATH, encodeRevocations(listOf(['@acme/hello', '1.0.0'])));
    await other.sim.publish();
    const mine = site;
    site = other;
    await run('word');
    await expectRefused(rollBack(1, [mine.cache, memoryCache(), other.cache]), HELLO_REVOKED);
  });

  it.each<readonly [string, ErrorCode, () => Promise<void>]>([
    ['nothing is kept', 'ERR_OFFLINE', () => forget('targets.json')],
    [
      'the metadata is damaged',
      'ERR_TUF_METADATA_INVALID',
      () => site.cache.write('targets.json', Buffer.from('{')),
    ],
    [
      'the list that the metadata names was withheld',
      'ERR_OFFLINE',
      async () => {
        await revoke(['word', '1.0.0']);
        site.sim.files.delete(site.sim.pathOf(REVOCATIONS_PATH));
        await expect(run('word')).rejects.toMatchObject({ code: 'ERR_TUF_MISSING' });
      },
    ],
  ])('refuses where it cannot know: %s', async (_what, code, damage) => {
    await damage();
    await expectRefused(rollBack(), { code });
  });
});

function forget(name: string): Promise<void> {
  return site.cache.remove(name);
}

describe('repositories of a map', () => {
  let sites: Map<string, Site>;
  const MAPPING = { paths: ['plugins/*/*/*/*'], repositories: ['a', 'b', 'c'], threshold: 2 };

  beforeEach(async () => {
    sites = new Map(['a', 'b', 'c'].map((name) => [name, newSite()]));
    for (const each of sites.values()) {
      addPlugin(each, '@acme/hello', '1.0.0');
      await each.sim.publish();
    }
  });

  function runMap(): Promise<InstallReport> {
    const repositories = Object.fromEntries(
      [...sites.keys()].map((name) => [name, [`https://${name}.example`]]),
    );
    const map = parseMap(Buffer.from(JSON.stringify({ repositories, mapping: [MAPPING] })));
    const source = openConsensus(map, {
      open: (name) => {
        const { sim, cache } = sites.get(name)!;
        const client = openTrustedClient({ trustedRoot: sim.trustedRoot, now: NOW }, { fetcher: sim, cache });
        return Promise.resolve({ repository: `https://${name}.example`, client });
      },
    });
    return installFrom({ ...RULES, specs: ['@acme/hello'] }, { source, store });
  }

  async function revokeIn(name: string): Promise<Site> {
    const each = sites.get(name)!;
    each.sim.addTarget(REVOCATIONS_PATH, encodeRevocations(listOf(['@acme/hello', '1.0.0'])));
    await each.sim.publish();
    return each;
  }

  it.each(['a', 'b', 'c'])('need not agree on a revocation: that of %s alone stops it', async (name) => {
    await revokeIn(name);
    await expectRefused(runMap(), HELLO_REVOKED);
    expect(store.entries.size).toBe(0);
  });

  it('do not vouch for anything while their list is withheld', async () => {
    for (const name of ['a', 'b']) {
      const { sim } = await revokeIn(name);
      sim.files.delete(sim.pathOf(REVOCATIONS_PATH));
    }
    await expectRefused(runMap(), { code: 'ERR_TUF_NO_CONSENSUS' });
  });
});
