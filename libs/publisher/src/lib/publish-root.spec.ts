import { beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS, packFiles } from '@ragnos-vault/archive';
import type { Signer } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import {
  encodeRoot,
  keysOf,
  loadNewestRoot,
  loadRepository,
  memoryCache,
  metadataPath,
  openTrustedClient,
  parseRoot,
  parseTimestamp,
  payloadOf,
  signersOf,
  signRole,
  TIMESTAMP_PATH,
} from '@ragnos-vault/metadata';
import type { MetadataCache, RepositoryStore, Root, TopLevelRole } from '@ragnos-vault/metadata';
import { DEFAULT_POLICY } from '@ragnos-vault/scanner';
import { faultyStore, MemoryRepository, newSigner } from '@ragnos-vault/testing';
import { addSignature, draftPayload, signDraft } from './draft-sign.ts';
import { initialRepository } from './initial-repository.ts';
import { encodeVaultConfig, parseVaultConfig } from './parse-vault-config.ts';
import { publish } from './publish.ts';
import { publishRoot, type PublishRootInput, type RootEvent } from './publish-root.ts';
import { draftRoot, draftTargets, planNextRoot, signNextRoot, type RootChanges } from './root-draft.ts';
import { rootStatus } from './root-status.ts';

const NOW = new Date();
const DAY = 86_400_000;
const ROLES: readonly TopLevelRole[] = ['root', 'targets', 'snapshot', 'timestamp'];
const CONFIG = parseVaultConfig(encodeVaultConfig(new Map(ROLES.map((role) => [role, ['file2:none']]))));
const TOOL = 'plugins/_/tool/1.0.0/tool-1.0.0.tgz';

let repo: MemoryRepository;
/** Old keys and, once a rotation is planned, new ones: what an operator's vault.yaml names. */
let signers: Map<string, readonly Signer[]>;
let trustedRoot: Uint8Array;
/** A client that has held every state so far. */
let heldCache: MetadataCache;

beforeEach(async () => {
  await openWorld();
});

async function openWorld(rootKeys = 1): Promise<void> {
  const keys = (role: TopLevelRole) => Array.from({ length: role === 'root' ? rootKeys : 1 }, newSigner);
  signers = new Map(ROLES.map((role) => [role, keys(role)]));
  const expires = new Map(ROLES.map((role) => [role, new Date(NOW.getTime() + 20 * DAY)]));
  const initial = await initialRepository({ signers, expires });
  repo = new MemoryRepository();
  for (const [path, bytes] of initial.files) repo.files.set(path, bytes);
  trustedRoot = initial.root;
  heldCache = memoryCache();
  await publishTool('tool');
  await refresh(heldCache);
}

const openSigners = (role: string) => Promise.resolve(signers.get(role) ?? []);
const portsOf = (store: RepositoryStore = repo) => ({ store, openSigners });

function publishTool(name: string, store: RepositoryStore = repo, keys = signers) {
  const archive = packFiles([
    { path: 'package.json', mode: 0o644, content: Buffer.from(JSON.stringify({ name, version: '1.0.0' })) },
  ]);
  return publish(
    {
      plugins: [name],
      policy: DEFAULT_POLICY,
      limits: DEFAULT_LIMITS,
      config: CONFIG,
      trustedRoot,
      now: NOW,
    },
    {
      store,
      readPlugin: () => Promise.resolve(archive),
      openSigners: (role) => Promise.resolve(keys.get(role) ?? []),
    },
  );
}

async function refresh(cache: MetadataCache = memoryCache(), path = TOOL) {
  const client = openTrustedClient({ trustedRoot, now: NOW }, { fetcher: repo, cache });
  const roles = await client.refresh();
  const target = await client.findTarget(path);
  await client.downloadBytes(target!);
  return roles;
}

/** A client of today, and one that stopped before the change, both go all the way. */
async function assertServed(held: MetadataCache): Promise<void> {
  await refresh();
  await refresh(held);
}

const liveRoot = async (): Promise<Root> => (await loadNewestRoot(repo, trustedRoot)).root.signed;

async function draftOf(
  changes: RootChanges,
  expires = new Date(NOW.getTime() + 90 * DAY),
): Promise<Uint8Array> {
  const live = await liveRoot();
  return signNextRoot({ live, next: planNextRoot(live, changes, expires) }, portsOf());
}

