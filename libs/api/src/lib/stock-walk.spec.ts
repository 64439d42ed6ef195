import { describe, expect, it } from '@jest/globals';
import { VaultError } from '@ragnos-vault/errors';
import { encodeRoot, signRole } from '@ragnos-vault/metadata';
import { memoryCache, openTrustedClient } from '@ragnos-vault/metadata';
import type { Fetcher } from '@ragnos-vault/metadata';
import type { WalkFailure } from '@ragnos-vault/publisher';
import { RepositorySimulator } from '@ragnos-vault/testing';
import { stockWalk } from './stock-walk.ts';

const NOW = new Date('2030-01-01T00:00:00Z');
const PATH = 'plugins/acme/hello/1.0.0/hello-1.0.0.tgz';
const bytes = Buffer.from('hello');

async function simulate(): Promise<RepositorySimulator> {
  const sim = new RepositorySimulator(NOW);
  sim.addTarget(PATH, bytes);
  await sim.publish();
  return sim;
}

function walk(
  sim: RepositorySimulator,
  fetcher: Fetcher = sim,
  change: { readonly now?: Date; readonly root?: Uint8Array; readonly path?: string } = {},
): Promise<readonly WalkFailure[]> {
  const { now = NOW, root = sim.trustedRoot, path = PATH } = change;
  const start = { name: 'root' as const, root, known: new Map<string, Uint8Array>() };
  return stockWalk({ start, now, samples: [{ role: 'targets', path, length: bytes.length }] }, fetcher);
}

describe('the walk of a stock tuf-js', () => {
  it('refreshes, finds and downloads through our fetcher', async () => {
    const sim = await simulate();
    expect(await walk(sim)).toEqual([]);
    expect(sim.requests).toEqual([
      'metadata/2.root.json',
      'metadata/timestamp.json',
      'metadata/1.snapshot.json',
      'metadata/1.targets.json',
      sim.pathOf(PATH),
    ]);
  });

  it('goes on from what it knows', async () => {
    const sim = await simulate();
    const names = ['timestamp', '1.snapshot', '1.targets'];
    const known = new Map(
      names.map(
        (name) => [`${name.replace('1.', '')}.json`, sim.files.get(`metadata/${name}.json`)!] as const,
      ),
    );
    const start = { name: 'live state' as const, root: sim.trustedRoot, known };
    expect(await stockWalk({ start, now: NOW, samples: [] }, sim)).toEqual([]);
    expect(sim.requests).toEqual(['metadata/2.root.json', 'metadata/timestamp.json']);
  });

  it('tells which target it could not get, and which it did not find', async () => {
    const sim = await simulate();
    expect(await walk(sim, sim, { path: 'nothing' })).toEqual([
      { path: 'nothing', message: 'it was not found' },
    ]);
    sim.files.set(sim.pathOf(PATH), Buffer.from('other'));
    expect(await walk(sim)).toMatchObject([{ path: PATH }]);
  });

  it('judges expiry at the time that it is given', async () => {
    const sim = await simulate();
    expect(await walk(sim, sim, { now: new Date('2031-01-01T00:00:00Z') })).toMatchObject([
      { message: expect.stringMatching(/expired/i) },
    ]);
  });

  it('tells what the fetcher says', async () => {
    const sim = await simulate();
    const broken: Fetcher = {
      get: () => Promise.reject(new VaultError('ERR_FETCH_FAILED', 'the line is dead')),
    };
    expect(await walk(sim, broken)).toEqual([{ message: 'the line is dead' }]);
  });

  it('is not our client: what that one reads beyond tuf-js is refused', async () => {
    const sim = await simulate();
    const { consistent_snapshot: consistent, ...signed } = encodeRoot({
      ...sim.root,
      consistentSnapshot: false,
    });
    expect(consistent).toBe(false);
    const root = await signRole(signed, sim.signers.get('root')!);
    for (const role of ['snapshot', 'targets'])
      sim.files.set(`metadata/${role}.json`, sim.files.get(`metadata/1.${role}.json`)!);
    const client = openTrustedClient({ trustedRoot: root, now: NOW }, { fetcher: sim, cache: memoryCache() });
    await expect(client.refresh()).resolves.toBeDefined();
    expect(await walk(sim, sim, { root })).toEqual([{ message: expect.stringMatching(/consistent/i) }]);
  });
});
