import { describe, expect, it } from '@jest/globals';
import { expiryAfter, inMemory, MemoryClient, overHttp, trustedVersion } from '@ragnos-vault/testing';

const NOW = new Date();

describe('roots in great number', () => {
  it(
    'are read up to the limit in each refresh (TUF 5.3.3), and the next one goes on',
    inMemory(
      async ({ repo, client }) => {
        for (let version = 2; version <= 10; version += 1) await repo.publish('root');
        await client.init(repo.trustedRoot);
        for (const reached of [5, 9, 10]) {
          expect(await client.refresh()).toBe(0);
          expect(await trustedVersion(client, 'root')).toBe(reached);
        }
      },
      { limits: { maxRootRotations: 4 } },
    ),
  );
});

describe('recovery from a fast-forward attack (TUF 5.3.11)', () => {
  it(
    'works where only the key of snapshot was taken away',
    inMemory(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      repo.setVersion('snapshot', 99_999);
      await repo.publish('snapshot', 'timestamp');
      expect(await client.refresh()).toBe(0);
      repo.rotateKeys('snapshot');
      repo.setVersion('snapshot', 3);
      await repo.publish('root', 'snapshot', 'timestamp');
      expect(await client.refresh()).toBe(0);
      expect(await trustedVersion(client, 'snapshot')).toBe(3);
    }),
  );

  it(
    'works where the old file is also signed with a key that stays',
    inMemory(async ({ repo, client }) => {
      repo.addKey('timestamp');
      await repo.publish('root', 'timestamp');
      await client.init(repo.trustedRoot);
      repo.setVersion('timestamp', 99_999);
      await repo.publish('timestamp');
      expect(await client.refresh()).toBe(0);
      const [stolen, staying] = repo.signers.get('timestamp')!;
      repo.root.roles['timestamp']!.keyids = [staying!.keyId];
      repo.signers.set('timestamp', [staying!]);
      expect(stolen).toBeDefined();
      repo.setVersion('timestamp', 4);
      await repo.publish('root', 'timestamp');
      expect(await client.refresh()).toBe(0);
      expect(await trustedVersion(client, 'timestamp')).toBe(4);
    }),
  );

  it(
    'is no loophole: a root that takes no key away leaves the floor where it is',
    inMemory(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      await repo.publish('timestamp');
      const older = repo.fileOf('timestamp');
      await repo.publish('timestamp');
      expect(await client.refresh()).toBe(0);
      repo.addKey('timestamp');
      repo.addKey('snapshot');
      repo.rotateKeys('targets');
      await repo.publish('root');
      repo.files.set('timestamp', older);
      expect(await client.refresh()).toBe(1);
      expect(client.failure).toMatchObject({ code: 'ERR_TUF_ROLLBACK' });
      expect(await client.trustedRoles()).toEqual([
        ['root', 2],
        ['snapshot', 1],
        ['targets', 1],
        ['timestamp', 3],
      ]);
    }),
  );
});

describe('a refusal', () => {
  it(
    'does not keep the client from the next good version (tough CVE-2025-2888)',
    inMemory(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      await repo.publish('snapshot', 'timestamp');
      expect(await client.refresh()).toBe(0);
      repo.setVersion('snapshot', 1);
      await repo.publish('snapshot', 'timestamp');
      expect(await client.refresh()).toBe(1);
      repo.setVersion('snapshot', 3);
      repo.setVersion('timestamp', 3);
      await repo.publish('snapshot', 'timestamp');
      expect(await client.refresh()).toBe(0);
      expect(await trustedVersion(client, 'timestamp')).toBe(3);
    }),
  );

  it(
    'of a root leaves no trace (python-tuf CVE-2020-15163, tough CVE-2025-2885)',
    inMemory(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      expect(await client.refresh()).toBe(0);
      repo.files.set('2.root', await repo.sign('root', { version: 5 }));
      expect(await client.refresh()).toBe(1);
      expect(client.failure).toMatchObject({ code: 'ERR_TUF_VERSION_MISMATCH' });
      expect([...client.cached.keys()].filter((name) => name.includes('root'))).toEqual([]);
      repo.files.delete('2.root');
      expect(await client.refresh()).toBe(0);
    }),
  );
});