/** A next root in which a role has one new key, which is at hand beside the old one. */
async function rotation(role: TopLevelRole): Promise<{ draft: Uint8Array; added: Signer }> {
  const added = newSigner();
  signers.set(role, [...(signers.get(role) ?? []), added]);
  const draft = await draftOf({ replaceKeys: [{ role, keys: [added.publicKey], threshold: 1 }] });
  return { draft, added };
}

function run(draft: Uint8Array, change: Partial<PublishRootInput> = {}, store: RepositoryStore = repo) {
  return publishRoot({ config: CONFIG, trustedRoot, now: NOW, draft, ...change }, portsOf(store));
}

function dump(): ReadonlyMap<string, Uint8Array> {
  return new Map(repo.files);
}

function restore(files: ReadonlyMap<string, Uint8Array>): void {
  repo.files.clear();
  for (const [path, bytes] of files) repo.files.set(path, bytes);
}

async function copyOf(cache: MetadataCache): Promise<MetadataCache> {
  const names = ['timestamp.json', 'snapshot.json', 'targets.json', '2.root.json'];
  const files = await Promise.all(names.map(async (name) => [name, await cache.read(name)] as const));
  return memoryCache(new Map(files.flatMap(([name, bytes]) => (bytes === undefined ? [] : [[name, bytes]]))));
}

const liveTimestamp = () => parseTimestamp(repo.files.get(TIMESTAMP_PATH)!).signed;

describe('publishing a root', () => {
  it.each(ROLES)('gives %s other keys, and the old ones are accepted no more', async (role) => {
    const old = signers.get(role)!;
    const { draft, added } = await rotation(role);
    const report = await run(draft);
    expect(report).toMatchObject({ status: 'published', version: 2, gap: [] });
    expect(report.steps).toEqual(
      role === 'root'
        ? ['create-root', 'swap-timestamp']
        : ['sign-with-both', 'create-root', 'swap-timestamp'],
    );
    await assertServed(heldCache);
    expect(keysOf(await liveRoot(), role)).toMatchObject({ keyIds: [added.keyId], threshold: 1 });
    expect(liveTimestamp().rootVersion).toBe(2);

    signers.set(role, old);
    const before = dump();
    if (role === 'root') await expect(draftOf({})).rejects.toMatchObject({ code: 'ERR_SIGNER_UNAVAILABLE' });
    else await expect(publishTool('other')).rejects.toMatchObject({ code: 'ERR_SIGNER_UNAVAILABLE' });
    expect(repo.files).toEqual(before);
    signers.set(role, [added]);
    await publishTool('other');
    await assertServed(heldCache);
  });

  it('writes the root once, between the two swaps, and the swap is the last write', async () => {
    const { draft } = await rotation('snapshot');
    repo.requests.length = 0;
    await run(draft);
    const writes = repo.requests.filter(({ verb }) => verb === 'create' || verb === 'replace');
    expect(writes.map(({ path }) => path)).toEqual([
      'metadata/3.snapshot.json',
      TIMESTAMP_PATH,
      'metadata/2.root.json',
      TIMESTAMP_PATH,
    ]);
  });

  it('says unchanged the second time, also once a later root is there', async () => {
    const { draft } = await rotation('timestamp');
    await run(draft);
    const before = dump();
    expect(await run(draft)).toMatchObject({ status: 'unchanged', steps: [], version: 2 });
    expect(repo.files).toEqual(before);
    signers.set('timestamp', signers.get('timestamp')!.slice(1));
    await run((await rotation('root')).draft);
    expect(await run(draft)).toMatchObject({ status: 'unchanged', version: 3 });
  });

  it('goes from root to root, each role in its turn, while one client follows', async () => {
    for (const role of ROLES) {
      const { draft, added } = await rotation(role);
      await run(draft);
      signers.set(role, [added]);
      await assertServed(heldCache);
    }
    expect((await liveRoot()).version).toBe(5);
  });

  it('keeps unknown fields byte for byte, and no signer URI comes near it', async () => {
    const live = await liveRoot();
    const [keyId, key] = [...live.keys][0]!;
    const extra = { 'x-owner': { names: ['ünï', 7], nested: { deep: null } } };
    const wire = { ...key, 'x-serial': 'HSM-7', keyval: { ...key.keyval, 'x-hint': 'slot 1' } };
    const odd = { ...live, extra, keys: new Map(live.keys).set(keyId, { ...key, wire }) };
    repo.files.set('metadata/1.root.json', await signRole(encodeRoot(odd), signers.get('root')!));
    trustedRoot = repo.files.get('metadata/1.root.json')!;
    const role = ROLES.find((name) => name !== 'root' && !keysOf(live, name).keyIds.includes(keyId))!;
    await run((await rotation(role)).draft);
    const text = Buffer.from(repo.files.get('metadata/2.root.json')!).toString();
    expect(text).toContain('"x-owner":{"names":["ünï",7],"nested":{"deep":null}}');
    const published = JSON.parse(text) as { signed: { keys: Record<string, unknown> } };
    expect(published.signed.keys[keyId]).toEqual(wire);
    expect(text).not.toMatch(/file2:|envvar:|\.pem/);
    expect([...repo.files.values()].some((bytes) => Buffer.from(bytes).includes('file2:'))).toBe(false);
  });

  it('publishes no placeholder, and no signature that counts for nothing', async () => {
    const { draft } = await rotation('timestamp');
    const document = JSON.parse(Buffer.from(draft).toString()) as {
      signatures: { keyid: string; sig: string }[];
    };
    document.signatures.push({ keyid: 'ab'.repeat(32), sig: '' }, { keyid: 'cd'.repeat(32), sig: '00' });
    await run(Buffer.from(JSON.stringify(document)));
    const { signatures } = parseRoot(repo.files.get('metadata/2.root.json')!);
    expect([...signatures.keys()]).toEqual(signers.get('root')!.map(({ keyId }) => keyId));
  });

  it('is possible under a root, a snapshot and a timestamp that have expired', async () => {
    const later = new Date(NOW.getTime() + 25 * DAY);
    const { draft } = await rotation('timestamp');
    const renewed = { config: CONFIG, trustedRoot, now: later, draft };
    await expect(
      openTrustedClient({ trustedRoot, now: later }, { fetcher: repo, cache: memoryCache() }).refresh(),
    ).rejects.toMatchObject({ code: 'ERR_TUF_EXPIRED' });
    await publishRoot(renewed, portsOf());
    await openTrustedClient({ trustedRoot, now: later }, { fetcher: repo, cache: memoryCache() }).refresh();
  });
});

