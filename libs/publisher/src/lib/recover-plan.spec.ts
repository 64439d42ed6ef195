import { beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS, packFiles } from '@ragnos-vault/archive';
import { sha256Hex } from '@ragnos-vault/crypto';
import type { Signer } from '@ragnos-vault/crypto';
import {
  encodeSnapshot,
  encodeTargets,
  encodeTimestamp,
  loadNewestRoot,
  memoryCache,
  metadataPath,
  openTrustedClient,
  parseSnapshot,
  parseTargets,
  parseTimestamp,
  signRole,
  TIMESTAMP_PATH,
} from '@ragnos-vault/metadata';
import type { MetadataCache, RepositoryStore, Snapshot, TopLevelRole } from '@ragnos-vault/metadata';
import { DEFAULT_POLICY } from '@ragnos-vault/scanner';
import { faultyStore, MemoryRepository, newSigner } from '@ragnos-vault/testing';
import { addVendor } from './add-vendor.ts';
import { initialRepository } from './initial-repository.ts';
import { encodeVaultConfig, parseVaultConfig } from './parse-vault-config.ts';
import { publish } from './publish.ts';
import { publishRoot } from './publish-root.ts';
import { endOfHistory, planRecovery } from './recover-plan.ts';
import { planNextRoot, signNextRoot } from './root-draft.ts';

const NOW = new Date();
const DAY = 86_400_000;
const GIANT = Number.MAX_SAFE_INTEGER;
const ROLES: readonly TopLevelRole[] = ['root', 'targets', 'snapshot', 'timestamp'];
const CONFIG = parseVaultConfig(encodeVaultConfig(new Map(ROLES.map((role) => [role, ['file2:none']]))));

let repo: MemoryRepository;
let signers: Map<string, readonly Signer[]>;
let trustedRoot: Uint8Array;
let heldCache: MetadataCache;

beforeEach(async () => {
  signers = new Map(ROLES.map((role) => [role, [newSigner()]]));
  const expires = new Map(ROLES.map((role) => [role, new Date(NOW.getTime() + 20 * DAY)]));
  const initial = await initialRepository({ signers, expires });
  repo = new MemoryRepository();
  for (const [path, bytes] of initial.files) repo.files.set(path, bytes);
  trustedRoot = initial.root;
  heldCache = memoryCache();
  await publishTools('tool-1');
  await publishTools('tool-2');
  await found(heldCache, 'tool-2');
});

const portsOf = (store: RepositoryStore = repo) => ({
  store,
  openSigners: (role: string) => Promise.resolve(signers.get(role) ?? []),
});

function publishTools(...plugins: readonly string[]) {
  const input = { policy: DEFAULT_POLICY, limits: DEFAULT_LIMITS, config: CONFIG, trustedRoot, now: NOW };
  const archiveOf = (name: string): Uint8Array =>
    packFiles([
      { path: 'package.json', mode: 0o644, content: Buffer.from(JSON.stringify({ name, version: '1.0.0' })) },
    ]);
  return publish(
    { ...input, plugins },
    { ...portsOf(), readPlugin: (name) => Promise.resolve(archiveOf(name)) },
  );
}

async function found(cache: MetadataCache, name: string): Promise<boolean> {
  const client = openTrustedClient({ trustedRoot, now: NOW }, { fetcher: repo, cache });
  const file = name.split('/').at(-1);
  const folder = name.startsWith('@') ? name.slice(1) : `_/${name}`;
  const target = await client.findTarget(`plugins/${folder}/1.0.0/${file}-1.0.0.tgz`);
  if (target !== undefined) await client.downloadBytes(target);
  return target !== undefined;
}

async function copyOf(cache: MetadataCache): Promise<MetadataCache> {
  const names = ['timestamp.json', 'snapshot.json', 'targets.json'];
  const files = await Promise.all(names.map(async (name) => [name, await cache.read(name)] as const));
  return memoryCache(new Map(files.flatMap(([name, bytes]) => (bytes === undefined ? [] : [[name, bytes]]))));
}

/** What the holder of the stolen keys serves: a snapshot of any content, and timestamps, at any number. */
async function serve(
  version: number,
  change: (snapshot: Snapshot) => Snapshot = (same) => same,
): Promise<void> {
  const live = parseTimestamp(repo.files.get(TIMESTAMP_PATH)!).signed;
  const { signed } = parseSnapshot(repo.files.get(metadataPath('snapshot', live.snapshot.version))!);
  const snapshot = await signRole(encodeSnapshot({ ...change(signed), version }), signers.get('snapshot')!);
  repo.files.set(metadataPath('snapshot', version), snapshot);
  const named = { version, length: snapshot.length, hashes: new Map([['sha256', sha256Hex(snapshot)]]) };
  const timestamp = encodeTimestamp({ ...live, version, snapshot: named });
  repo.files.set(TIMESTAMP_PATH, await signRole(timestamp, signers.get('timestamp')!));
}

