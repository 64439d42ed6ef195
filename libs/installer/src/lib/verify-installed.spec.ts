import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS, encodeFileManifest, manifestOf, packFiles } from '@ragnos-vault/archive';
import { sha256Hex } from '@ragnos-vault/crypto';
import {
  encodePluginCustom,
  encodeRevocations,
  memoryCache,
  openTrustedClient,
  pluginArchivePath,
  REVOCATIONS_PATH,
  toPluginId,
} from '@ragnos-vault/metadata';
import type { Fetcher, MetadataCache } from '@ragnos-vault/metadata';
import { DEFAULT_POLICY } from '@ragnos-vault/scanner';
import { openPluginStore, type PluginStore } from '@ragnos-vault/storage';
import { RepositorySimulator } from '@ragnos-vault/testing';
import { install } from './install.ts';
import { verifyInstalled, type VerifyInput, type VerifyReport } from './verify-installed.ts';

const NOW = new Date();
const NAMES = ['@acme/hello', '@acme/world'];
const pathOf = (name: string) => pluginArchivePath(toPluginId(name), '1.0.0');

let dir: string;
let sim: RepositorySimulator;
let store: PluginStore;
let cache: MetadataCache;

const unplugged: Fetcher = { get: () => Promise.reject(new Error('the network was asked')) };

function add(name: string, withCustom = true): void {
  const files = [
    { path: 'index.js', mode: 0o644, content: Buffer.from('export {};\n') },
    {
      path: 'package.json',
      mode: 0o644,
      content: Buffer.from(JSON.stringify({ name, version: '1.0.0' })),
    },
  ] as const;
  const manifest = sha256Hex(encodeFileManifest(manifestOf(files)));
  const publishedAt = NOW.toISOString();
  const custom = { name, version: '1.0.0', manifest, files: 2, unpackedSize: 1, publishedAt };
  sim.addTarget(pathOf(name), packFiles(files), withCustom ? encodePluginCustom(custom) : undefined);
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'verify-installed-'));
  sim = new RepositorySimulator(NOW);
  store = openPluginStore(dir);
  cache = memoryCache();
  for (const name of NAMES) add(name);
  await sim.publish();
  await installAll();
});

afterEach(() => rmSync(dir, { recursive: true }));

function installAll() {
  const rules = { policy: DEFAULT_POLICY, limits: DEFAULT_LIMITS, maxArchiveSize: 1e6, now: NOW };
  return install(
    { specs: NAMES.map(pathOf), repository: 'memory:', trustedRoot: sim.trustedRoot, ...rules },
    { fetcher: sim, cache, store },
  );
}

function verify(change: Partial<VerifyInput> = {}): Promise<VerifyReport> {
  const options = { offline: true, acceptExpiredMetadataUnsafe: true, ignoresClock: true };
  const client = openTrustedClient(
    { trustedRoot: sim.trustedRoot, now: NOW, ...options },
    { fetcher: unplugged, cache },
  );
  return verifyInstalled(
    { limits: DEFAULT_LIMITS, now: NOW, ...change },
    { store, clients: [client], caches: [cache] },
  );
}

/** The folder of a plugin in the store, by its link. */
function entryOf(name: string, generation = 1): string {
  const link = join(dir, 'generations', String(generation), name.slice(1));
  return join(dir, 'store', readlinkSync(link).split('/').at(-1) ?? '');
}

/** Writes a manifest that fits changed files, and its digest wherever the store keeps it. */
function forge(name: string): void {
  appendFileSync(join(entryOf(name), 'index.js'), 'evil();\n');
  const file = `${entryOf(name)}.manifest.json`;
  const before = sha256Hex(readFileSync(file));
  const content = readFileSync(join(entryOf(name), 'index.js'));
  const text = readFileSync(file, 'utf8');
  const known = sha256Hex(Buffer.from('export {};\n'));
  const forged = text
    .replace(known, sha256Hex(content))
    .replace(/"size": ?11\b/, (size) => size.replace('11', String(content.length)));
  writeFileSync(file, forged);
  for (const record of ['generations/1/.generation.json', 'generations/1.json']) {
    const path = join(dir, record);
    writeFileSync(path, readFileSync(path, 'utf8').replace(before, sha256Hex(Buffer.from(forged))));
  }
}

