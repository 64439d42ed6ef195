import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { JsonObject } from '@ragnos-vault/crypto';
import { ConformanceRepository, expiryAfter, inMemory, newSigner } from '@ragnos-vault/testing';
import type { Fetcher } from '../ports.ts';
import { memoryCache } from './cache.ts';
import { openTrustedClient, type TrustedClient } from './trusted-client.ts';

// What tuf-js 6.0.2 does otherwise, as measured, and no other spec shows: calls of one client at the same time, and
// metadata that its models do not give back as it was signed.

const NOW = new Date();
const BYTES = Buffer.from('bytes');

function clientOf(repo: ConformanceRepository, fetcher: Fetcher = repo): TrustedClient {
  return openTrustedClient({ trustedRoot: repo.trustedRoot, now: NOW }, { fetcher, cache: memoryCache() });
}

/** A repository in which A and B delegate to C, which names `file`. */
async function diamond(): Promise<ConformanceRepository> {
  const repo = await ConformanceRepository.open();
  for (const name of ['A', 'B']) {
    repo.delegate('targets', { name, paths: [`${name}-*`, 'file'] });
    repo.delegate(name, { name: 'C', paths: ['*'] });
  }
  repo.addTarget('C', 'A-file', BYTES);
  repo.addTarget('C', 'B-file', BYTES);
  await repo.publishAll();
  return repo;
}

const ten = <T>(work: () => Promise<T>): Promise<readonly T[]> =>
  Promise.all(Array.from({ length: 10 }, work));

describe('one client', () => {
  it('asked for ten targets at once fetches each file once', async () => {
    const repo = await diamond();
    const client = clientOf(repo);
    const found = await ten(() => client.findTarget('A-file'));
    expect(new Set(found.map((target) => target?.path))).toEqual(new Set(['A-file']));
    expect(repo.metadataRequests.map(([role]) => role)).toEqual([
      ...['root', 'timestamp', 'snapshot', 'targets'],
      ...['A', 'C'],
    ]);
  });

  it('told ten times at once to refresh does so once, and later once more', async () => {
    const repo = await diamond();
    const client = clientOf(repo);
    await ten(() => client.refresh());
    expect(repo.metadataRequests).toHaveLength(4);
    await repo.publishAll();
    expect((await client.refresh()).timestamp.version).toBe(3);
    expect((await client.refresh()).timestamp.version).toBe(3);
    expect(await client.findTarget('A-file')).toBeDefined();
  });

  it('shares a failure with those who wait for it, and asks anew afterwards', async () => {
    const repo = await diamond();
    const withheld = repo.fileOf('1.C');
    repo.files.delete('1.C');
    const client = clientOf(repo);
    const failures = await ten(() => client.findTarget('A-file').catch((error: unknown) => error));
    expect(failures).toEqual(failures.map(() => expect.objectContaining({ code: 'ERR_TUF_MISSING' })));
    expect(repo.metadataRequests.filter(([role]) => role === 'C')).toHaveLength(1);
    repo.files.set('1.C', withheld);
    expect(await client.findTarget('A-file')).toBeDefined();
  });

  it('reads a role once for two that delegate to it, and proves it for each of them', async () => {
    const repo = await diamond();
    const client = clientOf(repo);
    const [a, b] = await Promise.all([client.findTarget('A-file'), client.findTarget('B-file')]);
    expect([a?.path, b?.path]).toEqual(['A-file', 'B-file']);
    expect(repo.metadataRequests.filter(([role]) => role === 'C')).toHaveLength(1);
  });

  it('does not take the refusal of a role on behalf of one for that on behalf of another', async () => {
    const repo = await diamond();
    const entry = repo.targetsOf('A').delegations!;
    const stranger = newSigner();
    entry.keys = { [stranger.keyId]: stranger.publicKey };
    entry.roles![0]!.keyids = [stranger.keyId];
    await repo.publishAll();
    const client = clientOf(repo);
    const [a, b] = await Promise.allSettled([client.findTarget('A-file'), client.findTarget('B-file')]);
    expect(a).toMatchObject({ status: 'rejected', reason: { code: 'ERR_TUF_SIGNATURE' } });
    expect(b).toMatchObject({ status: 'fulfilled', value: { path: 'B-file' } });
  });
});

describe('an expired timestamp in the cache', () => {
  it(
    'still is the floor of the next',
    inMemory(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      const older = repo.fileOf('timestamp');
      repo.timestamp.expires = expiryAfter(NOW, 1);
      await repo.publish('timestamp');
      expect(await client.refresh()).toBe(0);
      repo.files.set('timestamp', older);
      expect(await client.refresh(new Date(NOW.getTime() + 2 * 86_400_000))).toBe(1);
      expect(client.failure).toMatchObject({ code: 'ERR_TUF_ROLLBACK' });
    }),
  );
});