describe('a root that must not follow', () => {
  const cases: readonly (readonly [string, string, () => Promise<unknown>])[] = [
    [
      'lacks the signatures of the keys before it',
      'ERR_DRAFT_INCOMPLETE',
      async () => {
        const stranger = newSigner();
        const next = planNextRoot(
          await liveRoot(),
          { replaceKeys: [{ role: 'root', keys: [stranger.publicKey], threshold: 1 }] },
          new Date(NOW.getTime() + DAY),
        );
        return run(await signRole(encodeRoot(next), [stranger]));
      },
    ],
    [
      'lacks those of its own keys',
      'ERR_DRAFT_INCOMPLETE',
      async () => {
        const next = planNextRoot(
          await liveRoot(),
          { replaceKeys: [{ role: 'root', keys: [newSigner().publicKey], threshold: 1 }] },
          new Date(NOW.getTime() + DAY),
        );
        return run(await signRole(encodeRoot(next), signers.get('root')!));
      },
    ],
    [
      'nobody has signed',
      'ERR_DRAFT_INCOMPLETE',
      async () => run(draftRoot(planNextRoot(await liveRoot(), {}, new Date(NOW.getTime() + DAY)))),
    ],
    [
      'leaves a version out',
      'ERR_DRAFT_STALE',
      async () => {
        const next = planNextRoot(await liveRoot(), {}, new Date(NOW.getTime() + DAY));
        return run(await signRole(encodeRoot({ ...next, version: 3 }), signers.get('root')!));
      },
    ],
    ['has expired', 'ERR_TUF_EXPIRED', async () => run(await draftOf({}, new Date(NOW.getTime() - 1000)))],
    [
      'is another one of a version that is published',
      'ERR_ROOT_EXISTS',
      async () => {
        const other = await draftOf({}, new Date(NOW.getTime() + DAY));
        await run(await draftOf({}));
        return run(other);
      },
    ],
    [
      'needs a key that is not at hand',
      'ERR_SIGNER_UNAVAILABLE',
      async () => {
        const draft = await draftOf({
          replaceKeys: [{ role: 'timestamp', keys: [newSigner().publicKey], threshold: 1 }],
        });
        return run(draft);
      },
    ],
    [
      'needs a key that is not at hand, although the old one is given up',
      'ERR_SIGNER_UNAVAILABLE',
      async () => {
        const draft = await draftOf({
          replaceKeys: [{ role: 'timestamp', keys: [newSigner().publicKey], threshold: 1 }],
        });
        return run(draft, { lost: true });
      },
    ],
  ];

  it.each(cases)('because it %s is refused (%s), and nothing is written', async (_name, code, attempt) => {
    const before = dump();
    await expect(attempt()).rejects.toMatchObject({ code });
    const after = dump();
    if (code !== 'ERR_ROOT_EXISTS') expect(after).toEqual(before);
    expect(after.has('metadata/3.root.json')).toBe(false);
    await assertServed(heldCache);
  });

  it.each([
    ['a threshold beyond its keys', { thresholds: [{ role: 'root' as const, threshold: 2 }] }],
    ['a threshold of none', { thresholds: [{ role: 'root' as const, threshold: 0 }] }],
    ['the removal of a key it has not', { removeKeys: [{ role: 'root' as const, keyId: 'ab'.repeat(32) }] }],
  ])('is not even drafted with %s', async (_name, changes) => {
    await expect(draftOf(changes)).rejects.toMatchObject({ code: 'ERR_USAGE' });
  });
});

