import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import type { JsonObject, JsonValue, Signer } from '@ragnos-vault/crypto';
import { inMemory, MemoryClient, newSigner, type ConformanceRepository } from '@ragnos-vault/testing';
import type { Fetcher } from '../lib/ports.ts';

const ROLES = ['root', 'timestamp', 'snapshot', 'targets'] as const;

/** Asserts that nothing from `role` downwards was accepted. */
async function expectRefusedFrom(role: string, client: MemoryClient): Promise<void> {
  const before = await client.trustedRoles();
  expect(await client.refresh()).toBe(1);
  const refused = new Set<string>(ROLES.slice(ROLES.findIndex((each) => each === role)));
  const kept = (roles: typeof before) => roles.filter(([name]) => refused.has(name));
  expect(kept(await client.trustedRoles())).toEqual(kept(before));
}

async function seen(repo: ConformanceRepository, client: MemoryClient): Promise<void> {
  await client.init(repo.trustedRoot);
  expect(await client.refresh()).toBe(0);
}

/** Stores the next version of a role with changed fields, validly signed, and all that names it. */
async function publishChanged(repo: ConformanceRepository, role: string, change: JsonObject): Promise<void> {
  await repo.publish('root', 'targets', 'snapshot', 'timestamp');
  repo.files.set(role === 'timestamp' ? role : `2.${role}`, await repo.sign(role, change));
}

describe.each(ROLES)('%s, validly signed', (role) => {
  const changes: readonly (readonly [string, JsonObject])[] = [
    ['version 0', { version: 0 }],
    ['version -1', { version: -1 }],
    ['a version that is text', { version: '2' }],
    ['an expiry that is no date', { expires: 'garbage' }],
    ['an expiry of a day that does not exist', { expires: '2031-02-30T00:00:00Z' }],
    ['an expiry with a fraction of a second', { expires: '2031-01-01T00:00:00.5Z' }],
    ['an expiry that is a number', { expires: 4_000_000_000 }],
    ['an unknown major version of the specification', { spec_version: '2.0.0' }],
    ['no version of the specification', { spec_version: 1 }],
    ['another type', { _type: 'mirrors' }],
  ];

  it.each(changes)('with %s is refused', (_name, change) =>
    inMemory(async ({ repo, client }) => {
      await seen(repo, client);
      await publishChanged(repo, role, change);
      await expectRefusedFrom(role, client);
      expect(client.failure).toMatchObject({ code: 'ERR_TUF_METADATA_INVALID' });
    })(),
  );

  it.each([
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['half of itself', undefined],
    ['a list ten thousand deep', '['.repeat(10_000)],
    ['a prototype name', '{"signatures":[],"signed":{"__proto__":{"version":9}}}'],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ])('that is %s is refused', (_name, content) =>
    inMemory(async ({ repo, client }) => {
      await seen(repo, client);
      await repo.publish('root', 'targets', 'snapshot', 'timestamp');
      const name = role === 'timestamp' ? role : `2.${role}`;
      const half = repo.fileOf(name).subarray(0, repo.fileOf(name).length / 2);
      repo.files.set(name, content === undefined ? half : Buffer.from(content));
      await expectRefusedFrom(role, client);
      expect(client.failure).toMatchObject({ code: 'ERR_TUF_METADATA_INVALID' });
    })(),
  );

  it(
    'without end is cut at its limit',
    inMemory(async ({ repo, client }) => {
      await seen(repo, client);
      await repo.publish('root', 'targets', 'snapshot', 'timestamp');
      let sent = 0;
      const fetcher: Fetcher = {
        get: (path) =>
          path.endsWith(`${role}.json`) ? Promise.resolve(endless(() => (sent += 65_536))) : repo.get(path),
      };
      const victim = new MemoryClient(fetcher);
      await victim.init(repo.trustedRoot);
      await expectRefusedFrom(role, victim);
      expect(victim.failure).toMatchObject({ code: 'ERR_TUF_LENGTH' });
      expect(sent).toBeLessThan(5_200_000);
    }),
  );
});