const storedSnapshots = (): readonly number[] =>
  [...repo.files.keys()]
    .flatMap((path) => /^metadata\/(\d+)\.snapshot\.json$/.exec(path)?.[1] ?? [])
    .map(Number);

interface RecoveryOptions {
  readonly snapshotVersion?: number;
  readonly roles?: readonly TopLevelRole[];
}

async function plan({ snapshotVersion }: RecoveryOptions = {}) {
  const { root } = await loadNewestRoot(repo, trustedRoot);
  const named = snapshotVersion === undefined ? {} : { snapshotVersion };
  return planRecovery({ root, snapshots: storedSnapshots(), ...named }, repo);
}

async function draftRecovery(options: RecoveryOptions = {}): Promise<Uint8Array> {
  const { roles = ['timestamp', 'snapshot'] } = options;
  const recovery = await plan(options);
  const live = (await loadNewestRoot(repo, trustedRoot)).root.signed;
  for (const role of roles) signers.set(role, [newSigner()]);
  const replaceKeys = roles.map((role) => ({
    role,
    keys: signers.get(role)!.map(({ publicKey }) => publicKey),
    threshold: 1,
  }));
  const next = planNextRoot(live, { replaceKeys, recovery }, new Date(NOW.getTime() + 90 * DAY));
  return signNextRoot({ live, next }, portsOf());
}

function run(draft: Uint8Array, store: RepositoryStore = repo) {
  return publishRoot({ config: CONFIG, trustedRoot, now: NOW, draft }, portsOf(store));
}

const versions = () => {
  const timestamp = parseTimestamp(repo.files.get(TIMESTAMP_PATH)!).signed;
  const snapshot = parseSnapshot(
    repo.files.get(metadataPath('snapshot', timestamp.snapshot.version))!,
  ).signed;
  return [timestamp.version, snapshot.version, snapshot.meta.get('targets')?.version];
};