describe('a publication that is cut off', () => {
  const cases = ROLES.flatMap((role) =>
    (['refused', 'crash', 'answer-lost'] as const).flatMap((kind) =>
      (role === 'root' || kind !== 'crash' ? [false] : [false, true]).map((lost) => ({ role, kind, lost })),
    ),
  );

  it.each(cases)(
    'at any write (rotate $role, $kind, old key lost: $lost) leaves clients served, and the next run finishes it',
    async ({ role, kind, lost }) => {
      const { draft } = await rotation(role);
      const fresh = dump();
      for (let call = 1; ; call += 1) {
        restore(fresh);
        const held = await copyOf(heldCache);
        const store = faultyStore(repo, { call, kind });
        await run(draft, { lost }, store).catch(() => undefined);
        const isInGap = lost && repo.files.has('metadata/2.root.json') && liveTimestamp().rootVersion !== 2;
        if (isInGap) await expect(refresh()).rejects.toMatchObject({ code: 'ERR_TUF_SIGNATURE' });
        else await assertServed(held);
        await run(draft, { lost });
        await assertServed(held);
        expect(liveTimestamp().rootVersion).toBe(2);
        if (store.calls() < call) break;
      }
    },
  );

  it.each(ROLES)('before the last swap (rotate %s) is finished by any other command', async (role) => {
    const { draft, added } = await rotation(role);
    const dying: RepositoryStore = {
      read: (path) => repo.read(path),
      create: (path, bytes) => repo.create(path, bytes),
      replace: (...swap) =>
        repo.files.has('metadata/2.root.json')
          ? Promise.reject(new VaultError('ERR_IO', 'killed'))
          : repo.replace(...swap),
    };
    await expect(run(draft, {}, dying)).rejects.toMatchObject({ code: 'ERR_IO' });
    expect(liveTimestamp().rootVersion).toBe(1);
    signers.set(role, [added]);
    await publishTool('tool');
    expect(liveTimestamp().rootVersion).toBe(2);
    expect(await run(draft)).toMatchObject({ status: 'unchanged' });
    await assertServed(heldCache);
  });
});

