import { beforeEach, describe, expect, it } from '@jest/globals';
import { newSigner, RepositorySimulator } from '@ragnos-vault/testing';
import { sha256Hex } from '@ragnos-vault/crypto';
import { loadRepository } from './load-repository.ts';
import { planRelease } from './plan-release.ts';
import type { RepositoryStore } from './ports.ts';

const NOW = new Date();
const LATER = new Date(NOW.getTime() + 1000 * 3600);
const TARGET = { length: 1, hashes: new Map([['sha256', 'ab'.repeat(32)]]) };

function readOnly(sim: RepositorySimulator): RepositoryStore {
  const refuse = (): Promise<void> => Promise.reject(new Error('read only'));
  return {
    read: (path) => {
      const bytes = sim.files.get(path);
      return Promise.resolve(bytes === undefined ? undefined : { bytes, etag: sha256Hex(bytes) });
    },
    create: refuse,
    replace: refuse,
  };
}

describe('loadRepository', () => {
  let sim: RepositorySimulator;
  beforeEach(async () => {
    sim = new RepositorySimulator(NOW);
    sim.addTarget('a.tgz', Buffer.from('a'));
    await sim.publish();
  });

  it('reads the live state, with the etag that a commit needs', async () => {
    const state = await loadRepository(readOnly(sim), sim.trustedRoot);
    expect([...state.targets.signed.targets.keys()]).toEqual(['a.tgz']);
    expect(state.timestampEtag).toBe(sha256Hex(sim.files.get('metadata/timestamp.json')!));
  });

  it('does not mind an expired role: its publisher must be able to renew it', async () => {
    sim.timestamp.expires = new Date(0);
    sim.snapshot.expires = new Date(0);
    await sim.publish();
    expect((await loadRepository(readOnly(sim), sim.trustedRoot)).timestamp.signed.version).toBe(2);
  });

  it('reads a root that was published while it was reading', async () => {
    sim.signers.set('timestamp', [newSigner()]);
    sim.trustSigners();
    sim.root.version = 2;
    await sim.publishRoot();
    sim.timestamp.rootVersion = 2;
    await sim.publish();
    const store = readOnly(sim);
    let asked = 0;
    const read: RepositoryStore['read'] = (path) =>
      path === 'metadata/2.root.json' && (asked += 1) === 1 ? Promise.resolve(undefined) : store.read(path);
    const state = await loadRepository({ ...store, read }, sim.trustedRoot);
    expect([state.root.signed.version, state.timestamp.signed.version]).toEqual([2, 2]);
  });

  it.each([
    [
      'foreign targets',
      'ERR_TUF_SIGNATURE',
      async () => {
        sim.signers.set('targets', [newSigner()]);
        await sim.publish();
      },
    ],
    [
      'a swapped snapshot',
      'ERR_TUF_HASH_MISMATCH',
      async () => {
        await sim.publish();
        sim.files.set('metadata/2.snapshot.json', sim.files.get('metadata/1.snapshot.json')!);
      },
    ],
    [
      'swapped targets',
      'ERR_TUF_VERSION_MISMATCH',
      async () => {
        await sim.publish();
        sim.files.set('metadata/2.targets.json', sim.files.get('metadata/1.targets.json')!);
      },
    ],
    [
      'no targets',
      'ERR_TUF_MISSING',
      async () => {
        await sim.publish();
        sim.files.delete('metadata/2.targets.json');
      },
    ],
    [
      'a root that only signs itself',
      'ERR_TUF_SIGNATURE',
      async () => {
        sim.signers.set('root', [newSigner()]);
        sim.trustSigners();
        sim.root.version = 2;
        await sim.publishRoot();
      },
    ],
  ])('refuses to build on %s', async (_name, code, attack) => {
    await attack();
    await expect(loadRepository(readOnly(sim), sim.trustedRoot)).rejects.toMatchObject({ code });
  });
});

describe('planRelease', () => {
  it('raises each version by one, leaves the old state as it was, and names the snapshot by its bytes', async () => {
    const sim = new RepositorySimulator(NOW);
    sim.addTarget('a.tgz', Buffer.from('a'));
    await sim.publish();
    const state = await loadRepository(readOnly(sim), sim.trustedRoot);
    const plan = planRelease(state, {
      roles: new Map([['targets', { targets: new Map([['b.tgz', TARGET]]), extra: {} }]]),
      signedElsewhere: new Map([['vendor-acme', 7]]),
      expiresOf: () => LATER,
      versionOf: (role, live) => (role === 'snapshot' ? 5 : live + 1),
    });
    const snapshotBytes = Buffer.from('the snapshot');
    expect([...(plan.targets.get('targets')?.targets.keys() ?? [])]).toEqual(['b.tgz']);
    expect([plan.targets.get('targets')?.version, plan.snapshot?.version]).toEqual([2, 5]);
    expect(plan.snapshot?.meta).toEqual(
      new Map([
        ['targets', { version: 2 }],
        ['vendor-acme', { version: 7 }],
      ]),
    );
    expect(plan.toTimestamp(snapshotBytes)).toMatchObject({
      version: 2,
      expires: LATER,
      snapshot: {
        version: 5,
        length: snapshotBytes.length,
        hashes: new Map([['sha256', sha256Hex(snapshotBytes)]]),
      },
    });
    expect([...state.targets.signed.targets.keys()]).toEqual(['a.tgz']);
  });
});
