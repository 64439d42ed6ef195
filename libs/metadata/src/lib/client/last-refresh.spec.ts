import { describe, expect, it } from '@jest/globals';
import { RepositorySimulator } from '@ragnos-vault/testing';
import type { MetadataCache } from '../ports.ts';
import { memoryCache } from './cache.ts';
import { readLastRefresh } from './last-refresh.ts';
import { openTrustedClient, type TrustedClientInput } from './trusted-client.ts';

const NOW = new Date();
const MINUTE_MS = 60_000;

function minutes(count: number): Date {
  return new Date(NOW.getTime() + count * MINUTE_MS);
}

async function simulator(): Promise<RepositorySimulator> {
  const sim = new RepositorySimulator(NOW);
  await sim.publish();
  return sim;
}

function refresh(sim: RepositorySimulator, cache: MetadataCache, change: Partial<TrustedClientInput>) {
  return openTrustedClient(
    { trustedRoot: sim.trustedRoot, now: NOW, ...change },
    { fetcher: sim, cache },
  ).refresh();
}

async function dump(cache: MetadataCache): Promise<readonly (string | undefined)[]> {
  const names = ['last-refresh', 'timestamp.json', 'snapshot.json', 'targets.json', '2.root.json'];
  const files = await Promise.all(names.map((name) => cache.read(name)));
  return files.map((bytes) => bytes && Buffer.from(bytes).toString());
}

describe('the clock', () => {
  it.each([false, true])(
    'that was put back is noticed before anything is asked for (offline: %s)',
    async (offline) => {
      const sim = await simulator();
      const cache: MetadataCache = { ...memoryCache(), pathOf: (name) => `/trust/${name}` };
      await refresh(sim, cache, { now: minutes(10) });
      await sim.publish();
      sim.requests.length = 0;
      const before = await dump(cache);
      await expect(refresh(sim, cache, { now: minutes(8), offline })).rejects.toMatchObject({
        code: 'ERR_CLOCK_STEPPED_BACK',
        class: 'environment',
        facts: { file: '/trust/last-refresh', lastRefresh: minutes(10).toISOString() },
      });
      expect(sim.requests).toEqual([]);
      expect(await dump(cache)).toEqual(before);
    },
  );

  it('may differ by a minute, and the latest time stays known', async () => {
    const sim = await simulator();
    const cache = memoryCache();
    await refresh(sim, cache, { now: minutes(10) });
    await refresh(sim, cache, { now: minutes(9) });
    expect(await readLastRefresh(cache)).toEqual(minutes(10));
    await refresh(sim, cache, { now: minutes(11) });
    expect(await readLastRefresh(cache)).toEqual(minutes(11));
  });

  it('is believed only where a refresh succeeds, so that it can run ahead no further than the metadata lives', async () => {
    const sim = await simulator();
    const cache = memoryCache();
    await refresh(sim, cache, {});
    await expect(refresh(sim, cache, { now: minutes(60 * 24 * 400) })).rejects.toMatchObject({
      code: 'ERR_TUF_EXPIRED',
    });
    expect(await readLastRefresh(cache)).toEqual(NOW);
    await expect(refresh(sim, cache, { now: minutes(1) })).resolves.toBeDefined();
  });

  it('that ran ahead once is forgotten with the file that says so', async () => {
    const sim = await simulator();
    const cache = memoryCache();
    await refresh(sim, cache, { now: minutes(60) });
    await cache.remove('last-refresh');
    await refresh(sim, cache, {});
    expect(await readLastRefresh(cache)).toEqual(NOW);
  });

  it.each(['', 'yesterday', '9999', '2026-13-45T99:99:99Z', '\u0000'])(
    'is not judged by rubbish: %j',
    async (rubbish) => {
      const sim = await simulator();
      const cache = memoryCache(new Map([['last-refresh', Buffer.from(rubbish)]]));
      await refresh(sim, cache, {});
      expect(await readLastRefresh(cache)).toEqual(NOW);
    },
  );

  it('is neither read nor noted where the caller sets the time itself', async () => {
    const sim = await simulator();
    const cache = memoryCache();
    await refresh(sim, cache, { now: minutes(60), ignoresClock: true });
    expect(await readLastRefresh(cache)).toBeUndefined();
    await refresh(sim, cache, { now: minutes(60) });
    await refresh(sim, cache, { ignoresClock: true });
    expect(await readLastRefresh(cache)).toEqual(minutes(60));
  });
});
