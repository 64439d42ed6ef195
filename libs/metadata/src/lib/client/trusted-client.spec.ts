import { describe, expect, it } from '@jest/globals';
import { newSigner, RepositorySimulator } from '@ragnos-vault/testing';
import type { ErrorCode } from '@ragnos-vault/errors';
import { memoryCache } from './cache.ts';
import { openTrustedClient, type TrustedClient } from './trusted-client.ts';
import type { MetadataCache } from '../ports.ts';

const NOW = new Date();
const PAST = new Date(NOW.getTime() - 1000);
const HELLO = 'plugins/acme/hello/1.0.0/hello-1.0.0.tgz';
const BYTES = new TextEncoder().encode('the archive');

async function simulator(): Promise<RepositorySimulator> {
  const sim = new RepositorySimulator(NOW);
  sim.addTarget(HELLO, BYTES, { name: '@acme/hello' });
  await sim.publish();
  return sim;
}

function clientOf(sim: RepositorySimulator, cache: MetadataCache = memoryCache()): TrustedClient {
  return openTrustedClient({ trustedRoot: sim.trustedRoot, now: NOW }, { fetcher: sim, cache });
}

async function snapshotOf(cache: MetadataCache): Promise<readonly (Uint8Array | undefined)[]> {
  return Promise.all(['timestamp.json', 'snapshot.json', 'targets.json'].map((name) => cache.read(name)));
}

function edited(bytes: Uint8Array | undefined, from: string, to: string): Uint8Array {
  const text = Buffer.from(bytes ?? []).toString();
  if (!text.includes(from)) throw new Error(`nothing to edit: ${from}`);
  return Buffer.from(text.replace(from, to));
}

describe('the trusted client', () => {
  it('refreshes, finds a target and downloads its proven bytes', async () => {
    const sim = await simulator();
    const client = clientOf(sim);
    expect(await client.refresh()).toMatchObject({
      root: { version: 1 },
      timestamp: { version: 1 },
      targets: { version: 1 },
    });
    const target = await client.findTarget(HELLO);
    expect(target).toMatchObject({ path: HELLO, length: BYTES.length, custom: { name: '@acme/hello' } });
    expect(Buffer.from(await client.downloadBytes(target!))).toEqual(Buffer.from(BYTES));
  });

  it('asks for root N+1, timestamp, snapshot and targets, in this order and nothing else', async () => {
    const sim = await simulator();
    await clientOf(sim).refresh();
    expect(sim.requests).toEqual([
      'metadata/2.root.json',
      'metadata/timestamp.json',
      'metadata/1.snapshot.json',
      'metadata/1.targets.json',
    ]);
  });

  it('takes from the cache what is still current', async () => {
    const sim = await simulator();
    const cache = memoryCache();
    await clientOf(sim, cache).refresh();
    sim.requests.length = 0;
    await clientOf(sim, cache).refresh();
    expect(sim.requests).toEqual(['metadata/2.root.json', 'metadata/timestamp.json']);
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'nothing.tgz'])(
    'finds no target called %s',
    async (path) => {
      expect(await clientOf(await simulator()).findTarget(path)).toBeUndefined();
    },
  );

  it('follows a chain of roots whose keys are all exchanged', async () => {
    const sim = await simulator();
    const oldRoot = sim.signers.get('root') ?? [];
    for (const role of ['root', 'timestamp', 'snapshot', 'targets'] as const)
      sim.signers.set(role, [newSigner()]);
    sim.trustSigners();
    sim.root.version = 2;
    await sim.publishRoot(oldRoot);
    await sim.publish();
    expect(await clientOf(sim).refresh()).toMatchObject({ root: { version: 2 }, timestamp: { version: 2 } });
  });

  it('recovers from a cache full of rubbish, and never trusts it', async () => {
    const sim = await simulator();
    const rubbish = new TextEncoder().encode('{"signed":');
    const cache = memoryCache(
      new Map(
        ['2.root.json', 'timestamp.json', 'snapshot.json', 'targets.json'].map((name) => [name, rubbish]),
      ),
    );
    expect(await clientOf(sim, cache).refresh()).toMatchObject({ timestamp: { version: 1 } });
  });

  it('does not let a poisoned cache stand in for the given root', async () => {
    const sim = await simulator();
    const evil = new RepositorySimulator(NOW);
    evil.addTarget(HELLO, new TextEncoder().encode('evil'));
    await evil.publish();
    const cache = memoryCache();
    await clientOf(evil, cache).refresh();
    const client = clientOf(sim, cache);
    const target = await client.findTarget(HELLO);
    expect(Buffer.from(await client.downloadBytes(target!))).toEqual(Buffer.from(BYTES));
  });
});

