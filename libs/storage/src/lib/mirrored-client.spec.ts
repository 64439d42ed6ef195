import { beforeEach, describe, expect, it } from '@jest/globals';
import { VaultError } from '@ragnos-vault/errors';
import { collect, memoryCache, openTrustedClient } from '@ragnos-vault/metadata';
import type { Fetcher, Mirror, TrustedClient } from '@ragnos-vault/metadata';
import { newSigner, RepositorySimulator } from '@ragnos-vault/testing';
import { mirrorFetcher } from './mirror-fetcher.ts';

const NOW = new Date();
const DAY_MS = 86_400_000;
const CONTENT = Buffer.from('the archive');

/** A mirror of the repository as it is now; an attack is an edit of `files`. */
class FrozenMirror implements Mirror {
  readonly files: Map<string, Uint8Array>;
  readonly requests: string[] = [];
  readonly name: string;

  constructor(name: string, repository: RepositorySimulator) {
    this.name = name;
    this.files = new Map(repository.files);
  }

  get(path: string): ReturnType<Fetcher['get']> {
    this.requests.push(path);
    const bytes = this.files.get(path);
    return Promise.resolve(bytes && oneChunk(bytes));
  }
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

let repository: RepositorySimulator;
let cache = memoryCache();

beforeEach(async () => {
  repository = new RepositorySimulator(NOW);
  cache = memoryCache();
  repository.addTarget('a.tgz', CONTENT);
  await repository.publish();
});

function clientOf(...mirrors: readonly Mirror[]): TrustedClient {
  const ports = { fetcher: mirrorFetcher(mirrors), cache };
  return openTrustedClient({ trustedRoot: repository.trustedRoot, now: NOW }, ports);
}

const mirror = (name: string) => new FrozenMirror(name, repository);
const LIE = Buffer.from('{"signatures":[],"signed":{}}');

describe('a trusted client of several mirrors', () => {
  it('asks only the first one for all but the next root, as long as it is right', async () => {
    const [a, b] = [mirror('a'), mirror('b')];
    const client = clientOf(a, b);
    await client.refresh();
    const target = await client.findTarget('a.tgz');
    expect(await client.downloadBytes(target!)).toEqual(CONTENT);
    expect(b.requests).toEqual(['metadata/2.root.json']);
  });

  const lies: { name: string; path: string }[] = [
    { name: 'the next root', path: 'metadata/2.root.json' },
    { name: 'the timestamp', path: 'metadata/timestamp.json' },
    { name: 'the snapshot', path: 'metadata/1.snapshot.json' },
    { name: 'the targets', path: 'metadata/1.targets.json' },
  ];
  it.each(lies)('takes the second where the first lies about $name', async ({ path }) => {
    const [a, b] = [mirror('a'), mirror('b')];
    a.files.set(path, LIE);
    expect(await clientOf(a, b).refresh()).toMatchObject({ targets: { version: 1 } });
  });

  it('takes the second where the first is older than what is known already', async () => {
    const a = mirror('a');
    await repository.publish();
    const b = mirror('b');
    await clientOf(b).refresh();
    const roles = await clientOf(a, b).refresh();
    expect(roles).toMatchObject({ timestamp: { version: 2 } });
  });

  it('takes the second where the metadata of the first has expired', async () => {
    repository.timestamp.expires = new Date(NOW.getTime() - DAY_MS);
    await repository.publish();
    const a = mirror('a');
    repository.timestamp.expires = new Date(NOW.getTime() + DAY_MS);
    await repository.publish();
    expect(await clientOf(a, mirror('b')).refresh()).toMatchObject({ timestamp: { version: 3 } });
  });

  it('learns of revoked keys from any mirror, and then refuses the one that withheld it', async () => {
    const a = mirror('a');
    repository.signers.set('timestamp', [newSigner()]);
    repository.trustSigners();
    repository.root.version = 2;
    await repository.publishRoot();
    await repository.publish();
    const roles = await clientOf(a, mirror('b')).refresh();
    expect(roles).toMatchObject({ root: { version: 2 }, timestamp: { version: 2 } });
    await expect(clientOf(a).refresh()).rejects.toMatchObject({ code: 'ERR_TUF_SIGNATURE' });
  });

  it('downloads a target again from the second where the first has other bytes', async () => {
    const [a, b] = [mirror('a'), mirror('b')];
    a.files.set(repository.pathOf('a.tgz'), Buffer.from('the Archive'));
    const client = clientOf(a, b);
    const target = await client.findTarget('a.tgz');
    const taken: string[] = [];
    const bytes = await client.downloadInto(target!, async (chunks) => {
      const received = await collect(chunks);
      taken.push('whole');
      return received;
    });
    expect(bytes).toEqual(CONTENT);
    expect(taken).toEqual(['whole']);
  });

  it.each([
    { name: 'longer', bytes: Buffer.from('the archive!') },
    { name: 'shorter', bytes: Buffer.from('the') },
  ])('downloads a small file from the second where that of the first is $name', async ({ bytes }) => {
    const [a, b] = [mirror('a'), mirror('b')];
    a.files.set(repository.pathOf('a.tgz'), bytes);
    const client = clientOf(a, b);
    const target = await client.findTarget('a.tgz');
    expect(await client.downloadBytes(target!)).toEqual(CONTENT);
  });

  it('never gives bytes that no mirror can prove, and says what each of them said', async () => {
    const [a, b] = [mirror('a'), mirror('b')];
    a.files.set(repository.pathOf('a.tgz'), Buffer.from('the Archive'));
    b.files.delete(repository.pathOf('a.tgz'));
    const client = clientOf(a, b);
    const target = await client.findTarget('a.tgz');
    const failure = await client.downloadBytes(target!).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'ERR_TUF_HASH_MISMATCH', facts: { mirrors: 'a b' } });
    expect(String(failure)).toMatch(/signed hash \(from a\); .*lacks the target a\.tgz \(from b\)/);
  });

  it('keeps the floor where all mirrors are refused', async () => {
    const old = mirror('old');
    await repository.publish();
    await clientOf(mirror('new')).refresh();
    await expect(clientOf(old, mirrorOf(old)).refresh()).rejects.toMatchObject({ code: 'ERR_TUF_ROLLBACK' });
    expect(await clientOf(mirror('new')).refresh()).toMatchObject({ timestamp: { version: 2 } });
  });

  it('does not ask another mirror where the caller’s root is bad or its own sink fails', async () => {
    const [a, b] = [mirror('a'), mirror('b')];
    const ports = { fetcher: mirrorFetcher([a, b]), cache };
    const client = openTrustedClient({ trustedRoot: Buffer.from('{}'), now: NOW }, ports);
    await expect(client.refresh()).rejects.toMatchObject({ code: 'ERR_TUF_ROOT_INVALID' });
    expect([...a.requests, ...b.requests]).toEqual([]);

    const right = clientOf(a, b);
    const target = await right.findTarget('a.tgz');
    const full = new VaultError('ERR_IO', 'disk full');
    await expect(right.downloadInto(target!, () => Promise.reject(full))).rejects.toBe(full);
  });
});

function mirrorOf(other: FrozenMirror): FrozenMirror {
  const twin = mirror(`${other.name}-twin`);
  twin.files.clear();
  for (const [path, bytes] of other.files) twin.files.set(path, bytes);
  return twin;
}
