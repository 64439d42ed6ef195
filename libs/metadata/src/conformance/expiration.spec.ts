import { describe, expect, it } from '@jest/globals';
import { expiryAfter, trustedVersion, WAYS_TO_PLAY } from '@ragnos-vault/testing';

const NOW = new Date();
const IN_18_DAYS = new Date(NOW.getTime() + 18 * 86_400_000);

// The scenarios of tuf-conformance test_expiration.py, by their names there; the code is ours.
describe.each(WAYS_TO_PLAY)('tuf-conformance test_expiration, %s', (_way, play) => {
  it(
    'test_root_expired',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      expect(await client.refresh()).toBe(0);
      await repo.publish('root');
      expect(await client.refresh()).toBe(0);
      repo.root.expires = expiryAfter(NOW, -1);
      await repo.publish('root');
      await repo.publish('targets', 'snapshot', 'timestamp');
      expect(await client.refresh()).toBe(1);
      expect(await client.trustedRoles()).toEqual([
        ['root', 3],
        ['snapshot', 1],
        ['targets', 1],
        ['timestamp', 1],
      ]);
    }),
  );

  it(
    'test_timestamp_expired',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      expect(await client.refresh()).toBe(0);
      repo.timestamp.expires = expiryAfter(NOW, -5);
      await repo.publish('timestamp');
      expect(await client.refresh()).toBe(1);
      expect(await client.trustedRoles()).toEqual([
        ['root', 1],
        ['snapshot', 1],
        ['targets', 1],
        ['timestamp', 1],
      ]);
    }),
  );

  it(
    'test_snapshot_expired',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      expect(await client.refresh()).toBe(0);
      repo.snapshot.expires = expiryAfter(NOW, -5);
      await repo.publish('snapshot', 'timestamp');
      expect(await client.refresh()).toBe(1);
      expect(await client.trustedRoles()).toEqual([
        ['root', 1],
        ['snapshot', 1],
        ['targets', 1],
        ['timestamp', 2],
      ]);
    }),
  );

  it(
    'test_targets_expired',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      expect(await client.refresh()).toBe(0);
      repo.targets.expires = expiryAfter(NOW, -5);
      await repo.publish('targets', 'snapshot', 'timestamp');
      expect(await client.refresh()).toBe(1);
      expect(await client.trustedRoles()).toEqual([
        ['root', 1],
        ['snapshot', 2],
        ['targets', 1],
        ['timestamp', 2],
      ]);
    }),
  );

  it(
    'test_expired_local_root',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      repo.root.expires = expiryAfter(NOW, 7);
      await repo.publish('root');
      expect(await client.refresh(NOW)).toBe(0);
      repo.root.expires = expiryAfter(NOW, 21);
      await repo.publish('root');
      expect(await client.refresh(IN_18_DAYS)).toBe(0);
      expect(await trustedVersion(client, 'root')).toBe(3);
    }),
  );

  it(
    'test_expired_local_timestamp',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      repo.timestamp.expires = expiryAfter(NOW, 7);
      await repo.publish('timestamp');
      expect(await client.refresh(NOW)).toBe(0);
      repo.timestamp.expires = expiryAfter(NOW, 21);
      await repo.publish('targets', 'snapshot', 'timestamp');
      expect(await client.refresh(IN_18_DAYS)).toBe(0);
      expect(await client.trustedRoles()).toEqual([
        ['root', 1],
        ['snapshot', 2],
        ['targets', 2],
        ['timestamp', 3],
      ]);
    }),
  );
});
