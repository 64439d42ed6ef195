import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '@ragnos-vault/crypto';
import {
  type ConformanceClient,
  type ConformanceRepository,
  expiryAfter,
  newSigner,
  trustedVersion,
  WAYS_TO_PLAY,
} from '@ragnos-vault/testing';

const FIRST_REFRESH = [
  ['root', 2],
  ['timestamp', undefined],
  ['snapshot', 1],
  ['targets', 1],
];
const TOP_LEVEL = ['root', 'timestamp', 'snapshot', 'targets'];
const DAY_MS = 86_400_000;

async function expectSameAsServed(client: ConformanceClient, repo: ConformanceRepository): Promise<void> {
  for (const role of TOP_LEVEL)
    expect(Buffer.from((await client.bytesOf(role))!)).toEqual(Buffer.from(repo.fileOf(role)));
}

interface Wire {
  readonly signatures: readonly JsonObject[];
  readonly signed: JsonObject;
}

function changed(bytes: Uint8Array, change: (document: Wire) => object): Uint8Array {
  return Buffer.from(JSON.stringify(change(JSON.parse(Buffer.from(bytes).toString()) as Wire)));
}

// The scenarios of tuf-conformance test_basic.py, by their names there; the code is ours.
describe.each(WAYS_TO_PLAY)('tuf-conformance test_basic, %s', (_way, play) => {
  it(
    'test_basic_refresh_requests',
    play(async ({ repo, client }) => {
      expect(await client.init(repo.trustedRoot)).toBe(0);
      expect(repo.metadataRequests).toEqual([]);
      expect(await client.refresh()).toBe(0);
      expect(repo.metadataRequests).toEqual(FIRST_REFRESH);
    }),
  );

  it(
    'test_basic_refresh_trusted_data',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      expect(await client.refresh()).toBe(0);
      await expectSameAsServed(client, repo);
    }),
  );

  it(
    'test_implicit_refresh',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      expect(await client.download('nonexistent artifact')).toBe(1);
      expect(repo.metadataRequests).toEqual(FIRST_REFRESH);
      await expectSameAsServed(client, repo);
      expect(await client.downloaded()).toEqual([]);
    }),
  );

  it(
    'test_invalid_initial_root',
    play(async ({ repo, client }) => {
      const rest = Object.fromEntries(Object.entries(repo.root).filter(([field]) => field !== 'version'));
      await client.init(changed(repo.trustedRoot, ({ signatures }) => ({ signatures, signed: rest })));
      expect(await client.refresh()).toBe(1);
      expect(repo.metadataRequests).toEqual([]);
    }),
  );

  it(
    'test_unsigned_initial_root',
    play(async ({ repo, client }) => {
      const sig = 'ab'.repeat(64);
      await client.init(
        changed(repo.trustedRoot, ({ signatures, signed }) => ({
          signatures: [{ ...signatures[0], sig }],
          signed,
        })),
      );
      expect(await client.refresh()).toBe(1);
      expect(repo.metadataRequests).toEqual([]);
    }),
  );

  const trustedBefore: readonly (readonly [string, readonly (readonly [string, number])[]])[] = [
    ['root', [['root', 1]]],
    ['timestamp', [['root', 2]]],
    [
      'snapshot',
      [
        ['root', 2],
        ['timestamp', 2],
      ],
    ],
    [
      'targets',
      [
        ['root', 2],
        ['snapshot', 2],
        ['timestamp', 2],
      ],
    ],
  ];

  it.each(trustedBefore)('test_unsigned_metadata[%s]', (role, trusted) =>
    play(async ({ repo, client }) => {
      repo.signers.set(role, []);
      await repo.publish('root', 'targets', 'snapshot', 'timestamp');
      await client.init(repo.trustedRoot);
      expect(await client.refresh()).toBe(1);
      expect(await client.trustedRoles()).toEqual(trusted);
    })(),
  );

  it.each(trustedBefore.filter(([role]) => role !== 'timestamp'))(
    'test_url_and_metadata_version_mismatch[%s]',
    (role, trusted) =>
      play(async ({ repo, client }) => {
        await repo.publish('root', 'targets', 'snapshot', 'timestamp');
        repo.files.set(`2.${role}`, await repo.sign(role, { version: 3 }));
        await client.init(repo.trustedRoot);
        expect(await client.refresh()).toBe(1);
        expect(await client.trustedRoles()).toEqual(trusted);
      })(),
  );

  it(
    'test_timestamp_content_changes',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      expect(await client.refresh()).toBe(0);
      const kept = await client.bytesOf('timestamp');
      repo.files.set(
        'timestamp',
        await repo.sign('timestamp', { meta: { 'snapshot.json': { version: 100 } } }),
      );
      expect(await client.refresh()).toBe(0);
      expect(repo.metadataRequests.at(-1)).toEqual(['timestamp', undefined]);
      expect(await client.bytesOf('timestamp')).toEqual(kept);
    }),
  );

  it(
    'test_basic_metadata_hash_support',
    play(async ({ repo, client }) => {
      repo.hasMetaHashes = true;
      await repo.publish('targets', 'snapshot', 'timestamp');
      await client.init(repo.trustedRoot);
      expect(await client.refresh()).toBe(0);
      await expectSameAsServed(client, repo);
    }),
  );

  it(
    'test_targets_hash_mismatch',
    play(async ({ repo, client }) => {
      repo.hasMetaHashes = true;
      await repo.publish('targets', 'snapshot', 'timestamp');
      await client.init(repo.trustedRoot);
      expect(await client.refresh()).toBe(0);
      await repo.publish('targets');
      repo.snapshot.meta['targets.json']!.hashes = { sha256: '46'.repeat(32) };
      await repo.publish('snapshot', 'timestamp');
      expect(await client.refresh()).toBe(1);
      expect(await trustedVersion(client, 'snapshot')).toBe(3);
      expect(await trustedVersion(client, 'targets')).toBe(2);
    }),
  );

  it(
    'test_snapshot_hash_mismatch',
    play(async ({ repo, client }) => {
      repo.hasMetaHashes = true;
      await repo.publish('targets', 'snapshot', 'timestamp');
      await client.init(repo.trustedRoot);
      expect(await client.refresh()).toBe(0);
      await repo.publish('snapshot');
      repo.timestamp.meta['snapshot.json']!.hashes = { sha256: '46'.repeat(32) };
      await repo.publish('timestamp');
      expect(await client.refresh()).toBe(1);
      expect(await trustedVersion(client, 'timestamp')).toBe(3);
      expect(await trustedVersion(client, 'snapshot')).toBe(2);
    }),
  );

  it(
    'test_metadata_bytes_match',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      const served = Buffer.concat([repo.fileOf('timestamp'), Buffer.from(' ')]);
      repo.files.set('timestamp', served);
      expect(await client.refresh()).toBe(0);
      expect(Buffer.from((await client.bytesOf('timestamp'))!)).toEqual(served);
    }),
  );

  it(
    'test_custom_fields',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      expect(await client.refresh()).toBe(0);
      Object.assign(repo.root, { 'custom-field': 'value', 'x-more': { nested: [{ deep: true }] } });
      Object.assign(repo.root.roles['root']!, { 'another-field': 'value' });
      const signer = newSigner();
      repo.addKey('root', { ...signer, keyId: 'ab'.repeat(32) });
      Object.assign(repo.root.keys, {
        ['ab'.repeat(32)]: { ...signer.publicKey, 'extra-field': { a: 1, b: 2 } },
      });
      await repo.publish('root');
      expect(await client.refresh()).toBe(0);
      expect(await trustedVersion(client, 'root')).toBe(2);
    }),
  );

  it(
    'test_deprecated_keyid_hash_algorithms',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      repo.rotateKeys('snapshot');
      const [keyId] = repo.root.roles['snapshot']!.keyids;
      Object.assign(repo.root.keys[keyId!]!, { keyid_hash_algorithms: 'md5' });
      await repo.publish('root', 'snapshot', 'timestamp');
      expect(await client.refresh()).toBe(0);
      expect(await trustedVersion(client, 'root')).toBe(2);
      expect(await trustedVersion(client, 'snapshot')).toBe(2);
    }),
  );

  it(
    'test_snapshot_404',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      expect(await client.refresh()).toBe(0);
      repo.timestamp.meta['snapshot.json']!.version += 1;
      await repo.publish('timestamp');
      expect(await client.refresh()).toBe(1);
      expect(repo.metadataRequests.at(-1)).toEqual(['snapshot', 2]);
      expect(await client.trustedRoles()).toEqual([
        ['root', 1],
        ['snapshot', 1],
        ['targets', 1],
        ['timestamp', 2],
      ]);
    }),
  );

  it(
    'test_targets_404',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      expect(await client.refresh()).toBe(0);
      repo.snapshot.meta['targets.json']!.version += 1;
      await repo.publish('snapshot', 'timestamp');
      expect(await client.refresh()).toBe(1);
      expect(repo.metadataRequests.at(-1)).toEqual(['targets', 2]);
      expect(await client.trustedRoles()).toEqual([
        ['root', 1],
        ['snapshot', 2],
        ['targets', 1],
        ['timestamp', 2],
      ]);
    }),
  );

  it(
    'test_timestamp_404',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      expect(await client.refresh()).toBe(0);
      repo.files.delete('timestamp');
      expect(await client.refresh()).toBe(1);
      expect(repo.metadataRequests.at(-1)).toEqual(['timestamp', undefined]);
      expect(await client.trustedRoles()).toEqual([
        ['root', 1],
        ['snapshot', 1],
        ['targets', 1],
        ['timestamp', 1],
      ]);
    }),
  );

  it(
    'test_incorrect_metadata_type',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      repo.addKey('snapshot', repo.signers.get('timestamp')![0]);
      repo.snapshot.meta = { 'snapshot.json': { version: 1 } };
      await repo.publish('root', 'snapshot');
      repo.files.set('timestamp', repo.fileOf('snapshot'));
      expect(await client.refresh()).toBe(1);
      expect(await client.trustedRoles()).toEqual([['root', 2]]);
    }),
  );

  it(
    'test_faketime',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      const now = new Date();
      repo.root.expires = expiryAfter(now, 7);
      await repo.publish('root');
      expect(await client.refresh(now)).toBe(0);
      expect(await client.refresh(new Date(now.getTime() + 8 * DAY_MS))).toBe(1);
    }),
  );
});
