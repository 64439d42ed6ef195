import { describe, expect, it } from '@jest/globals';
import { loadRepository } from './load-repository.ts';
import { planRelease } from './plan-release.ts';
import { RepositorySimulator } from '@ragnos-vault/testing';
import type { RepositoryStore } from './ports.ts';

const NOW = new Date();

async function stateAt(version: number) {
  const sim = new RepositorySimulator(NOW);
  sim.timestamp.version = version;
  await sim.publish();
  const store: Pick<RepositoryStore, 'read'> = {
    read: (path) => {
      const bytes = sim.files.get(path);
      return Promise.resolve(bytes && { bytes, etag: 'any' });
    },
  };
  return loadRepository(store as RepositoryStore, sim.trustedRoot);
}

const input = {
  roles: new Map<string, never>(),
  signedElsewhere: new Map<string, never>(),
  expiresOf: () => NOW,
  versionOf: (_role: string, live: number) => live + 1,
};

describe('a release', () => {
  it('takes the last number that every client can read', async () => {
    const { toTimestamp } = planRelease(await stateAt(Number.MAX_SAFE_INTEGER - 1), input);
    expect(toTimestamp(new Uint8Array()).version).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('has none to take above it', async () => {
    const { toTimestamp } = planRelease(await stateAt(Number.MAX_SAFE_INTEGER), input);
    expect(() => toTimestamp(new Uint8Array())).toThrow(
      expect.objectContaining({
        code: 'ERR_VERSION_EXHAUSTED',
        facts: { role: 'timestamp', live: 2 ** 53 - 1 },
      }),
    );
  });
});