describe('a publisher who still holds the old root', () => {
  it.each(ROLES)(
    'loses its swap once the publication is done (rotate %s), and may try again',
    async (role) => {
      const oldKeys = new Map(signers);
      const { draft, added } = await rotation(role);
      let raced = false;
      const stale: RepositoryStore = {
        read: (path) => repo.read(path),
        create: (path, bytes) => repo.create(path, bytes),
        replace: async (...swap) => {
          if (!raced) {
            raced = true;
            await run(draft);
          }
          return repo.replace(...swap);
        },
      };
      const outcome = publishTool('other', stale, oldKeys);
      if (role === 'root') await outcome;
      else await expect(outcome).rejects.toMatchObject({ code: 'ERR_SIGNER_UNAVAILABLE' });
      signers.set(role, [added]);
      await publishTool('other');
      await assertServed(heldCache);
      await refresh(memoryCache(), 'plugins/_/other/1.0.0/other-1.0.0.tgz');
    },
  );

  it.each(['targets', 'snapshot', 'timestamp'] as const)(
    'and commits between the steps (rotate %s) is signed anew by the next one',
    async (role) => {
      const oldKeys = new Map(signers);
      const { draft } = await rotation(role);
      const names: string[] = [];
      const racing = (at: (path: string) => boolean): RepositoryStore => ({
        read: (path) => repo.read(path),
        replace: (...swap) => repo.replace(...swap),
        create: async (path, bytes) => {
          if (!at(path)) return repo.create(path, bytes);
          names.push(`other-${names.length}`);
          await staleCommit(names.at(-1)!, oldKeys, () => repo.create(path, bytes));
        },
      });
      await run(
        draft,
        {},
        racing((path) => path === 'metadata/2.root.json'),
      );
      expect(liveTimestamp().rootVersion).toBe(2);
      expect(names).toEqual(['other-0']);
      await assertServed(heldCache);
      await refresh(memoryCache(), 'plugins/_/other-0/1.0.0/other-0-1.0.0.tgz');
    },
  );

  /** Everything of a publish under the old root, but its swap comes when `then` is done. */
  function staleCommit(name: string, keys: typeof signers, then: () => Promise<void>) {
    return publishTool(
      name,
      {
        read: (path) => repo.read(path),
        create: (path, bytes) => repo.create(path, bytes),
        replace: async (...swap) => {
          await then();
          return repo.replace(...swap);
        },
      },
      keys,
    );
  }

  it('and commits just before the first step is built upon', async () => {
    const oldKeys = new Map(signers);
    const { draft } = await rotation('targets');
    let raced = false;
    await run(
      draft,
      {},
      {
        read: (path) => repo.read(path),
        create: (path, bytes) => repo.create(path, bytes),
        replace: async (...swap) => {
          if (!raced) {
            raced = true;
            await publishTool('other', repo, oldKeys);
          }
          return repo.replace(...swap);
        },
      },
    );
    await assertServed(heldCache);
    await refresh(memoryCache(), 'plugins/_/other/1.0.0/other-1.0.0.tgz');
  });

  it('and publishes the same draft at the same time does no harm', async () => {
    const { draft } = await rotation('snapshot');
    const reports = await Promise.all([run(draft), run(draft)]);
    expect(reports.map(({ version }) => version)).toEqual([2, 2]);
    await assertServed(heldCache);
  });

  it('and publishes another root at the same time: one wins, the other stops', async () => {
    const [one, other] = [await draftOf({}), await draftOf({}, new Date(NOW.getTime() + 50 * DAY))];
    const results = await Promise.allSettled([run(one), run(other)]);
    const lost = results.filter((result) => result.status === 'rejected');
    expect(lost).toHaveLength(1);
    expect(lost[0]?.reason).toMatchObject({ code: 'ERR_ROOT_EXISTS' });
    await assertServed(heldCache);
  });
});

describe('a role whose old key is gone', () => {
  it('is announced before its clients are cut off, and comes back with the last step', async () => {
    const { draft, added } = await rotation('timestamp');
    signers.set('timestamp', [added]);
    const events: RootEvent[] = [];
    const report = await publishRoot(
      { config: CONFIG, trustedRoot, now: NOW, draft, lost: true },
      { ...portsOf(), onEvent: (event) => void events.push(event) },
    );
    expect(report).toMatchObject({ steps: ['create-root', 'swap-timestamp'], gap: ['timestamp'] });
    const order = events.map((event) => (event.type === 'root-step' ? event.step : event.type));
    expect(order.indexOf('root-gap')).toBeLessThan(order.indexOf('create-root'));
    await assertServed(heldCache);
  });

  it('cannot be replaced in the ordinary way', async () => {
    const { draft, added } = await rotation('timestamp');
    signers.set('timestamp', [added]);
    const before = dump();
    await expect(run(draft)).rejects.toMatchObject({ code: 'ERR_SIGNER_UNAVAILABLE' });
    expect(repo.files).toEqual(before);
  });
});