const attacks: readonly {
  name: string;
  code: ErrorCode;
  attack: (sim: RepositorySimulator) => void | Promise<void>;
}[] = [
  {
    name: 'an older timestamp is replayed',
    code: 'ERR_TUF_ROLLBACK',
    attack: (sim) => sim.restore(first.get(sim) ?? new Map()),
  },
  {
    name: 'the timestamp is frozen past its expiry',
    code: 'ERR_TUF_EXPIRED',
    attack: async (sim) => {
      sim.timestamp.expires = PAST;
      await sim.publish();
    },
  },
  {
    name: 'the snapshot is expired',
    code: 'ERR_TUF_EXPIRED',
    attack: async (sim) => {
      sim.snapshot.expires = PAST;
      await sim.publish();
    },
  },
  {
    name: 'the targets are expired',
    code: 'ERR_TUF_EXPIRED',
    attack: async (sim) => {
      sim.targets.expires = PAST;
      await sim.publish();
    },
  },
  {
    name: 'a snapshot names older targets',
    code: 'ERR_TUF_ROLLBACK',
    attack: async (sim) => {
      sim.targets.version -= 2;
      await sim.publish();
    },
  },
  {
    name: 'targets are signed by another key',
    code: 'ERR_TUF_SIGNATURE',
    attack: async (sim) => {
      sim.signers.set('targets', [newSigner()]);
      await sim.publish();
    },
  },
  {
    name: 'the timestamp is signed by another key',
    code: 'ERR_TUF_SIGNATURE',
    attack: async (sim) => {
      sim.signers.set('timestamp', [newSigner()]);
      await sim.publish();
    },
  },
  {
    name: 'a byte of the timestamp is changed',
    code: 'ERR_TUF_SIGNATURE',
    attack: (sim) =>
      void sim.files.set(
        'metadata/timestamp.json',
        edited(sim.files.get('metadata/timestamp.json'), '"version":2', '"version":3'),
      ),
  },
  {
    name: 'the snapshot of another release is mixed in',
    code: 'ERR_TUF_HASH_MISMATCH',
    attack: async (sim) => {
      await sim.publish();
      const older = sim.files.get('metadata/2.snapshot.json');
      sim.files.set('metadata/3.snapshot.json', older ?? new Uint8Array());
    },
  },
  {
    name: 'the targets of another release are mixed in',
    code: 'ERR_TUF_VERSION_MISMATCH',
    attack: async (sim) => {
      await sim.publish();
      const older = sim.files.get('metadata/2.targets.json');
      sim.files.set('metadata/3.targets.json', older ?? new Uint8Array());
    },
  },
  {
    name: 'the snapshot is withheld',
    code: 'ERR_TUF_MISSING',
    attack: async (sim) => {
      await sim.publish();
      sim.files.delete('metadata/3.snapshot.json');
    },
  },
  {
    name: 'a root skips a version',
    code: 'ERR_TUF_VERSION_MISMATCH',
    attack: async (sim) => {
      sim.root.version = 3;
      await sim.publishRoot();
      sim.files.set('metadata/2.root.json', sim.files.get('metadata/3.root.json') ?? new Uint8Array());
      sim.files.delete('metadata/3.root.json');
    },
  },
  {
    name: 'a root is signed by its own new keys only',
    code: 'ERR_TUF_SIGNATURE',
    attack: async (sim) => {
      sim.signers.set('root', [newSigner()]);
      sim.trustSigners();
      sim.root.version = 2;
      await sim.publishRoot();
    },
  },
  {
    name: 'metadata holds one key twice',
    code: 'ERR_TUF_METADATA_INVALID',
    attack: (sim) => {
      sim.files.set(
        'metadata/timestamp.json',
        edited(sim.files.get('metadata/timestamp.json'), '"signed":', '"signed":{},"signed":'),
      );
    },
  },
  {
    name: 'metadata is not JSON',
    code: 'ERR_TUF_METADATA_INVALID',
    attack: (sim) => void sim.files.set('metadata/timestamp.json', Buffer.from('<html>')),
  },
];
const first = new WeakMap<RepositorySimulator, ReadonlyMap<string, Uint8Array>>();

