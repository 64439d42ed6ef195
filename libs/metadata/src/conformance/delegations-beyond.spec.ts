import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import {
  expiryAfter,
  inMemory,
  newSigner,
  type ConformanceRepository,
  type MemoryClient,
} from '@ragnos-vault/testing';

const BYTES = Buffer.from('bytes');
const visited = (repo: ConformanceRepository) => repo.metadataRequests.slice(4).map(([role]) => role);

/** A repository of one delegated role `A` which the client has seen. */
async function seen(repo: ConformanceRepository, client: MemoryClient): Promise<void> {
  repo.delegate('targets', { name: 'A', paths: ['*'] });
  repo.addTarget('A', 'file', BYTES);
  repo.hasMetaHashes = true;
  await repo.publishAll();
  await client.init(repo.trustedRoot);
  expect(await client.download('file')).toBe(0);
}

describe('bins (TAP 15), which the suite does not try', () => {
  it.each([1, 4, 8])('of %i bits: a search reads the one bin of its path, and no more', (bits) =>
    inMemory(async ({ repo, client }) => {
      const names = repo.delegateToBins('targets', bits, 'bins');
      const number = createHash('sha256').update('some/file').digest().readUInt32BE() >>> (32 - bits);
      repo.addTarget(names[number]!, 'some/file', BYTES);
      await repo.publishAll();
      await client.init(repo.trustedRoot);
      expect(await client.download('some/file')).toBe(0);
      expect(visited(repo)).toEqual([names[number]]);
    })(),
  );

  it(
    'a target in the bin of other paths is not found',
    inMemory(async ({ repo, client }) => {
      const names = repo.delegateToBins('targets', 1, 'bins');
      const bin = createHash('sha256').update('file').digest().readUInt32BE() >>> 31;
      repo.addTarget(names[1 - bin]!, 'file', BYTES);
      await repo.publishAll();
      await client.init(repo.trustedRoot);
      expect(await client.download('file')).toBe(1);
      expect(client.failure).toMatchObject({ code: 'ERR_TARGET_NOT_FOUND' });
      expect(visited(repo)).toEqual([names[bin]]);
    }),
  );

  it(
    'a bin that another key signed is refused, and not kept',
    inMemory(async ({ repo, client }) => {
      for (const name of repo.delegateToBins('targets', 1, 'bins')) repo.signers.set(name, [newSigner()]);
      await repo.publishAll();
      await client.init(repo.trustedRoot);
      expect(await client.download('file')).toBe(1);
      expect(client.failure).toMatchObject({ code: 'ERR_TUF_SIGNATURE' });
      expect(await client.trustedRoles()).toHaveLength(4);
    }),
  );

  it(
    'a target that the delegating role names itself needs no bin',
    inMemory(async ({ repo, client }) => {
      repo.delegateToBins('targets', 2, 'bins');
      repo.addTarget('targets', 'file', BYTES);
      await repo.publishAll();
      await client.init(repo.trustedRoot);
      expect(await client.download('file')).toBe(0);
      expect(visited(repo)).toEqual([]);
    }),
  );
});

describe('delegations, where the suite ends', () => {
  it(
    'by hash prefix: only the role whose prefix fits is read',
    inMemory(async ({ repo, client }) => {
      const hash = createHash('sha256').update('file').digest('hex');
      const other = hash.startsWith('0') ? '1' : '0';
      repo.delegate('targets', { name: 'A', path_hash_prefixes: [other] });
      repo.delegate('targets', { name: 'B', path_hash_prefixes: [other, hash.slice(0, 2)] });
      repo.addTarget('A', 'file', Buffer.from('not for A to say'));
      repo.addTarget('B', 'file', BYTES);
      await repo.publishAll();
      await client.init(repo.trustedRoot);
      expect(await client.download('file')).toBe(0);
      expect(visited(repo)).toEqual(['B']);
      expect((await client.downloaded()).map(String)).toEqual([String(BYTES)]);
    }),
  );

  it(
    'a role with neither paths nor prefixes speaks for nothing',
    inMemory(async ({ repo, client }) => {
      repo.delegate('targets', { name: 'A' });
      repo.addTarget('A', 'file', BYTES);
      await repo.publishAll();
      await client.init(repo.trustedRoot);
      expect(await client.download('file')).toBe(1);
      expect(visited(repo)).toEqual([]);
    }),
  );

  it(
    'names that are numbers keep their order of trust (go-tuf CVE-2024-47534)',
    inMemory(async ({ repo, client }) => {
      for (const name of ['10', 'b', '2', '0']) repo.delegate('targets', { name, paths: ['*'] });
      repo.addTarget('0', 'file', Buffer.from('by 0'));
      repo.addTarget('2', 'file', Buffer.from('by 2'));
      await repo.publishAll();
      await client.init(repo.trustedRoot);
      expect(await client.download('file')).toBe(0);
      expect(visited(repo)).toEqual(['10', 'b', '2']);
    }),
  );

  it.each(['constructor', 'toString', 'hasOwnProperty', 'signed'])(
    'a role called %s is a role like any other',
    (name) =>
      inMemory(async ({ repo, client }) => {
        repo.delegate('targets', { name, paths: ['*'] });
        repo.addTarget(name, 'file', BYTES);
        await repo.publishAll();
        await client.init(repo.trustedRoot);
        // The strict JSON reader refuses `constructor` as the name of a member, but it is `constructor.json` in a snapshot.
        expect(await client.download('file')).toBe(0);
        expect(visited(repo)).toEqual([name]);
      })(),
  );

  it(
    'without `terminating`, as in the example of the specification, the search goes on',
    inMemory(async ({ repo, client }) => {
      repo.delegate('targets', { name: 'A', paths: ['*'] });
      repo.delegate('targets', { name: 'B', paths: ['*'] });
      delete repo.targets.delegations!.roles![0]!.terminating;
      repo.addTarget('B', 'file', BYTES);
      await repo.publishAll();
      await client.init(repo.trustedRoot);
      expect(await client.download('file')).toBe(0);
      expect(visited(repo)).toEqual(['A', 'B']);
    }),
  );

  it(
    'a wildcard also stands for a name that begins with a dot',
    inMemory(async ({ repo, client }) => {
      repo.delegate('targets', { name: 'A', paths: ['conf/*'] });
      repo.addTarget('A', 'conf/.hidden', BYTES);
      await repo.publishAll();
      await client.init(repo.trustedRoot);
      expect(await client.download('conf/.hidden')).toBe(0);
    }),
  );

  it.each([
    [32, 0],
    [33, 1],
  ])('a chain of %i roles ends in exit %i', (length, exitCode) =>
    inMemory(async ({ repo, client }) => {
      const names = Array.from({ length }, (_, at) => `role-${at}`);
      names.forEach((name, at) => repo.delegate(names[at - 1] ?? 'targets', { name, paths: ['*'] }));
      repo.addTarget(names.at(-1)!, 'file', BYTES);
      await repo.publishAll();
      await client.init(repo.trustedRoot);
      expect(await client.download('file')).toBe(exitCode);
      expect(visited(repo)).toEqual(names.slice(0, 32));
    })(),
  );
});