describe('an offline ceremony', () => {
  it('collects 2 of 3 signatures on machines that share nothing but the draft', async () => {
    await openWorld(3);
    const live = await liveRoot();
    const down = planNextRoot(
      live,
      { thresholds: [{ role: 'root', threshold: 2 }] },
      new Date(NOW.getTime() + DAY),
    );
    await run(await signNextRoot({ live, next: down }, portsOf()));
    const [first, second, third] = signers.get('root')!;
    const successor = newSigner();
    signers.delete('root');

    const changes: RootChanges = {
      removeKeys: [{ role: 'root', keyId: third!.keyId.slice(0, 12) }],
      addKeys: [{ role: 'root', key: successor.publicKey }],
    };
    const current = (await loadNewestRoot(repo, trustedRoot)).root;
    const unsigned = draftRoot(planNextRoot(current.signed, changes, new Date(NOW.getTime() + DAY)));
    const statusOf = (file: Uint8Array) => rootStatus({ draft: parseRoot(file), live: current, now: NOW });
    expect(statusOf(unsigned)).toMatchObject({
      version: 3,
      isComplete: false,
      old: { threshold: 2, signed: [] },
      changes: [{ role: 'root', added: [successor.keyId], removed: [third!.keyId] }],
    });
    const one = (await signDraft({ file: unsigned }, first!)).file;
    expect(statusOf(one)).toMatchObject({ isComplete: false, old: { signed: [first!.keyId] } });
    await expect(run(one)).rejects.toMatchObject({ code: 'ERR_DRAFT_INCOMPLETE' });
    // The other machine has a device that answers with a bare signature.
    const signature = await second!.sign((await draftPayload({ file: one })).payload);
    const spelled = Buffer.from(Buffer.from(signature).toString('base64'));
    const two = (await addSignature({ file: one }, { key: second!.publicKey, signature: spelled })).file;
    expect(statusOf(two)).toMatchObject({ isComplete: true });
    expect(payloadOf(two)).toEqual(payloadOf(unsigned));
    await run(two);
    await assertServed(heldCache);
    expect(
      signersOf(keysOf(await liveRoot(), 'root'), parseRoot(repo.files.get('metadata/3.root.json')!)),
    ).toHaveLength(2);
  });

  it('attaches no signature that does not verify', async () => {
    const file = draftRoot(planNextRoot(await liveRoot(), {}, new Date(NOW.getTime() + DAY)));
    const stranger = newSigner();
    const signature = await stranger.sign(Buffer.from('something else'));
    await expect(addSignature({ file }, { key: stranger.publicKey, signature })).rejects.toMatchObject({
      code: 'ERR_SIGNATURE_INVALID',
    });
  });

  it('replaces targets keys that are never at hand, with targets signed elsewhere', async () => {
    const [old] = signers.get('targets')!;
    const added = newSigner();
    signers.delete('targets');
    const draft = await draftOf({
      replaceKeys: [{ role: 'targets', keys: [added.publicKey], threshold: 1 }],
    });
    await expect(run(draft)).rejects.toMatchObject({ code: 'ERR_SIGNER_UNAVAILABLE' });
    const state = await loadRepository(repo, trustedRoot);
    let targets = await draftTargets(state, new Date(NOW.getTime() + DAY), repo);
    targets = (await signDraft({ file: targets }, old!)).file;
    await expect(run(draft, { targets })).rejects.toMatchObject({ code: 'ERR_DRAFT_INCOMPLETE' });
    targets = (await signDraft({ file: targets }, added)).file;
    expect(await run(draft, { targets })).toMatchObject({ gap: [], versions: { targets: 3 } });
    expect(Buffer.from(repo.files.get(metadataPath('targets', 3))!).includes('\n')).toBe(false);
    await assertServed(heldCache);
  });

  it('refuses targets that do not say what the live ones say', async () => {
    const added = newSigner();
    signers.set('targets', [...signers.get('targets')!, added]);
    const draft = await draftOf({
      replaceKeys: [{ role: 'targets', keys: [added.publicKey], threshold: 1 }],
    });
    let targets = await draftTargets(
      await loadRepository(repo, trustedRoot),
      new Date(NOW.getTime() + DAY),
      repo,
    );
    for (const signer of signers.get('targets')!) targets = (await signDraft({ file: targets }, signer)).file;
    await publishTool('other');
    const before = dump();
    await expect(run(draft, { targets })).rejects.toMatchObject({ code: 'ERR_DRAFT_STALE' });
    expect(repo.files).toEqual(before);
  });
});