describe('what was signed is what is verified', () => {
  const changes: readonly (readonly [string, string, JsonObject])[] = [
    [
      'an entry beside snapshot.json',
      'timestamp',
      { meta: { 'snapshot.json': { version: 1 }, 'x.json': { version: 7 } } },
    ],
    ['a field that is unknown', 'timestamp', { 'x-field': { deep: [1, null, 'x'] } }],
    ['a control character', 'timestamp', { 'x-field': 'a\u0001\n\u007fb' }],
    ['keys that sort by code points', 'timestamp', { 'x-field': { '\u{1f600}': 1, '\uffee': 2, a: 3 } }],
  ];

  it.each(changes)('with %s', (_name, role, change) =>
    inMemory(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      repo.files.set(role, await repo.sign(role, change));
      expect(await client.refresh()).toBe(0);
    })(),
  );

  it(
    'also of targets whose names sort by code points, and with fields of its own in a target',
    inMemory(async ({ repo, client }) => {
      for (const path of ['\u{1f600}', '\uffee', 'a']) repo.addTarget('targets', path, BYTES);
      Object.assign(repo.targets.targets['a']!, { 'x-field': { b: 1 } });
      await repo.publish('targets', 'snapshot', 'timestamp');
      await client.init(repo.trustedRoot);
      expect(await client.download('a', '\u{1f600}', '\uffee')).toBe(0);
    }),
  );

  it(
    'and a signature may have fields that are unknown',
    inMemory(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      const document = JSON.parse(Buffer.from(repo.fileOf('timestamp')).toString()) as {
        signatures: JsonObject[];
      };
      document.signatures = document.signatures.map((signature) => ({ ...signature, 'x-field': 'x' }));
      repo.files.set('timestamp', Buffer.from(JSON.stringify(document)));
      expect(await client.refresh()).toBe(0);
    }),
  );
});

describe('a target', () => {
  const digests = (...algorithms: readonly string[]): Readonly<Record<string, string>> =>
    Object.fromEntries(algorithms.map((name) => [name, createHash(name).update(BYTES).digest('hex')]));

  it.each([
    ['no digest', { hashes: {} }],
    ['SHA-1 alone', { hashes: digests('sha1') }],
    ['MD5 and SHA-1', { hashes: digests('md5', 'sha1') }],
  ])('with %s is refused with all of its metadata, whoever signed it', (_name, change) =>
    inMemory(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      repo.addTarget('targets', 'file', BYTES);
      Object.assign(repo.targets.targets['file']!, change);
      await repo.publish('targets', 'snapshot', 'timestamp');
      expect(await client.refresh()).toBe(1);
      expect(client.failure).toMatchObject({ code: 'ERR_TUF_METADATA_INVALID' });
      expect(await client.trustedRoles()).not.toContainEqual(['targets', 2]);
    })(),
  );

  // What has no canonical form can be signed by nobody.
  it.each([
    ['a length of 1e308', { length: 1e308 }],
    ['a length beyond 2^53', { length: 2 ** 60 }],
    ['half a byte', { length: 4.5 }],
  ])('with %s is refused with all of its metadata', (_name, change) =>
    inMemory(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      repo.addTarget('targets', 'file', BYTES);
      Object.assign(repo.targets.targets['file']!, change);
      await repo.publish('snapshot', 'timestamp');
      const wire = JSON.stringify({ ...repo.targets, version: 2 });
      repo.files.set('2.targets', Buffer.from(`{"signatures":[],"signed":${wire}}`));
      repo.snapshot.meta['targets.json'] = { version: 2 };
      await repo.publish('snapshot', 'timestamp');
      expect(await client.refresh()).toBe(1);
      expect(client.failure).toMatchObject({
        code: 'ERR_TUF_SIGNATURE',
      });
      expect(await client.trustedRoles()).not.toContainEqual(['targets', 2]);
    })(),
  );

  it(
    'is asked for by its strong digest, whichever is listed first',
    inMemory(async ({ repo, client }) => {
      repo.addTarget('targets', 'file', BYTES);
      repo.setHashes('targets', 'file', ['md5', 'sha512', 'sha256']);
      await repo.publish('targets', 'snapshot', 'timestamp');
      await client.init(repo.trustedRoot);
      expect(await client.download('file')).toBe(0);
      expect(repo.targetRequests).toEqual([`${digests('sha256')['sha256'] ?? ''}.file`]);
    }),
  );
});