describe('recovery from a fast-forward', () => {
  it('brings small numbers back, for new, up-to-date and fast-forwarded clients, and goes on', async () => {
    const [fresh, forwarded] = [memoryCache(), memoryCache()];
    await serve(GIANT);
    await found(forwarded, 'tool-2');
    await expect(publishTools('tool-3')).rejects.toMatchObject({ code: 'ERR_VERSION_EXHAUSTED' });
    const report = await run(await draftRecovery());
    expect(report).toMatchObject({
      steps: ['create-root', 'swap-timestamp'],
      gap: ['snapshot', 'timestamp'],
    });
    expect(versions()).toEqual([4, 4, 3]);
    for (const cache of [fresh, heldCache, forwarded]) expect(await found(cache, 'tool-2')).toBe(true);
    await publishTools('tool-3');
    for (const cache of [fresh, heldCache, forwarded]) expect(await found(cache, 'tool-3')).toBe(true);
  });

  it('keeps what honest publishers added on top of the thief', async () => {
    await serve(GIANT - 50);
    await publishTools('tool-3');
    await found(heldCache, 'tool-3');
    await run(await draftRecovery());
    for (const cache of [memoryCache(), heldCache]) expect(await found(cache, 'tool-3')).toBe(true);
    expect(versions()).toEqual([4, 4, 4]);
  });

  it('does not go back to what the thief went back to', async () => {
    await serve(4, (live) => ({ ...live, meta: new Map([['targets', { version: 2 }]]) }));
    await serve(GIANT, (live) => ({ ...live, meta: new Map([['targets', { version: 1 }]]) }));
    expect(await plan()).toMatchObject({ snapshot: 3, from: 5 });
    await run(await draftRecovery());
    for (const cache of [memoryCache(), heldCache]) expect(await found(cache, 'tool-2')).toBe(true);
    expect(versions()).toEqual([5, 5, 3]);
  });

  it('leaves behind a name that the thief reserved at a giant version', async () => {
    await serve(GIANT, (live) => ({
      ...live,
      meta: new Map(live.meta).set('vendor-acme', { version: GIANT }),
    }));
    await run(await draftRecovery({ snapshotVersion: GIANT }));
    const vendor = newSigner();
    signers.set('vendor-acme', [vendor]);
    await addVendor(
      {
        config: CONFIG,
        trustedRoot,
        now: NOW,
        vendor: 'acme',
        keys: { keys: [vendor.publicKey], threshold: 1 },
      },
      portsOf(),
    );
    await publishTools('@acme/tool');
    for (const cache of [memoryCache(), heldCache]) expect(await found(cache, '@acme/tool')).toBe(true);
  });

  it('keeps vendors, and follows a vendor that published on top of the thief', async () => {
    const vendor = newSigner();
    signers.set('vendor-acme', [vendor]);
    const keys = { keys: [vendor.publicKey], threshold: 1 };
    await addVendor({ config: CONFIG, trustedRoot, now: NOW, vendor: 'acme', keys }, portsOf());
    await publishTools('@acme/one');
    await serve(GIANT - 9);
    await publishTools('@acme/two');
    await found(heldCache, '@acme/two');
    await run(await draftRecovery());
    for (const cache of [memoryCache(), heldCache])
      for (const name of ['@acme/one', '@acme/two', 'tool-1']) expect(await found(cache, name)).toBe(true);
  });

  it('goes back to the snapshot that the operator names, where targets was stolen and fast-forwarded as well', async () => {
    const forwarded = memoryCache();
    const { signed } = parseTargets(repo.files.get(metadataPath('targets', 3))!);
    const evil = encodeTargets({ ...signed, version: GIANT, targets: new Map() });
    repo.files.set(metadataPath('targets', GIANT), await signRole(evil, signers.get('targets')!));
    await serve(GIANT, (live) => ({ ...live, meta: new Map([['targets', { version: GIANT }]]) }));
    expect(await found(forwarded, 'tool-2')).toBe(false);
    const draft = await draftRecovery({ snapshotVersion: 3, roles: ['timestamp', 'snapshot', 'targets'] });
    await run(draft);
    expect(versions()).toEqual([4, 4, 4]);
    for (const cache of [memoryCache(), heldCache, forwarded])
      expect(await found(cache, 'tool-2')).toBe(true);
    await publishTools('tool-3');
    for (const cache of [memoryCache(), heldCache, forwarded])
      expect(await found(cache, 'tool-3')).toBe(true);
  });

  it.each(['refused', 'crash', 'answer-lost'] as const)(
    'is finished by the next run wherever it is cut off (%s)',
    async (kind) => {
      const forwarded = memoryCache();
      await serve(GIANT);
      await found(forwarded, 'tool-2');
      const draft = await draftRecovery();
      const before = new Map(repo.files);
      for (let call = 1; ; call += 1) {
        repo.files.clear();
        for (const [path, bytes] of before) repo.files.set(path, bytes);
        const clients = [memoryCache(), await copyOf(heldCache), await copyOf(forwarded)];
        const store = faultyStore(repo, { call, kind });
        await run(draft, store).catch(() => undefined);
        await run(draft);
        expect(versions()[2]).toBe(3);
        expect(versions()[0]).toBeLessThan(10);
        for (const cache of clients) expect(await found(cache, 'tool-2')).toBe(true);
        if (store.calls() < call) break;
      }
    },
  );

  it('does not mind a live state that is no metadata at all', async () => {
    const draft = await draftRecovery();
    repo.files.set(TIMESTAMP_PATH, Buffer.from('gone'));
    await run(draft);
    expect(await found(heldCache, 'tool-2')).toBe(true);
  });

  it('refuses a root that leaves the thief a key, and a snapshot that is not the one that was signed for', async () => {
    const [old] = signers.get('timestamp')!;
    const recovery = await plan();
    const live = (await loadNewestRoot(repo, trustedRoot)).root.signed;
    const next = planNextRoot(
      live,
      { addKeys: [{ role: 'timestamp', key: newSigner().publicKey }], recovery },
      new Date(NOW.getTime() + DAY),
    );
    const before = new Map(repo.files);
    await expect(run(await signNextRoot({ live, next }, portsOf()))).rejects.toMatchObject({
      code: 'ERR_USAGE',
      facts: { keyId: old!.keyId },
    });
    expect(repo.files).toEqual(before);
    const draft = await draftRecovery();
    repo.files.set(metadataPath('snapshot', 3), repo.files.get(metadataPath('snapshot', 2))!);
    await expect(run(draft)).rejects.toMatchObject({ code: 'ERR_TUF_HASH_MISMATCH' });
    expect(repo.files.has('metadata/2.root.json')).toBe(false);
  });

  it('is over with the next root: that one says nothing of it', async () => {
    await run(await draftRecovery());
    const live = (await loadNewestRoot(repo, trustedRoot)).root.signed;
    const next = planNextRoot(live, {}, new Date(NOW.getTime() + DAY));
    await run(await signNextRoot({ live, next }, portsOf()));
    expect(Buffer.from(repo.files.get('metadata/3.root.json')!).includes('x_recovery')).toBe(false);
    expect(await found(heldCache, 'tool-2')).toBe(true);
  });

  it('cannot go back to a snapshot that is not stored', async () => {
    await expect(plan({ snapshotVersion: 99 })).rejects.toMatchObject({ code: 'ERR_USAGE' });
  });
});

describe("the end of an owner's numbers", () => {
  it.each([
    [[1, 2, 3], 3],
    [[3, 1, 2, GIANT], 3],
    [[900, 1500, 2400, 9000], 2400],
    [[GIANT - 1, GIANT], 2 ** 32],
    [[], 2 ** 32],
  ])('of %j is %d', (stored, end) => {
    expect(endOfHistory(stored)).toBe(end);
  });
});