describe('the cache', () => {
  it.each(['1.root', '2.root', '3.root', 'Timestamp'])(
    'has no file that a delegated role called %s could take',
    (name) =>
      inMemory(async ({ repo, client }) => {
        repo.delegate('targets', { name, paths: ['*'] });
        await repo.publish('root', 'targets', name, 'snapshot', 'timestamp');
        await client.init(repo.trustedRoot);
        expect(await client.download('file')).toBe(1);
        expect(Buffer.from(client.cached.get('2.root.json')!)).toEqual(Buffer.from(repo.fileOf('2.root')));
        // A mirror that withholds the new root meets a client that has it.
        repo.files.delete('2.root');
        expect(await client.refresh()).toBe(0);
        expect(await trustedVersion(client, 'root')).toBe(2);
      })(),
  );

  it(
    'with any rubbish in it costs a download, never a failure',
    inMemory(async ({ repo, client }) => {
      repo.delegate('targets', { name: 'A', paths: ['*'] });
      await repo.publish('root', 'targets', 'A', 'snapshot', 'timestamp');
      await client.init(repo.trustedRoot);
      expect(await client.download('file')).toBe(1);
      const good = new Map(client.cached);
      for (const name of good.keys()) {
        for (const rubbish of ['', '{', '{"signed":null,"signatures":[]}', '\u0000']) {
          client.cached.set(name, Buffer.from(rubbish));
          expect(await client.refresh()).toBe(0);
          expect(await client.download('file')).toBe(1);
          expect(client.failure).toMatchObject({ code: 'ERR_TARGET_NOT_FOUND' });
          expect(client.cached).toEqual(good);
        }
      }
    }),
  );
});

describe('the time that the caller gives', () => {
  it.each(['root', 'timestamp', 'snapshot', 'targets'])(
    'decides alone whether a new %s has expired',
    (role) =>
      inMemory(async ({ repo }) => {
        const day = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
        const document = role === 'targets' ? repo.targets : repo[role as 'root' | 'timestamp' | 'snapshot'];
        document.expires = expiryAfter(NOW, -10);
        await repo.publish('root', 'targets', 'snapshot', 'timestamp');
        const fresh = () => new MemoryClient(repo);
        const [early, late] = [fresh(), fresh()];
        for (const client of [early, late]) await client.init(repo.trustedRoot);
        expect(await early.refresh(day(-11))).toBe(0);
        expect(await late.refresh(day(-9))).toBe(1);
        expect(late.failure).toMatchObject({ code: 'ERR_TUF_EXPIRED' });
      })(),
  );
});

describe('names of targets on disk', () => {
  const hostile = [
    '../../escaped',
    '/etc/escaped',
    'a/../../escaped',
    'a//b',
    'a\\..\\b',
    'nul\u0000l',
    'dir/',
  ];

  it.each(hostile)('%j leaves nothing outside the folder, and nothing half done in it', (path) =>
    overHttp(async ({ repo, client }) => {
      repo.addTarget('targets', path, Buffer.from('bytes'));
      await repo.publish('targets', 'snapshot', 'timestamp');
      await client.init(repo.trustedRoot);
      expect(await client.download(path)).toBe(1);
      expect(await client.downloaded()).toEqual([]);
      expect(await client.trustedRoles()).toHaveLength(4);
    })(),
  );

  it.each(['.hidden', 'a b', 'ä%41#?.txt', `${'long/'.repeat(60)}name`, 'con', '.', '..', '...'])(
    '%j is stored as one file',
    (path) =>
      overHttp(async ({ repo, client }) => {
        repo.addTarget('targets', path, Buffer.from('bytes'));
        await repo.publish('targets', 'snapshot', 'timestamp');
        await client.init(repo.trustedRoot);
        expect(await client.download(path)).toBe(0);
        expect((await client.downloaded()).map(String)).toEqual(['bytes']);
      })(),
  );
});
