import { describe, expect, it } from '@jest/globals';
import { newSigner, RepositorySimulator } from '@ragnos-vault/testing';
import type { Fetcher, MetadataCache } from '../ports.ts';
import { memoryCache } from './cache.ts';
import { openTrustedClient, type TrustedClient, type TrustedClientInput } from './trusted-client.ts';

const NOW = new Date();
const DAY_MS = 86_400_000;
const INDEX = 'plugins/acme/hello/index.json';

function later(days: number): Date {
  return new Date(NOW.getTime() + days * DAY_MS);
}

async function simulator(): Promise<RepositorySimulator> {
  const sim = new RepositorySimulator(NOW);
  sim.addTarget('a', Buffer.from('the archive'));
  sim.addTarget(INDEX, Buffer.from('the index'));
  await sim.publish();
  return sim;
}

/** A network that nobody may use. */
const unplugged: Fetcher = {
  get: (path) => Promise.reject(new Error(`the network was asked for ${path}`)),
};

function clientOf(sim: RepositorySimulator, cache: MetadataCache, now = NOW): TrustedClient {
  return openTrustedClient({ trustedRoot: sim.trustedRoot, now }, { fetcher: sim, cache });
}

function offline(
  sim: RepositorySimulator,
  cache: MetadataCache,
  change: Partial<TrustedClientInput> = {},
): TrustedClient {
  const input = { trustedRoot: sim.trustedRoot, now: NOW, offline: true, ...change };
  return openTrustedClient(input, { fetcher: unplugged, cache: readOnly(cache) });
}

function readOnly(cache: MetadataCache): MetadataCache {
  const refuse = (): Promise<never> => Promise.reject(new Error('an offline client changes nothing'));
  return { read: (name) => cache.read(name), write: refuse, remove: refuse, exclusive: refuse };
}

describe('an offline client', () => {
  it('trusts what an earlier refresh proved, and says when that was', async () => {
    const sim = await simulator();
    const cache = memoryCache();
    const roles = await clientOf(sim, cache).refresh();
    await sim.publish();
    const client = offline(sim, cache, { now: later(1) });
    expect(await client.refresh()).toEqual({ ...roles, lastRefresh: NOW });
    expect(await client.findTarget('a')).toMatchObject({ path: 'a', length: 11 });
    expect(await client.findTarget('b')).toBeUndefined();
  });

  it('walks the kept roots from the given one on', async () => {
    const sim = await simulator();
    const cache = memoryCache();
    const old = sim.signers.get('root') ?? [];
    for (const role of ['root', 'timestamp', 'snapshot', 'targets'] as const)
      sim.signers.set(role, [newSigner()]);
    sim.trustSigners();
    sim.root.version = 2;
    await sim.publishRoot(old);
    await sim.publish();
    await clientOf(sim, cache).refresh();
    expect(await offline(sim, cache).refresh()).toMatchObject({ root: { version: 2 } });
    await cache.remove('2.root.json');
    await expect(offline(sim, cache).refresh()).rejects.toMatchObject({ code: 'ERR_TUF_SIGNATURE' });
  });

  it.each([
    ['timestamp.json', 'ERR_OFFLINE'],
    ['snapshot.json', 'ERR_OFFLINE'],
    ['targets.json', 'ERR_OFFLINE'],
  ])('refuses where %s is missing', async (name, code) => {
    const sim = await simulator();
    const cache = memoryCache();
    await clientOf(sim, cache).refresh();
    await cache.remove(name);
    await expect(offline(sim, cache).refresh()).rejects.toMatchObject({ code, class: 'refused' });
  });

  it.each(['timestamp.json', 'snapshot.json', 'targets.json', '2.root.json'])(
    'refuses a poisoned %s',
    async (name) => {
      const [sim, evil] = [await simulator(), await simulator()];
      const [cache, poison] = [memoryCache(), memoryCache()];
      await clientOf(sim, cache).refresh();
      evil.root.version = 2;
      await evil.publishRoot();
      await clientOf(evil, poison).refresh();
      for (const bytes of [(await poison.read(name)) ?? Buffer.from(''), Buffer.from('{"signed":')]) {
        await cache.write(name, bytes);
        await expect(offline(sim, cache).refresh()).rejects.toMatchObject({ class: 'refused' });
      }
    },
  );

  it('refuses files of two releases, as an update that was cut short leaves them', async () => {
    const sim = await simulator();
    const cache = memoryCache();
    await clientOf(sim, cache).refresh();
    await sim.publish();
    await cache.write('timestamp.json', sim.files.get('metadata/timestamp.json') ?? new Uint8Array());
    await expect(offline(sim, cache).refresh()).rejects.toMatchObject({ code: 'ERR_OFFLINE' });
  });

  it.each(['root', 'timestamp', 'snapshot', 'targets'] as const)(
    'refuses an expired %s, and takes it only where it is told to',
    async (role) => {
      const sim = new RepositorySimulator(NOW);
      sim.addTarget('a', Buffer.from('the archive'));
      sim[role].expires = later(2);
      await sim.publish();
      const cache = memoryCache();
      await clientOf(sim, cache).refresh();
      const now = later(3);
      await expect(offline(sim, cache, { now }).refresh()).rejects.toMatchObject({ code: 'ERR_TUF_EXPIRED' });
      const careless = offline(sim, cache, { now, acceptExpiredMetadataUnsafe: true });
      expect(await careless.refresh()).toMatchObject({ timestamp: { version: 1 } });
      expect(await careless.findTarget('a')).toMatchObject({ path: 'a' });
    },
  );

  it('never takes expired metadata while it could ask for newer', async () => {
    const sim = await simulator();
    const input = { trustedRoot: sim.trustedRoot, now: NOW, acceptExpiredMetadataUnsafe: true };
    expect(() => openTrustedClient(input, { fetcher: sim, cache: memoryCache() })).toThrow(
      expect.objectContaining({ code: 'ERR_USAGE' }),
    );
  });

  it('has the small targets that were read before, proven against the metadata that is trusted now', async () => {
    const sim = await simulator();
    const cache = memoryCache();
    const client = clientOf(sim, cache);
    const index = (await client.findTarget(INDEX))!;
    await client.downloadBytes(index);
    expect(Buffer.from(await offline(sim, cache).downloadBytes(index)).toString()).toBe('the index');
    const archive = (await client.findTarget('a'))!;
    await expect(offline(sim, cache).downloadBytes(archive)).rejects.toThrow('the network was asked for');

    sim.addTarget(INDEX, Buffer.from('a newer index'));
    await sim.publish();
    const newer = clientOf(sim, cache);
    const renewed = (await newer.findTarget(INDEX))!;
    await expect(offline(sim, cache).downloadBytes(renewed)).rejects.toThrow('the network was asked for');
    await newer.downloadBytes(renewed);
    expect(Buffer.from(await offline(sim, cache).downloadBytes(renewed)).toString()).toBe('a newer index');
  });

  it('reads again where a refresh goes on meanwhile', async () => {
    const sim = await simulator();
    const cache = memoryCache();
    await clientOf(sim, cache).refresh();
    let isMoved = false;
    const moving: MetadataCache = {
      ...cache,
      read: async (name) => {
        const bytes = await cache.read(name);
        if (name === 'timestamp.json' && !isMoved) {
          isMoved = true;
          await sim.publish();
          await clientOf(sim, cache).refresh();
        }
        return bytes;
      },
    };
    expect(await offline(sim, moving).refresh()).toMatchObject({ timestamp: { version: 2 } });
  });
});
