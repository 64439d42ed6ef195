import { beforeEach, describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@ragnos-vault/crypto';
import { newSigner, RepositorySimulator } from '@ragnos-vault/testing';
import type { MetadataCache } from '../ports.ts';
import { memoryCache } from './cache.ts';
import type { RollbackFloor } from './rollback-floor.ts';
import { openTrustedClient } from './trusted-client.ts';
import type { TrustedRoles } from './trusted-roles.ts';

const NOW = new Date();
let sim: RepositorySimulator;

beforeEach(async () => {
  sim = new RepositorySimulator(NOW);
  await sim.publish();
});

/** A client on a machine that knows nothing but the first root and a floor. */
function refresh(floor: RollbackFloor, cache: MetadataCache = memoryCache()): Promise<TrustedRoles> {
  return openTrustedClient(
    { trustedRoot: sim.trustedRoot, now: NOW, floor },
    { fetcher: sim, cache },
  ).refresh();
}

async function floorNow(): Promise<RollbackFloor> {
  const { root, snapshot, timestamp } = await openTrustedClient(
    { trustedRoot: sim.trustedRoot, now: NOW },
    { fetcher: sim, cache: memoryCache() },
  ).refresh();
  return { root, snapshot: snapshot.version, timestamp: timestamp.version };
}

async function rotate(...roles: readonly ('root' | 'timestamp' | 'snapshot')[]): Promise<void> {
  const before = sim.signers.get('root') ?? [];
  for (const role of roles) sim.signers.set(role, [newSigner()]);
  sim.trustSigners();
  sim.root.version += 1;
  await sim.publishRoot(roles.includes('root') ? before : []);
  await sim.publish();
}

describe('a floor from a lock file', () => {
  it('lets in what is as new, or newer', async () => {
    const floor = await floorNow();
    expect(await refresh(floor)).toMatchObject({ timestamp: { version: 1 } });
    await rotate('root');
    await sim.publish();
    expect(await refresh(floor)).toMatchObject({ root: { version: 2 }, timestamp: { version: 3 } });
  });

  it('refuses an older state on a machine that knows nothing', async () => {
    const old = sim.dump();
    await sim.publish();
    const floor = await floorNow();
    sim.restore(old);
    await expect(refresh(floor)).rejects.toMatchObject({
      code: 'ERR_TUF_ROLLBACK',
      facts: { role: 'timestamp', version: 1, seen: 2 },
    });
  });

  it('refuses a chain of roots that ends earlier', async () => {
    const old = sim.dump();
    await rotate('root');
    const floor = { ...(await floorNow()), timestamp: 1, snapshot: 1 };
    sim.restore(old);
    await expect(refresh(floor)).rejects.toMatchObject({ code: 'ERR_TUF_ROLLBACK', facts: { role: 'root' } });
  });

  it.each([1, 2])('refuses a chain whose root v%i is another, and keeps nothing of it', async (version) => {
    await rotate('root');
    const floor = { ...(await floorNow()), root: { version, sha256: sha256Hex(Buffer.from('another')) } };
    const cache = memoryCache();
    await expect(refresh(floor, cache)).rejects.toMatchObject({ code: 'ERR_TUF_ROOT_FORKED' });
    expect(await cache.read('2.root.json')).toBeUndefined();
    expect(await cache.read('timestamp.json')).toBeUndefined();
  });

  it('looks at a root that was kept as well', async () => {
    await rotate('root');
    const cache = memoryCache();
    const floor = await floorNow();
    await refresh(floor, cache);
    const forked = { ...floor, root: { ...floor.root, sha256: 'ab'.repeat(32) } };
    await expect(refresh(forked, cache)).rejects.toMatchObject({ code: 'ERR_TUF_ROOT_FORKED' });
  });

  it('lets versions begin anew where the key was taken away since', async () => {
    for (let round = 0; round < 3; round += 1) await sim.publish();
    const floor = await floorNow();
    sim.timestamp.version = 0;
    sim.snapshot.version = 0;
    await rotate('timestamp', 'snapshot');
    expect(await refresh(floor)).toMatchObject({ timestamp: { version: 1 }, snapshot: { version: 1 } });
  });

  it('does not take a rotation before the floor for one after it', async () => {
    await rotate('timestamp', 'snapshot');
    const old = sim.dump();
    await sim.publish();
    const floor = await floorNow();
    sim.restore(old);
    await expect(refresh(floor)).rejects.toMatchObject({ code: 'ERR_TUF_ROLLBACK' });
  });
});
