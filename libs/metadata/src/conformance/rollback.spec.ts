import { describe, expect, it } from '@jest/globals';
import { trustedVersion, WAYS_TO_PLAY } from '@ragnos-vault/testing';

const FAR = 99_999;

// The scenarios of tuf-conformance test_rollback.py, by their names there; the code is ours.
describe.each(WAYS_TO_PLAY)('tuf-conformance test_rollback, %s', (_way, play) => {
  it(
    'test_new_timestamp_version_rollback',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      await repo.publish('timestamp');
      expect(await client.refresh()).toBe(0);
      repo.setVersion('timestamp', 1);
      await repo.publish('timestamp');
      expect(await client.refresh()).toBe(1);
      expect(await trustedVersion(client, 'timestamp')).toBe(2);
      expect(repo.metadataRequests.at(-1)).toEqual(['timestamp', undefined]);
    }),
  );

  it.each([
    ['basic', false],
    ['with hashes', true],
  ])('test_snapshot_rollback[%s]', (_case, hasMetaHashes) =>
    play(async ({ repo, client }) => {
      repo.hasMetaHashes = hasMetaHashes;
      await client.init(repo.trustedRoot);
      await repo.publish('snapshot', 'timestamp');
      expect(await client.refresh()).toBe(0);
      repo.setVersion('snapshot', 1);
      await repo.publish('snapshot', 'timestamp');
      expect(await client.refresh()).toBe(1);
      expect(await trustedVersion(client, 'timestamp')).toBe(2);
      expect(await trustedVersion(client, 'snapshot')).toBe(2);
      expect(repo.metadataRequests.at(-1)).toEqual(['timestamp', undefined]);
    })(),
  );

  it(
    'test_targets_role_removal',
    play(async ({ repo, client }) => {
      repo.delegate('targets', { name: 'delegated', paths: ['*'] });
      await client.init(repo.trustedRoot);
      await repo.publishAll();
      expect(await client.refresh()).toBe(0);
      delete repo.snapshot.meta['delegated.json'];
      await repo.publish('snapshot', 'timestamp');
      expect(await client.refresh()).toBe(1);
      expect(await trustedVersion(client, 'snapshot')).toBe(2);
    }),
  );

  it(
    'test_targets_fast_forward_recovery',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      repo.setVersion('targets', FAR);
      await repo.publish('targets', 'snapshot', 'timestamp');
      expect(await client.refresh()).toBe(0);
      expect(await trustedVersion(client, 'targets')).toBe(FAR);
      repo.rotateKeys('snapshot');
      repo.setVersion('targets', 1);
      await repo.publish('root', 'targets', 'snapshot', 'timestamp');
      expect(await client.refresh()).toBe(0);
      expect(await trustedVersion(client, 'targets')).toBe(1);
    }),
  );

  it(
    'test_new_snapshot_fast_forward_recovery',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      repo.setVersion('snapshot', FAR);
      await repo.publish('snapshot', 'timestamp');
      expect(await client.refresh()).toBe(0);
      expect(await trustedVersion(client, 'snapshot')).toBe(FAR);
      repo.rotateKeys('snapshot');
      repo.rotateKeys('timestamp');
      repo.setVersion('snapshot', 1);
      await repo.publish('root', 'snapshot', 'timestamp');
      expect(await client.refresh()).toBe(0);
      expect(await trustedVersion(client, 'snapshot')).toBe(1);
    }),
  );

  it(
    'test_new_timestamp_fast_forward_recovery',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      repo.setVersion('timestamp', FAR);
      await repo.publish('timestamp');
      expect(await client.refresh()).toBe(0);
      expect(await trustedVersion(client, 'timestamp')).toBe(FAR);
      repo.rotateKeys('timestamp');
      repo.setVersion('timestamp', 1);
      await repo.publish('root', 'timestamp');
      expect(await client.refresh()).toBe(0);
      expect(await trustedVersion(client, 'timestamp')).toBe(1);
    }),
  );

  it.each([
    ['basic', false],
    ['with hashes', true],
  ])('test_targets_rollback[%s]', (_case, hasMetaHashes) =>
    play(async ({ repo, client }) => {
      repo.hasMetaHashes = hasMetaHashes;
      await client.init(repo.trustedRoot);
      await repo.publish('targets', 'snapshot', 'timestamp');
      expect(await client.refresh()).toBe(0);
      repo.setVersion('targets', 1);
      await repo.publish('targets', 'snapshot', 'timestamp');
      expect(await client.refresh()).toBe(1);
      expect(await client.trustedRoles()).toEqual([
        ['root', 1],
        ['snapshot', 2],
        ['targets', 2],
        ['timestamp', 3],
      ]);
    })(),
  );
});
