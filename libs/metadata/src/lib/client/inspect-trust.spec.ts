import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@ragnos-vault/crypto';
import { ConformanceRepository, expiryAfter, newSigner } from '@ragnos-vault/testing';
import type { MetadataCache } from '../ports.ts';
import { memoryCache } from './cache.ts';
import { inspectTrust } from './inspect-trust.ts';
import { openTrustedClient, type TrustedClient } from './trusted-client.ts';

const NOW = new Date();
const DAY_MS = 86_400_000;

function later(days: number): Date {
  return new Date(NOW.getTime() + days * DAY_MS);
}

function clientOf(repo: ConformanceRepository, cache: MetadataCache): TrustedClient {
  return openTrustedClient({ trustedRoot: repo.trustedRoot, now: NOW }, { fetcher: repo, cache });
}

/** A vendor, a vendor's bins, and a role that was never needed; `file` of the vendor was looked for. */
async function seen(): Promise<{ repo: ConformanceRepository; cache: MetadataCache }> {
  const repo = await ConformanceRepository.open(NOW);
  repo.delegate('targets', { name: 'vendor', paths: ['v/*', 'w/*'], terminating: true });
  repo.delegate('targets', { name: 'unneeded', path_hash_prefixes: ['0', '1'] });
  const bins = repo.delegateToBins('vendor', 1, 'bins');
  for (const bin of bins) repo.addTarget(bin, 'v/file', Buffer.from('bytes'));
  await repo.publishAll();
  await repo.publish('root');
  const cache = memoryCache();
  await clientOf(repo, cache).findTarget('v/file');
  return { repo, cache };
}

const inspect = (repo: ConformanceRepository, cache: MetadataCache, now = NOW) =>
  inspectTrust({ trustedRoot: repo.trustedRoot, now }, cache);

describe('what is trusted', () => {
  it('is told of each role, from the given root down to the bins that were fetched', async () => {
    const { repo, cache } = await seen();
    const report = await inspect(repo, cache);
    expect(report).toMatchObject({
      rootSha256: sha256Hex(repo.fileOf('2.root')),
      givenRoot: { version: 1, sha256: sha256Hex(repo.trustedRoot) },
      lastRefresh: NOW,
      roles: [
        { role: 'root', state: 'trusted', version: 2, threshold: 1, keyIds: [expect.any(String)] },
        { role: 'timestamp', state: 'trusted', version: 2 },
        { role: 'snapshot', state: 'trusted', version: 2 },
        { role: 'targets', state: 'trusted', version: 2, expires: new Date(repo.targets.expires) },
      ],
      delegated: [
        { role: 'vendor', delegator: 'targets', state: 'trusted', terminating: true, paths: ['v/*', 'w/*'] },
        { role: expect.stringMatching(/^bins-[01]$/), delegator: 'vendor', state: 'trusted', bins: 2 },
        { role: 'unneeded', state: 'missing', version: 1, pathHashPrefixes: ['0', '1'] },
      ],
    });
    expect(report.problem).toBeUndefined();
    expect(report.delegated).toHaveLength(3);
  });

  it('changes nothing by being told', async () => {
    const { repo, cache } = await seen();
    const refuse = (): Promise<never> => Promise.reject(new Error('inspecting changes nothing'));
    const readOnly = { read: cache.read.bind(cache), write: refuse, remove: refuse, exclusive: refuse };
    expect(await inspect(repo, readOnly)).toMatchObject({ roles: [{}, {}, {}, { state: 'trusted' }] });
  });

  it('names the first role that has expired, and still the rest', async () => {
    const { repo, cache } = await seen();
    repo.snapshot.expires = expiryAfter(NOW, 3);
    await repo.publish('snapshot', 'timestamp');
    await clientOf(repo, cache).refresh();
    const report = await inspect(repo, cache, later(4));
    expect(report.roles.map(({ state }) => state)).toEqual(['trusted', 'trusted', 'expired', 'trusted']);
    expect(report).toMatchObject({ problem: { code: 'ERR_TUF_EXPIRED', facts: { role: 'snapshot' } } });
  });

  it('does not become untrusted because one vendor has lapsed', async () => {
    const { repo, cache } = await seen();
    const report = await inspect(repo, cache, later(1));
    repo.targetsOf('vendor').expires = expiryAfter(NOW, 2);
    await repo.publish('vendor', 'snapshot', 'timestamp');
    await clientOf(repo, cache).findTarget('v/file');
    const lapsed = await inspect(repo, cache, later(3));
    expect([report.problem, lapsed.problem]).toEqual([undefined, undefined]);
    expect(lapsed.delegated).toContainEqual(expect.objectContaining({ role: 'vendor', state: 'expired' }));
  });

  it.each(['timestamp', 'snapshot', 'targets'])('ends at a %s that does not hold up', async (role) => {
    const { repo, cache } = await seen();
    repo.signers.set(role, [newSigner()]);
    await cache.write(`${role}.json`, await repo.sign(role));
    const report = await inspect(repo, cache);
    const at = ['root', 'timestamp', 'snapshot', 'targets'].indexOf(role);
    expect(report.roles.map(({ state }) => state)).toEqual(
      [0, 1, 2, 3].map((each) => (each < at ? 'trusted' : 'refused')),
    );
    expect(report).toMatchObject({ problem: { code: 'ERR_TUF_SIGNATURE' }, delegated: [] });
  });

  it('is the given root alone, where nothing was ever refreshed', async () => {
    const repo = await ConformanceRepository.open(NOW);
    const report = await inspect(repo, memoryCache());
    expect(report.roles.map(({ state }) => state)).toEqual(['trusted', 'missing', 'missing', 'missing']);
    expect(report).toMatchObject({ problem: { code: 'ERR_OFFLINE' } });
    expect(report.lastRefresh).toBeUndefined();
  });

  it('is not to be relied on by a clock that was put back', async () => {
    const { repo, cache } = await seen();
    expect(await inspect(repo, cache, later(-1))).toMatchObject({
      problem: { code: 'ERR_CLOCK_STEPPED_BACK' },
      roles: [{ state: 'trusted' }, {}, {}, {}],
    });
  });

  it('is nothing without a valid root', async () => {
    await expect(
      inspectTrust({ trustedRoot: Buffer.from('{}'), now: NOW }, memoryCache()),
    ).rejects.toMatchObject({ code: 'ERR_TUF_ROOT_INVALID' });
  });
});