async function* endless(count: () => void): AsyncGenerator<Uint8Array> {
  for (;;) {
    count();
    yield await Promise.resolve(new Uint8Array(65_536));
  }
}

describe('keys and thresholds', () => {
  const thresholds: readonly JsonValue[] = [0, -1, '1', null, true, [1]];

  it.each(thresholds)('a threshold of %j in root is refused (go-tuf CVE-2026-23992)', (threshold) =>
    inMemory(async ({ repo, client }) => {
      await seen(repo, client);
      Object.assign(repo.root.roles['timestamp']!, { threshold });
      repo.signers.set('timestamp', []);
      await repo.publish('root', 'timestamp');
      await expectRefusedFrom('root', client);
    })(),
  );

  it.each(thresholds)('a threshold of %j in a delegation is refused', (threshold) =>
    inMemory(async ({ repo, client }) => {
      await seen(repo, client);
      repo.delegate('targets', { name: 'A', paths: ['*'] });
      Object.assign(repo.targets.delegations!.roles![0]!, { threshold });
      repo.signers.set('A', []);
      await repo.publishAll();
      await expectRefusedFrom('targets', client);
    })(),
  );

  it(
    'one public key under two key ids does not count twice (GHSA-3633-5h82-39pq)',
    inMemory(async ({ repo, client }) => {
      await seen(repo, client);
      const [signer] = repo.signers.get('snapshot')!;
      repo.addKey('snapshot', { ...signer!, keyId: 'ab'.repeat(32) });
      repo.root.roles['snapshot']!.threshold = 2;
      await repo.publish('root', 'snapshot', 'timestamp');
      await expectRefusedFrom('root', client);
      expect(client.failure).toMatchObject({ code: 'ERR_TUF_METADATA_INVALID' });
    }),
  );

  it(
    'nor in a delegation',
    inMemory(async ({ repo, client }) => {
      await seen(repo, client);
      repo.delegate('targets', { name: 'A', paths: ['*'], threshold: 2 });
      const [signer] = repo.signers.get('A')!;
      repo.addKey('A', { ...signer!, keyId: 'ab'.repeat(32) }, 'targets');
      await repo.publishAll();
      await expectRefusedFrom('targets', client);
    }),
  );

  it(
    'a key whose id is not its digest counts once, since other tools digest other fields',
    inMemory(async ({ repo, client }) => {
      await seen(repo, client);
      repo.addKey('snapshot', { ...newSigner(), keyId: 'ab'.repeat(32) });
      repo.root.roles['snapshot']!.threshold = 2;
      await repo.publish('root', 'snapshot', 'timestamp');
      expect(await client.refresh()).toBe(0);
    }),
  );

  it(
    'an RSA key of 1024 bits is refused, also where it is one of several',
    inMemory(async ({ repo, client }) => {
      await seen(repo, client);
      repo.addKey('timestamp', weakSigner());
      await repo.publish('root');
      await expectRefusedFrom('root', client);
      expect(client.failure).toMatchObject({ code: 'ERR_KEY_UNSUPPORTED' });
    }),
  );

  it(
    'a role delegated twice by one role is refused',
    inMemory(async ({ repo, client }) => {
      await seen(repo, client);
      repo.delegate('targets', { name: 'A', paths: ['a'] });
      repo.delegate('targets', { name: 'A', paths: ['b'] });
      await repo.publishAll();
      await expectRefusedFrom('targets', client);
      expect(client.failure).toMatchObject({ code: 'ERR_TUF_METADATA_INVALID' });
    }),
  );
});

function weakSigner(): Signer {
  const pem = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({
    type: 'spki',
    format: 'pem',
  });
  return {
    keyId: 'cd'.repeat(32),
    publicKey: { keytype: 'rsa', scheme: 'rsassa-pss-sha256', keyval: { public: pem.toString() } },
    sign: () => Promise.resolve(new Uint8Array(128)),
  };
}

