import { describe, expect, it } from '@jest/globals';
import { newSigner, RepositorySimulator } from '@ragnos-vault/testing';
import type { Fetcher, MetadataCache } from '../ports.ts';
import { memoryCache } from './cache.ts';
import { openTrustedClient, type TrustedClient } from './trusted-client.ts';

const NOW = new Date();

async function simulator(): Promise<RepositorySimulator> {
  const sim = new RepositorySimulator(NOW);
  sim.addTarget('a', Buffer.from('a'));
  await sim.publish();
  return sim;
}

function clientOf(sim: RepositorySimulator, cache: MetadataCache, fetcher: Fetcher = sim): TrustedClient {
  return openTrustedClient({ trustedRoot: sim.trustedRoot, now: NOW }, { fetcher, cache });
}

/** Calls `meanwhile` once, before the answer to `path` is delivered. */
function interrupted(sim: RepositorySimulator, path: string, meanwhile: () => Promise<unknown>): Fetcher {
  let isDone = false;
  return {
    async get(asked) {
      const answer = await sim.get(asked);
      if (asked !== path || isDone) return answer;
      isDone = true;
      await meanwhile();
      return answer;
    },
  };
}

async function versionIn(cache: MetadataCache, name: string): Promise<number | undefined> {
  const bytes = await cache.read(name);
  if (bytes === undefined) return undefined;
  return (JSON.parse(Buffer.from(bytes).toString()) as { signed: { version: number } }).signed.version;
}

async function rotateOnlineKeys(sim: RepositorySimulator): Promise<void> {
  for (const role of ['timestamp', 'snapshot'] as const) sim.signers.set(role, [newSigner()]);
  sim.trustSigners();
  sim.root.version += 1;
  await sim.publishRoot();
}

describe('two clients of one cache', () => {
  it.each([
    'metadata/2.root.json',
    'metadata/timestamp.json',
    'metadata/2.snapshot.json',
    'metadata/2.targets.json',
  ])('overtaken while it waits for %s, one never puts an older file over a newer one', async (path) => {
    const sim = await simulator();
    const cache = memoryCache();
    await clientOf(sim, cache).refresh();
    await sim.publish();
    const overtake = async (): Promise<void> => {
      await sim.publish();
      await clientOf(sim, cache).refresh();
    };
    const roles = await clientOf(sim, cache, interrupted(sim, path, overtake)).refresh();
    expect(roles.timestamp.version).toBeGreaterThanOrEqual(2);
    for (const name of ['timestamp.json', 'snapshot.json', 'targets.json'])
      expect(await versionIn(cache, name)).toBe(3);
  });

  it('overtaken by a new root with other keys, one neither undoes its timestamp nor stays with the old root', async () => {
    const sim = await simulator();
    const cache = memoryCache();
    await sim.publish();
    const overtake = async (): Promise<void> => {
      await rotateOnlineKeys(sim);
      await sim.publish();
      await clientOf(sim, cache).refresh();
    };
    const late = interrupted(sim, 'metadata/timestamp.json', overtake);
    expect(await clientOf(sim, cache, late).refresh()).toMatchObject({
      root: { version: 2 },
      timestamp: { version: 3 },
    });
    expect(await versionIn(cache, 'timestamp.json')).toBe(3);
  });

  it('that see the same new root at once forget the old timestamp once, and not the new one', async () => {
    const sim = await simulator();
    const cache = memoryCache();
    await clientOf(sim, cache).refresh();
    await rotateOnlineKeys(sim);
    await sim.publish();
    const overtake = (): Promise<unknown> => clientOf(sim, cache).refresh();
    await clientOf(sim, cache, interrupted(sim, 'metadata/2.root.json', overtake)).refresh();
    expect(await versionIn(cache, 'timestamp.json')).toBe(2);
  });

  it('give no excuse to a mirror that answers with the past', async () => {
    const sim = await simulator();
    const cache = memoryCache();
    const past = sim.dump();
    await sim.publish();
    await clientOf(sim, cache).refresh();
    const newest = sim.dump();
    sim.restore(past);
    const overtake = async (): Promise<void> => {
      sim.restore(newest);
      await sim.publish();
      await clientOf(sim, cache).refresh();
      sim.restore(past);
    };
    await expect(
      clientOf(sim, cache, interrupted(sim, 'metadata/timestamp.json', overtake)).refresh(),
    ).rejects.toMatchObject({ code: 'ERR_TUF_ROLLBACK' });
    expect(await versionIn(cache, 'timestamp.json')).toBe(3);
  });

  it('of which one finds the cache changed by each of its looks at it give up in the end', async () => {
    const sim = await simulator();
    const cache = memoryCache();
    const restless: MetadataCache = {
      ...cache,
      read: async (name) =>
        name === 'timestamp.json' ? Buffer.from(String(Math.random())) : cache.read(name),
    };
    await expect(clientOf(sim, restless).refresh()).rejects.toMatchObject({ code: 'ERR_LOCKED' });
    expect(await cache.read('timestamp.json')).toBeUndefined();
  });
});

