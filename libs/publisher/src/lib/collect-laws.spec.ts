import { describe, expect, it } from '@jest/globals';
import { memoryCache, openTrustedClient } from '@ragnos-vault/metadata';
import { faultyStore, MemoryRepository, newSigner } from '@ragnos-vault/testing';
import fc from 'fast-check';
import { archiveOf, createVaultInMemory, type VaultInMemory } from '../../spec/vault-in-memory.ts';
import { collect } from './collect.ts';
import { renew } from './renew.ts';
import { yank } from './yank.ts';

const START = new Date('2030-01-01T00:00:00Z');
const MINUTE_MS = 60_000;
const GRACE_MINUTES = 60;
const PLUGINS = ['@acme/hello', '@acme/other', 'tool'];

type Act =
  | {
      readonly type: 'publish' | 'crash';
      readonly plugin: number;
      readonly version: number;
      readonly call: number;
    }
  | { readonly type: 'yank'; readonly undo: boolean }
  | { readonly type: 'rebalance'; readonly bins: number }
  | { readonly type: 'renew' }
  | { readonly type: 'collect'; readonly keepSnapshots: number }
  | { readonly type: 'collect-crash'; readonly call: number }
  | { readonly type: 'wait'; readonly minutes: number };

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constantFrom('publish' as const, 'publish' as const, 'crash' as const),
      plugin: fc.nat({ max: PLUGINS.length - 1 }),
      // Few enough that a publish which crashed is likely to be run again.
      version: fc.nat({ max: 3 }),
      call: fc.integer({ min: 1, max: 8 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('yank' as const), undo: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('rebalance' as const), bins: fc.constantFrom(1, 2, 4) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('renew' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('collect' as const),
      keepSnapshots: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('collect-crash' as const),
      call: fc.integer({ min: 1, max: 6 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('wait' as const), minutes: fc.integer({ min: 10, max: 90 }) }),
  },
);

/** A repository, its clock, and what it owes to whom. */
interface World {
  readonly repo: MemoryRepository;
  readonly vault: VaultInMemory;
  minutes: number;
  readonly published: Set<string>;
  /** What a client asked for, and until when it may ask again. */
  readonly promises: { readonly until: number; readonly paths: ReadonlySet<string> }[];
}

const now = ({ minutes }: World): Date => new Date(START.getTime() + minutes * MINUTE_MS);
const pathOf = (spec: string): string => {
  const [, vendor = '_', name = '', version = ''] = /^(?:@(.+)\/)?(.+)@(.+)$/.exec(spec) ?? [];
  return `plugins/${vendor}/${name}/${version}/${name}-${version}.tgz`;
};

async function createWorld(): Promise<World> {
  const repo = new MemoryRepository();
  const vault = await createVaultInMemory(START, { store: repo, newSigner });
  await vault.addVendor('acme', START);
  await vault.publish(['@acme/hello@0.0.0'], START);
  return { repo, vault, minutes: 0, published: new Set(['@acme/hello@0.0.0']), promises: [] };
}

async function perform(step: Act, world: World): Promise<void> {
  const { repo, vault } = world;
  const { config, trustedRoot, ports } = vault;
  const base = { config, trustedRoot, now: now(world) };
  const sweep = { ...base, graceMs: GRACE_MINUTES * MINUTE_MS, dryRun: false };
  switch (step.type) {
    case 'wait':
      world.minutes += step.minutes;
      return;
    case 'publish':
    case 'crash': {
      const spec = `${PLUGINS[step.plugin]}@1.${step.version}.0`;
      const dying = faultyStore(repo, { call: step.call, kind: 'crash' });
      const through = step.type === 'publish' ? ports : { ...ports, store: dying };
      const isDone = await mayFail(vault.publish([spec], base.now, through));
      if (isDone) world.published.add(spec);
      return;
    }
    case 'yank':
      await mayFail(yank({ ...base, plugin: '@acme/hello@0.0.0', undo: step.undo }, ports));
      return;
    case 'rebalance':
      await vault.rebalance('acme', step.bins, base.now);
      return;
    case 'renew':
      await renew({ ...base, roles: ['targets', 'vendor-acme'], ifNeeded: false }, ports);
      return;
    case 'collect':
      await collect({ ...sweep, keepSnapshots: step.keepSnapshots }, repo);
      return;
    case 'collect-crash':
      await mayFail(collect({ ...sweep, keepSnapshots: 1 }, faultyStore(repo, { ...step, kind: 'crash' })));
  }
}

/** False for the faults of the store, and for a publisher that must wait for a sweep. */
async function mayFail(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    expect(['ERR_IO', 'ERR_COLLECT_RUNNING']).toContain((error as { code: string }).code);
    return false;
  }
}

/** A new client downloads all; what it asked for must still be there for the grace period. */
async function download(world: World): Promise<void> {
  const { repo, vault, promises, published, minutes } = world;
  repo.requests.length = 0;
  const client = openTrustedClient(
    { trustedRoot: vault.trustedRoot, now: now(world) },
    { fetcher: repo, cache: memoryCache() },
  );
  for (const spec of published) {
    const target = await client.findTarget(pathOf(spec));
    expect(target).toBeDefined();
    expect(Buffer.compare(await client.downloadBytes(target!), archiveOf(spec))).toBe(0);
  }
  const index = await client.findTarget('plugins/acme/hello/index.json');
  await client.downloadBytes(index!);
  const asked = repo.requests.filter(({ verb, path }) => verb === 'get' && repo.files.has(path));
  promises.push({ until: minutes + GRACE_MINUTES, paths: new Set(asked.map(({ path }) => path)) });
}

/** Whoever began to read a state less than the grace period ago can read it to its end. */
function expectPromisesKept({ promises, minutes, repo }: World): void {
  const missing = promises
    .filter(({ until }) => minutes < until)
    .flatMap(({ paths }) => [...paths].filter((path) => !repo.files.has(path)));
  expect(missing).toEqual([]);
}

describe('collect, among publishers and crashes in any order,', () => {
  it('keeps all that is published, and for an hour all that was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 24 }), async (acts) => {
        const world = await createWorld();
        await download(world);
        for (const step of acts) {
          await perform(step, world);
          await download(world);
          expectPromisesKept(world);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('leaves nothing that is unused, when it is run to its end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 16 }), async (acts) => {
        const world = await createWorld();
        for (const step of acts) await perform(step, world);
        // A number that a publisher left above the live one is passed by the next.
        for (const version of [0, 1, 2]) await world.vault.publish([`last@1.${version}.0`], now(world));
        for (const minutes of [100, 100, 100]) {
          world.minutes += minutes;
          await perform({ type: 'collect', keepSnapshots: 1 }, world);
        }
        const after = new Map(world.repo.files);
        world.minutes += 100;
        await perform({ type: 'collect', keepSnapshots: 1 }, world);
        expect([...world.repo.files.keys()]).toEqual([...after.keys()]);
        const snapshots = [...after.keys()].filter((path) => path.endsWith('.snapshot.json'));
        expect(snapshots).toHaveLength(1);
        await download(world);
      }),
      { numRuns: 15 },
    );
  });
});