const attacks: readonly {
  readonly name: string;
  readonly code: string;
  readonly attack: (repo: ConformanceRepository) => void | Promise<void>;
}[] = [
  {
    name: 'an older version (tough CVE-2025-2887)',
    code: 'ERR_TUF_ROLLBACK',
    attack: async (repo) => {
      repo.setVersion('A', 1);
      await repo.publish('A', 'snapshot', 'timestamp');
    },
  },
  {
    name: 'expired (tough CVE-2026-6967)',
    code: 'ERR_TUF_EXPIRED',
    attack: async (repo) => {
      repo.targetsOf('A').expires = expiryAfter(new Date(), -1);
      await repo.publish('A', 'snapshot', 'timestamp');
    },
  },
  {
    name: 'another digest than snapshot names (tough CVE-2026-6967)',
    code: 'ERR_TUF_HASH_MISMATCH',
    attack: async (repo) => {
      await repo.publish('A', 'snapshot', 'timestamp');
      const version = repo.targetsOf('A').version;
      repo.files.set(`${version}.A`, await repo.sign('A', { expires: expiryAfter(new Date(), 31) }));
    },
  },
  {
    name: 'longer than snapshot names (tough CVE-2026-6967)',
    code: 'ERR_TUF_LENGTH',
    attack: async (repo) => {
      await repo.publish('A', 'snapshot', 'timestamp');
      const name = `${repo.targetsOf('A').version}.A`;
      repo.files.set(name, Buffer.concat([repo.fileOf(name), Buffer.from(' ')]));
    },
  },
  {
    name: 'one signature twice (tough CVE-2026-6966)',
    code: 'ERR_TUF_METADATA_INVALID',
    attack: async (repo) => {
      const [signer] = repo.signers.get('A')!;
      repo.signers.set('A', [signer!, signer!]);
      await repo.publish('A', 'snapshot', 'timestamp');
    },
  },
  {
    name: 'signed by a stranger',
    code: 'ERR_TUF_SIGNATURE',
    attack: async (repo) => {
      repo.signers.set('A', [newSigner()]);
      await repo.publish('A', 'snapshot', 'timestamp');
    },
  },
  {
    name: 'withheld',
    code: 'ERR_TUF_MISSING',
    attack: async (repo) => {
      await repo.publish('A', 'snapshot', 'timestamp');
      repo.files.delete(`${repo.targetsOf('A').version}.A`);
    },
  },
];

describe('a delegated role', () => {
  it.each(attacks)(
    '$name -> $code; the version before it stays, and the next good one is accepted',
    ({ code, attack }) =>
      inMemory(async ({ repo, client }) => {
        await seen(repo, client);
        await repo.publish('A', 'snapshot', 'timestamp');
        expect(await client.download('other')).toBe(1);
        const kept = await client.bytesOf('A');
        const signers = repo.signers.get('A')!;
        await attack(repo);
        expect(await client.download('other')).toBe(1);
        expect(client.failure).toMatchObject({ code });
        expect(await client.bytesOf('A')).toEqual(kept);
        repo.signers.set('A', signers);
        repo.targetsOf('A').expires = expiryAfter(new Date(), 30);
        repo.setVersion('A', 50);
        await repo.publish('A', 'snapshot', 'timestamp');
        expect(await client.download('other')).toBe(1);
        expect(client.failure).toMatchObject({ code: 'ERR_TARGET_NOT_FOUND' });
      })(),
  );
});
