import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Signer } from '@ragnos-vault/crypto';
import { memoryCache, openTrustedClient, TIMESTAMP_PATH } from '@ragnos-vault/metadata';
import type { CollectableStore, MetadataCache } from '@ragnos-vault/metadata';
import { faultyStore, MemoryRepository, newSigner, type FailurePoint } from '@ragnos-vault/testing';
import { archiveOf, createVaultInMemory, type VaultInMemory } from '../../spec/vault-in-memory.ts';
import { addVendor } from './add-vendor.ts';
import { COLLECT_LIST_PATH } from './parse-collect-marks.ts';
import { collect } from './collect.ts';
import { rebalance } from './rebalance.ts';
import { removeVendor } from './remove-vendor.ts';
import { renew } from './renew.ts';
import { rotateVendor } from './rotate-vendor.ts';

const START = new Date('2030-01-01T00:00:00Z');
const HOUR_MS = 3_600_000;
const after = (hours: number): Date => new Date(START.getTime() + hours * HOUR_MS);
// A crash before a call leaves what a kill after the call before it leaves.
const KINDS: readonly FailurePoint['kind'][] = ['refused', 'answer-lost', 'killed'];

const HELLO = 'plugins/acme/hello/1.0.0/hello-1.0.0.tgz';
const HELLO_INDEX = 'plugins/acme/hello/index.json';
const OTHER = 'plugins/beta/other/1.0.0/other-1.0.0.tgz';
const NEXT = 'plugins/beta/other/2.0.0/other-2.0.0.tgz';

let repo: MemoryRepository;
let vault: VaultInMemory;
/** The state before each run, and what a client knows who was there then. */
let files: ReadonlyMap<string, Uint8Array>;
let signers: ReadonlyMap<string, readonly Signer[]>;
let held: Map<string, Uint8Array>;

/** Vendors acme, in two bins, and beta, with a history that leaves unused files. */
beforeEach(async () => {
  repo = new MemoryRepository();
  vault = await createVaultInMemory(START, { store: repo, newSigner });
  await vault.addVendor('acme', START);
  await vault.addVendor('beta', START);
  await vault.publish(['@acme/hello@1.0.0', '@beta/other@1.0.0'], START);
  await vault.rebalance('acme', 2, START);
  for (const at of [1, 2, 3]) await renewAll(at, repo);
});

const inputAt = (hours: number) => {
  const { config, trustedRoot } = vault;
  return { config, trustedRoot, now: after(hours) };
};
const through = (store: CollectableStore) => ({ ...vault.ports, store });
const collectAt = (hours: number, store: CollectableStore) =>
  collect({ ...inputAt(hours), graceMs: HOUR_MS, keepSnapshots: 3, dryRun: false }, store);
const renewAll = (hours: number, store: CollectableStore) =>
  renew({ ...inputAt(hours), roles: ['targets', 'snapshot'], ifNeeded: false }, through(store));

interface Scenario {
  readonly name: string;
  /** What clients find at all times. */
  readonly keeps: readonly string[];
  readonly prepare?: () => unknown;
  readonly run: (store: CollectableStore) => Promise<unknown>;
}

let fresh: Signer;
const ALL = [HELLO, HELLO_INDEX, OTHER];
const keysOf = (signer: Signer) => ({ keys: [signer.publicKey], threshold: 1 });