describe('the trusted client under attack', () => {
  it.each(attacks)('$name -> $code, and what was trusted before stays', async ({ code, attack }) => {
    const sim = await simulator();
    first.set(sim, sim.dump());
    await sim.publish();
    const cache = memoryCache();
    await clientOf(sim, cache).refresh();
    const trusted = await snapshotOf(cache);
    const good = sim.dump();

    await attack(sim);
    await expect(clientOf(sim, cache).refresh()).rejects.toMatchObject({ code });

    const [, , targets] = await snapshotOf(cache);
    expect(targets).toEqual(trusted[2]);
    sim.restore(good);
    // A mirror without keys cannot move the floor: the honest repository is accepted again.
    if (sim.timestamp.version === 2) {
      await expect(clientOf(sim, cache).refresh()).resolves.toMatchObject({ targets: { version: 2 } });
    }
  });
});

describe('a download', () => {
  it.each([
    [
      'swapped bytes of the same length',
      (bytes: Uint8Array) => bytes.map((byte) => byte ^ 1),
      'ERR_TUF_HASH_MISMATCH',
    ],
    ['a byte too many', (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.from('x')]), 'ERR_TUF_LENGTH'],
    ['a byte too few', (bytes: Uint8Array) => bytes.subarray(1), 'ERR_TUF_LENGTH'],
  ] as const)('refuses %s', async (_name, change, code) => {
    const sim = await simulator();
    const client = clientOf(sim);
    const target = await client.findTarget(HELLO);
    sim.files.set(sim.pathOf(HELLO), change(BYTES));
    await expect(client.downloadBytes(target!)).rejects.toMatchObject({ code });
  });

  it('is refused where the mirror lacks the file', async () => {
    const sim = await simulator();
    const client = clientOf(sim);
    const target = await client.findTarget(HELLO);
    sim.files.delete(sim.pathOf(HELLO));
    await expect(client.downloadBytes(target!)).rejects.toMatchObject({ code: 'ERR_TUF_MISSING' });
  });

  it('ends at the first byte too many of an endless stream', async () => {
    const sim = await simulator();
    const target = await clientOf(sim).findTarget(HELLO);
    let sent = 0;
    const endless = {
      get: () =>
        Promise.resolve(
          (async function* () {
            for (;;) {
              sent += 1;
              yield await Promise.resolve(new Uint8Array(8));
            }
          })(),
        ),
    };
    const client = openTrustedClient(
      { trustedRoot: sim.trustedRoot, now: NOW },
      { fetcher: endless, cache: memoryCache() },
    );
    await expect(client.downloadBytes(target!)).rejects.toMatchObject({ code: 'ERR_TUF_LENGTH' });
    expect(sent).toBe(2);
  });
});

describe('a trusted root that is none', () => {
  it.each([
    ['empty bytes', new Uint8Array()],
    ['a list', Buffer.from('[]')],
    ['unsigned metadata', Buffer.from('{"signatures":[],"signed":{"_type":"root"}}')],
  ])('%s is refused before anything is fetched', async (_name, trustedRoot) => {
    const sim = await simulator();
    const client = openTrustedClient({ trustedRoot, now: NOW }, { fetcher: sim, cache: memoryCache() });
    await expect(client.refresh()).rejects.toMatchObject({ code: 'ERR_TUF_ROOT_INVALID' });
    expect(sim.requests).toEqual([]);
  });
});