/** A cache whose process dies at its n-th change, before or after it was made. */
function mortalCache(cache: MetadataCache, diesAt: number, isAfter: boolean): MetadataCache {
  let changes = 0;
  const change = async (work: () => Promise<void>): Promise<void> => {
    changes += 1;
    if (changes > diesAt) throw new Error('dead');
    if (changes === diesAt && !isAfter) throw new Error('dead');
    await work();
    if (changes === diesAt) throw new Error('dead');
  };
  return {
    read: (name) => (changes >= diesAt ? Promise.reject(new Error('dead')) : cache.read(name)),
    write: (name, bytes) => change(() => cache.write(name, bytes)),
    remove: (name) => change(() => cache.remove(name)),
    exclusive: (work) => cache.exclusive(work),
  };
}

describe('a client that dies at its n-th change of the cache', () => {
  const scenarios: readonly [string, (sim: RepositorySimulator) => Promise<void>][] = [
    ['of an update', async (sim) => sim.publish()],
    [
      'of a root that takes keys away',
      async (sim) => {
        await rotateOnlineKeys(sim);
        await sim.publish();
      },
    ],
    [
      'of two roots, the second of which takes keys away',
      async (sim) => {
        sim.root.version += 1;
        await sim.publishRoot();
        await rotateOnlineKeys(sim);
        await sim.publish();
      },
    ],
  ];

  it.each(scenarios)('%s keeps the floor, and the next one goes on from there', async (_name, moveOn) => {
    let deaths = 0;
    for (let diesAt = 1; ; diesAt += 1) {
      for (const isAfter of [false, true]) {
        const sim = await simulator();
        const cache = memoryCache();
        const past = sim.dump();
        await sim.publish();
        await clientOf(sim, cache).refresh();
        await moveOn(sim);
        const died = await clientOf(sim, mortalCache(cache, diesAt, isAfter))
          .refresh()
          .then(() => false)
          .catch((error: unknown) => String(error).includes('dead'));
        const newest = sim.dump();
        if (!died) {
          expect(deaths).toBeGreaterThan(4);
          return;
        }
        deaths += 1;

        sim.restore(past);
        await expect(clientOf(sim, cache).refresh()).rejects.toMatchObject({ class: 'refused' });
        sim.restore(newest);
        expect(await clientOf(sim, cache).refresh()).toMatchObject({ timestamp: { version: 3 } });
        sim.restore(past);
        await expect(clientOf(sim, cache).refresh()).rejects.toMatchObject({ class: 'refused' });
      }
    }
  });

  it('recovers from a fast-forward all the same', async () => {
    for (let diesAt = 1; ; diesAt += 1) {
      const sim = await simulator();
      const cache = memoryCache();
      sim.timestamp.version = 99_999;
      sim.snapshot.version = 99_999;
      await sim.publish();
      await clientOf(sim, cache).refresh();
      sim.timestamp.version = 2;
      sim.snapshot.version = 2;
      await rotateOnlineKeys(sim);
      await sim.publish();
      const died = await clientOf(sim, mortalCache(cache, diesAt, true))
        .refresh()
        .then(() => false)
        .catch(() => true);
      expect(await clientOf(sim, cache).refresh()).toMatchObject({
        timestamp: { version: 3 },
        snapshot: { version: 3 },
      });
      if (!died) return;
    }
  });
});