describe('verifyInstalled', () => {
  it('proves a set by the digests that trusted metadata signs', async () => {
    expect(await verify()).toEqual({
      status: 'intact',
      generation: 1,
      plugins: NAMES.map((name) => ({ name, version: '1.0.0', proof: 'signed' })),
      differences: [],
    });
    expect(await verify({ repair: true })).toMatchObject({ status: 'intact', generation: 1 });
    expect(await store.generations()).toHaveLength(1);
  });

  it('tells all differences, and changes nothing', async () => {
    appendFileSync(join(entryOf('@acme/hello'), 'index.js'), 'evil();\n');
    rmSync(join(entryOf('@acme/world'), 'package.json'));
    const report = await verify();
    expect(report).toMatchObject({ status: 'damaged', generation: 1 });
    expect(report.differences.map(({ plugin, reason }) => [plugin, reason])).toEqual([
      ['@acme/hello', 'size'],
      ['@acme/world', 'missing'],
    ]);
    expect(await store.generations()).toHaveLength(1);
  });

  it('notices a change that was made in all records of the store as well', async () => {
    forge('@acme/hello');
    expect((await store.inspect()).differences).toEqual([]);
    expect(await verify()).toMatchObject({
      status: 'damaged',
      differences: [{ path: pathOf('@acme/hello'), reason: 'unsigned', plugin: '@acme/hello' }],
    });
    expect(await verify({ repair: true })).toMatchObject({ status: 'repaired', generation: 2 });
    expect(await verify()).toMatchObject({ status: 'intact', generation: 2 });
  });

  it('notices a plugin whose archive is not the signed one', async () => {
    sim.addTarget(pathOf('@acme/hello'), Buffer.from('another archive'));
    await sim.publish();
    expect(await installWorldOnly()).toMatchObject({ status: 'unchanged' });
    expect(await verify()).toMatchObject({ differences: [{ reason: 'unsigned', plugin: '@acme/hello' }] });
    await expect(verify({ repair: true })).rejects.toMatchObject({ code: 'ERR_ARCHIVE_NOT_KEPT' });
    expect(await store.generations()).toHaveLength(1);
  });

  it('reads the archive where no digest of the files is signed', async () => {
    for (const name of NAMES) add(name, false);
    await sim.publish();
    await installAll();
    expect(await verify({ onlySigned: true })).toMatchObject({
      status: 'intact',
      plugins: [{ proof: 'archive' }, { proof: 'archive' }],
    });
    forge('@acme/hello');
    expect(await verify()).toMatchObject({ differences: [{ reason: 'unsigned', plugin: '@acme/hello' }] });
    expect(await verify({ repair: true })).toMatchObject({ status: 'repaired', generation: 2 });
  });

  it('takes what metadata does not name any more for what was noted, unless it has to be signed', async () => {
    sim.targets.targets = new Map(
      [...sim.targets.targets].filter(([path]) => path !== pathOf('@acme/hello')),
    );
    await sim.publish();
    await installWorldOnly();
    expect(await verify()).toMatchObject({
      status: 'intact',
      plugins: [{ proof: 'noted' }, { proof: 'signed' }],
    });
    expect(await verify({ onlySigned: true })).toMatchObject({
      status: 'damaged',
      differences: [{ reason: 'unsigned', plugin: '@acme/hello' }],
    });
  });
});

describe('a repair', () => {
  it('makes a new set from the kept archives, and leaves the damaged one to its readers', async () => {
    const damaged = join(entryOf('@acme/hello'), 'index.js');
    appendFileSync(damaged, 'evil();\n');
    const report = await verify({ repair: true });
    expect(report).toMatchObject({ status: 'repaired', generation: 2 });
    expect(report.differences.map(({ reason }) => reason)).toEqual(['size']);
    expect(readFileSync(damaged, 'utf8')).toBe('export {};\nevil();\n');
    expect(readFileSync(join(dir, 'current/acme/hello/index.js'), 'utf8')).toBe('export {};\n');
    expect(entryOf('@acme/world', 2)).toBe(entryOf('@acme/world', 1));
    expect(await verify()).toMatchObject({ status: 'intact', generation: 2 });
  });

  it.each(['generations/1/.generation.json', 'generations/1.json'])('mends a damaged %s', async (record) => {
    writeFileSync(join(dir, record), '{');
    expect(await verify()).toMatchObject({ differences: [{ path: record, reason: 'damaged' }] });
    expect(await verify({ repair: true })).toMatchObject({ status: 'repaired', generation: 2 });
    expect(await verify()).toMatchObject({ status: 'intact', generation: 2 });
  });

  it('is refused where the archive is damaged too, and the rest is left alone', async () => {
    appendFileSync(join(entryOf('@acme/hello'), 'index.js'), 'evil();\n');
    writeFileSync(`${entryOf('@acme/hello')}.tgz`, 'not it');
    await expect(verify({ repair: true })).rejects.toMatchObject({ code: 'ERR_ARCHIVE_NOT_KEPT' });
    expect(await store.current()).toMatchObject({ number: 1 });
    expect(existsSync(`${entryOf('@acme/hello')}~2`)).toBe(false);
    await installAll();
    expect(await verify()).toMatchObject({ status: 'intact', generation: 2 });
  });

  it.each(['current', 'both records'])('is refused where nobody can tell the set: %s', async (what) => {
    const lost = what === 'current' ? ['current'] : ['generations/1/.generation.json', 'generations/1.json'];
    for (const path of lost) {
      rmSync(join(dir, path));
      writeFileSync(join(dir, path), '');
    }
    const before = readdirSync(join(dir, 'store'));
    await expect(verify({ repair: true })).rejects.toMatchObject({ code: 'ERR_SET_UNREADABLE' });
    expect(readdirSync(join(dir, 'store'))).toEqual(before);
  });

  it('makes no set of what was revoked', async () => {
    const { sha256 } = (await store.current())!.plugins[0]!;
    const revocation = { sha256, reason: 'steals tokens', revokedAt: NOW };
    sim.addTarget(REVOCATIONS_PATH, encodeRevocations({ revocations: [revocation] }));
    await sim.publish();
    await expect(installWorldOnly()).rejects.toMatchObject({ code: 'ERR_PLUGIN_REVOKED' });
    appendFileSync(join(entryOf('@acme/hello'), 'index.js'), 'evil();\n');
    await expect(verify({ repair: true })).rejects.toMatchObject({ code: 'ERR_PLUGIN_REVOKED' });
    expect(await store.generations()).toHaveLength(1);
  });
});

function installWorldOnly() {
  const rules = { policy: DEFAULT_POLICY, limits: DEFAULT_LIMITS, maxArchiveSize: 1e6, now: NOW };
  return install(
    { specs: [pathOf('@acme/world')], repository: 'memory:', trustedRoot: sim.trustedRoot, ...rules },
    { fetcher: sim, cache, store },
  );
}