const scenarios: readonly Scenario[] = [
  {
    name: 'publish into bins',
    keeps: ALL,
    run: (store) => vault.publish(['@acme/hello@1.1.0'], after(5), through(store)),
  },
  {
    name: 'publish what is marked',
    keeps: ALL,
    prepare: async () => {
      const leaving = faultyStore(repo, { call: 4, kind: 'crash' });
      await vault.publish(['@acme/hello@1.1.0'], after(5), through(leaving)).catch(() => undefined);
      await collectAt(5, repo);
      expect(Buffer.from(repo.files.get(COLLECT_LIST_PATH)!).toString()).toContain('hello-1.1.0.tgz');
    },
    run: (store) => vault.publish(['@acme/hello@1.1.0'], after(5), through(store)),
  },
  {
    name: 'renew',
    keeps: ALL,
    run: (store) =>
      renew(
        { ...inputAt(5), roles: ['targets', 'snapshot', 'vendor-acme'], ifNeeded: false },
        through(store),
      ),
  },
  {
    name: 'vendor add',
    keeps: ALL,
    prepare: async () => {
      await vault.publish(['@gamma/new@1.0.0'], after(4));
      fresh = newSigner();
      vault.signers.set('vendor-gamma', [fresh]);
    },
    run: (store) => addVendor({ ...inputAt(5), vendor: 'gamma', keys: keysOf(fresh) }, through(store)),
  },
  {
    name: 'vendor rotate',
    keeps: ALL,
    prepare: () => {
      fresh = newSigner();
      vault.signers.set('vendor-acme', [...vault.signers.get('vendor-acme')!, fresh]);
    },
    run: (store) => rotateVendor({ ...inputAt(5), vendor: 'acme', keys: keysOf(fresh) }, through(store)),
  },
  {
    name: 'vendor remove',
    keeps: [HELLO_INDEX, OTHER],
    run: (store) => removeVendor({ ...inputAt(5), vendor: 'acme' }, through(store)),
  },
  {
    name: 'rebalance to more bins',
    keeps: ALL,
    run: (store) => rebalance({ ...inputAt(5), vendor: 'acme', bins: 4, kind: 'prefixes' }, through(store)),
  },
  {
    name: 'rebalance to none',
    keeps: ALL,
    run: (store) => rebalance({ ...inputAt(5), vendor: 'acme', bins: 1, kind: 'succinct' }, through(store)),
  },
  { name: 'collect, which marks', keeps: ALL, run: (store) => collectAt(5, store) },
  {
    name: 'collect, which removes',
    keeps: ALL,
    prepare: async () => {
      expect((await collectAt(4, repo)).marked.files).toBeGreaterThan(3);
    },
    run: (store) => collectAt(5, store),
  },
];

describe.each(scenarios)('$name', ({ keeps, prepare, run }) => {
  beforeEach(async () => {
    await prepare?.();
    files = new Map(repo.files);
    signers = new Map(vault.signers);
    held = new Map();
    await downloads(keeps, 5, cacheOver(held));
    expect([...held.keys()]).toContain('timestamp.json');
  });

  it.each(KINDS)(
    'that is cut off at any call (%s) harms no client, and the next publish repairs',
    async (kind) => {
      for (let call = 1; ; call += 1) {
        restore();
        const store = faultyStore(repo, { call, kind });
        await run(store).catch(() => undefined);
        expect(changed()).toEqual([]);
        await downloads(keeps, 5, memoryCache());
        await downloads(keeps, 5, cacheOver(new Map(held)));
        await vault.publish(['@beta/other@2.0.0'], after(6));
        await downloads([...keeps, NEXT], 6, memoryCache());
        await collectAt(7, repo);
        await collectAt(9, repo);
        expect(isSwept()).toBe(true);
        await downloads([...keeps, NEXT], 9, cacheOver(new Map(held)));
        if (store.calls() < call) break;
        expect(call).toBeLessThan(60);
      }
    },
  );
});

function restore(): void {
  repo.files.clear();
  for (const [path, bytes] of files) repo.files.set(path, bytes);
  vault.signers.clear();
  for (const [role, keys] of signers) vault.signers.set(role, keys);
}

/** Files that were stored before and have other bytes now, against the rule. */
function changed(): readonly string[] {
  const mutable = new Set([TIMESTAMP_PATH, COLLECT_LIST_PATH]);
  return [...files].flatMap(([path, bytes]) => {
    const now = repo.files.get(path);
    return mutable.has(path) || now === undefined || Buffer.compare(now, bytes) === 0 ? [] : [path];
  });
}

/** Whether the list of unused files has come to its end. */
function isSwept(): boolean {
  const list = JSON.parse(Buffer.from(repo.files.get(COLLECT_LIST_PATH)!).toString()) as object;
  return !('sweep' in list) && 'marked' in list && Array.isArray(list.marked) && list.marked.length === 0;
}

async function downloads(paths: readonly string[], hours: number, cache: MetadataCache): Promise<void> {
  const client = openTrustedClient(
    { trustedRoot: vault.trustedRoot, now: after(hours) },
    { fetcher: repo, cache },
  );
  for (const path of paths) {
    const target = await client.findTarget(path);
    expect(target).toBeDefined();
    const bytes = Buffer.from(await client.downloadBytes(target!));
    const [, , vendor, name, version] = /^(plugins)\/(.+)\/(.+)\/(.+)\/.+\.tgz$/.exec(path) ?? [];
    if (version !== undefined) expect(bytes).toEqual(Buffer.from(archiveOf(`@${vendor}/${name}@${version}`)));
  }
}

/** A cache whose content can be looked at, and taken to another client. */
function cacheOver(known: Map<string, Uint8Array>): MetadataCache {
  return {
    read: (name) => Promise.resolve(known.get(name)),
    write: (name, bytes) => Promise.resolve(void known.set(name, bytes)),
    remove: (name) => Promise.resolve(void known.delete(name)),
    exclusive: (work) => work(),
  };
}