describe('targets', () => {
  it.each(['toString', 'hasOwnProperty', 'valueOf', '__proto__', 'constructor', '\ud800', ''])(
    'the name %j is not found where nobody named it',
    (path) =>
      inMemory(async ({ repo, client }) => {
        await client.init(repo.trustedRoot);
        expect(await client.download(path)).toBe(1);
        expect(client.failure).toMatchObject({ code: 'ERR_TARGET_NOT_FOUND' });
      })(),
  );

  it.each(['toString', 'valueOf', '7', 'ä/😀.txt', 'a b#c?d%41'])(
    'the name %j is found where somebody did',
    (path) =>
      inMemory(async ({ repo, client }) => {
        repo.prefixesTargets = false;
        repo.addTarget('targets', path, Buffer.from(path));
        await repo.publish('targets', 'snapshot', 'timestamp');
        const plain = new MemoryClient(plainNames(repo), { prefixTargetsWithHash: false });
        await plain.init(repo.trustedRoot);
        expect(await plain.download(path)).toBe(0);
        expect((await plain.downloaded()).map(String)).toEqual([path]);
        expect(await client.downloaded()).toEqual([]);
      })(),
  );

  it(
    'every digest that is listed must fit, not only the first',
    inMemory(async ({ repo, client }) => {
      repo.addTarget('targets', 'file', Buffer.from('bytes'));
      repo.targets.targets['file']!.hashes['sha512'] = 'ab'.repeat(64);
      await repo.publish('targets', 'snapshot', 'timestamp');
      await client.init(repo.trustedRoot);
      expect(await client.download('file')).toBe(1);
      expect(client.failure).toMatchObject({ code: 'ERR_TUF_HASH_MISMATCH' });
    }),
  );
});

/** The simulator reads paths as a server does, percent-encoded. */
function plainNames(repo: ConformanceRepository): Fetcher {
  return {
    get: (path) =>
      repo.get(path.startsWith('targets/') ? path.split('/').map(encodeURIComponent).join('/') : path),
  };
}

describe('a repository without consistent snapshots', () => {
  it.each([
    ['says so', (repo: ConformanceRepository) => (repo.root.consistent_snapshot = false)],
    ['says nothing', (repo: ConformanceRepository) => delete repo.root.consistent_snapshot],
  ])('that %s is read by names without versions and digests (TUF 6.2)', (_name, change) =>
    inMemory(async ({ repo, client }) => {
      change(repo);
      repo.delegate('targets', { name: 'A', paths: ['*/*'] });
      repo.addTarget('A', 'folder/file', Buffer.from('bytes'));
      await repo.publish('root', 'targets', 'A', 'snapshot', 'timestamp');
      await client.init(repo.trustedRoot);
      expect(await client.download('folder/file')).toBe(0);
      expect(repo.metadataRequests).toEqual([
        ['root', 2],
        ['root', 3],
        ...['timestamp', 'snapshot', 'targets', 'A'].map((role) => [role, undefined]),
      ]);
      expect(repo.targetRequests).toEqual(['folder/file']);
      // A newer release is met in the same files.
      await repo.publishAll();
      expect(await client.refresh()).toBe(0);
      expect(await client.trustedRoles()).toContainEqual(['targets', repo.targets.version]);
    })(),
  );

  it(
    'may still keep digests out of the names of targets alone',
    inMemory(
      async ({ repo, client }) => {
        repo.prefixesTargets = false;
        repo.addTarget('targets', 'file', Buffer.from('bytes'));
        await repo.publish('targets', 'snapshot', 'timestamp');
        await client.init(repo.trustedRoot);
        expect(await client.download('file')).toBe(0);
        expect(repo.targetRequests).toEqual(['file']);
      },
      { prefixTargetsWithHash: false },
    ),
  );
});
