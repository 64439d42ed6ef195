import { beforeEach, describe, expect, it } from '@jest/globals';
import { sha256Hex, sha512Hex } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { RepositorySimulator } from '@ragnos-vault/testing';
import { memoryCache } from '../client/cache.ts';
import { collect } from '../client/collect.ts';
import { openTrustedClient } from '../client/trusted-client.ts';
import { encodePluginIndex, type PluginVersion } from '../plugin/parse-plugin-index.ts';
import { openConsensus } from './open-consensus.ts';
import type { Mapping } from './parse-map.ts';
import type { FoundTarget, PluginSource, SourceEvent } from './plugin-source.ts';

const NOW = new Date();
const FILE = 'tools/file.tgz';
const GOOD = new TextEncoder().encode('good');
const EVIL = new TextEncoder().encode('evil');

let sims: Map<string, RepositorySimulator>;
let events: SourceEvent[];
let opened: string[];

beforeEach(() => {
  sims = new Map(['a', 'b', 'c', 'd'].map((name) => [name, new RepositorySimulator(NOW)]));
  events = [];
  opened = [];
});

const sim = (name: string): RepositorySimulator => sims.get(name)!;
const mapping = (change: Partial<Mapping> = {}): Mapping => ({
  paths: ['tools/*', 'plugins/*/*/*/*'],
  repositories: ['a', 'b'],
  threshold: 2,
  terminating: false,
  ...change,
});

function sourceOf(...mappings: readonly Mapping[]): PluginSource {
  return openConsensus(
    { repositories: new Map(), mappings },
    {
      onEvent: (event) => events.push(event),
      open: (name) => {
        opened.push(name);
        const ports = { fetcher: sim(name), cache: memoryCache() };
        const client = openTrustedClient({ trustedRoot: sim(name).trustedRoot, now: NOW }, ports);
        return Promise.resolve({ repository: `memory:${name}`, client });
      },
    },
  );
}

async function publish(
  contents: Readonly<Record<string, Uint8Array | undefined>>,
  path = FILE,
): Promise<void> {
  for (const [name, repository] of sims) {
    const bytes = contents[name];
    if (bytes !== undefined) repository.addTarget(path, bytes, { from: name });
    await repository.publish();
  }
}

async function expire(name: string): Promise<void> {
  sim(name).timestamp.expires = new Date(NOW.getTime() - 1_000);
  await sim(name).publish();
}

const vouchersOf = (found: FoundTarget | undefined) => found?.vouchers.map(({ name }) => name);
const requested = (name: string) => sim(name).requests;
const eventsOf = (type: SourceEvent['type']) => events.filter((event) => event.type === type);

describe('findTarget', () => {
  it('finds what enough repositories name alike, and says who does', async () => {
    await publish({ a: GOOD, b: GOOD });
    const found = await sourceOf(mapping()).findTarget(FILE);
    expect(vouchersOf(found)).toEqual(['a', 'b']);
    expect(found?.vouchers).toMatchObject([
      {
        repository: 'memory:a',
        roles: { root: { version: 1 } },
        target: { path: FILE, custom: { from: 'a' } },
      },
      { repository: 'memory:b', target: { custom: { from: 'b' } } },
    ]);
    expect(await collect(found!.vouchers[1]!.download())).toEqual(Buffer.from(GOOD));
  });

  it('refuses what one of two says otherwise, and names what each of them says', async () => {
    await publish({ a: GOOD, b: EVIL });
    await expect(sourceOf(mapping()).findTarget(FILE)).rejects.toMatchObject({
      code: 'ERR_TUF_NO_CONSENSUS',
      facts: {
        subject: FILE,
        repositories: `a names 4 bytes, sha256 ${sha256Hex(GOOD).slice(0, 16)}, b names 4 bytes, sha256 ${sha256Hex(EVIL).slice(0, 16)}`,
      },
    });
    expect(eventsOf('disagreed')).toHaveLength(1);
  });

  it('refuses what only one of two names', async () => {
    await publish({ a: GOOD });
    await expect(sourceOf(mapping()).findTarget(FILE)).rejects.toMatchObject({
      code: 'ERR_TUF_NO_CONSENSUS',
      facts: { repositories: expect.stringContaining('b not listed') },
    });
  });

  it('finds nothing where nobody names it', async () => {
    await publish({});
    expect(await sourceOf(mapping()).findTarget(FILE)).toBeUndefined();
  });

  it('outvotes a minority of three, wherever it stands', async () => {
    await publish({ a: EVIL, b: GOOD, c: GOOD });
    for (const repositories of [
      ['a', 'b', 'c'],
      ['b', 'a', 'c'],
      ['b', 'c', 'a'],
    ]) {
      const found = await sourceOf(mapping({ repositories })).findTarget(FILE);
      expect(vouchersOf(found)).toEqual(['b', 'c']);
    }
  });

  it('takes, of two agreements, the one that is reached first in the order of the map', async () => {
    await publish({ a: EVIL, b: GOOD, c: GOOD, d: EVIL });
    const repositories = ['a', 'b', 'c', 'd'];
    expect(vouchersOf(await sourceOf(mapping({ repositories })).findTarget(FILE))).toEqual(['b', 'c']);
    expect(requested('d')).toEqual([]);
  });

  it('asks no more repositories than it takes, and each of them for its metadata once', async () => {
    await publish({ a: GOOD, b: GOOD });
    const source = sourceOf(mapping({ threshold: 1 }), mapping({ repositories: ['c'], threshold: 1 }));
    await source.findTarget(FILE);
    await source.findTarget(FILE);
    expect(opened).toEqual(['a']);
    expect(requested('a').filter((path) => path.endsWith('timestamp.json'))).toHaveLength(1);
    expect([...requested('b'), ...requested('c')]).toEqual([]);
  });

  it.each([
    ['another length', (hashes: Map<string, string>) => ({ length: 5, hashes })],
    [
      'another SHA-512',
      (hashes: Map<string, string>) => ({ length: 4, hashes: hashes.set('sha512', sha512Hex(EVIL)) }),
    ],
    [
      'no SHA-512',
      (hashes: Map<string, string>) => ({ length: 4, hashes: (hashes.delete('sha512'), hashes) }),
    ],
    [
      'no SHA-256',
      (hashes: Map<string, string>) => ({ length: 4, hashes: (hashes.delete('sha256'), hashes) }),
    ],
  ])('refuses %s beside the same other digest', async (_, change) => {
    for (const name of ['a', 'b']) {
      const hashes = new Map([
        ['sha256', sha256Hex(GOOD)],
        ['sha512', sha512Hex(GOOD)],
      ]);
      const entry = name === 'a' ? { length: 4, hashes } : change(hashes);
      sim(name).targets.targets = new Map([[FILE, entry]]);
      await sim(name).publish();
    }
    await expect(sourceOf(mapping()).findTarget(FILE)).rejects.toMatchObject({
      code: 'ERR_TUF_NO_CONSENSUS',
    });
  });

  it('lets algorithms differ that prove nothing', async () => {
    for (const [name, md5] of [
      ['a', '0'.repeat(32)],
      ['b', 'f'.repeat(32)],
    ] as const) {
      const hashes = new Map([
        ['sha256', sha256Hex(GOOD)],
        ['md5', md5],
      ]);
      sim(name).targets.targets = new Map([[FILE, { length: 4, hashes }]]);
      await sim(name).publish();
    }
    expect(vouchersOf(await sourceOf(mapping()).findTarget(FILE))).toEqual(['a', 'b']);
  });

  it('counts one repository under two names once', async () => {
    await publish({ a: GOOD, c: GOOD });
    sims.set('b', sim('a'));
    await expect(sourceOf(mapping()).findTarget(FILE)).rejects.toMatchObject({
      code: 'ERR_TUF_NO_CONSENSUS',
    });
    const found = await sourceOf(mapping({ repositories: ['a', 'b', 'c'] })).findTarget(FILE);
    expect(vouchersOf(found)).toEqual(['a', 'c']);
  });
});

describe('a repository that fails', () => {
  const ways: readonly (readonly [string, string, (failing: RepositorySimulator) => Promise<void> | void])[] =
    [
      [
        'cannot be reached',
        'ERR_FETCH_FAILED',
        (failing) =>
          void (failing.get = () => Promise.reject(new VaultError('ERR_FETCH_FAILED', 'no connection'))),
      ],
      ['has expired', 'ERR_TUF_EXPIRED', () => expire('a')],
      [
        'is signed by others',
        'ERR_TUF_SIGNATURE',
        (failing) => {
          failing.signers.set('timestamp', new RepositorySimulator(NOW).signers.get('timestamp')!);
          return failing.publish();
        },
      ],
      [
        'is no folder',
        'ERR_VAULT_NOT_FOUND',
        (failing) =>
          void (failing.get = () => Promise.reject(new VaultError('ERR_VAULT_NOT_FOUND', 'no folder'))),
      ],
    ];

  it.each(ways)('does not count where it %s, and the others suffice', async (_, code, break_) => {
    await publish({ a: EVIL, b: GOOD, c: GOOD });
    await break_(sim('a'));
    const found = await sourceOf(mapping({ repositories: ['a', 'b', 'c'] })).findTarget(FILE);
    expect(vouchersOf(found)).toEqual(['b', 'c']);
    expect(eventsOf('repository-failed')).toEqual([
      { type: 'repository-failed', name: 'a', code, message: expect.any(String) },
    ]);
  });

  it.each(ways)('ends the search where it %s and might have been needed', async (_, code, break_) => {
    await publish({ a: GOOD, b: GOOD, c: EVIL });
    await break_(sim('a'));
    // Not even a mapping that is not terminating is left for the next: whoever cuts a line must not choose the repository.
    const source = sourceOf(mapping(), mapping({ repositories: ['c'], threshold: 1 }));
    await expect(source.findTarget(FILE)).rejects.toMatchObject({
      code: code === 'ERR_FETCH_FAILED' ? 'ERR_FETCH_FAILED' : 'ERR_TUF_NO_CONSENSUS',
      facts: { repositories: expect.stringContaining(`a ${code}`) },
      cause: { code },
    });
    expect(requested('c')).toEqual([]);
  });

  it('does not end the search where it could have changed nothing', async () => {
    await publish({ c: GOOD });
    await expire('a');
    const source = sourceOf(mapping(), mapping({ repositories: ['c'], threshold: 1 }));
    expect(vouchersOf(await source.findTarget(FILE))).toEqual(['c']);
  });

  it('names the code of each of several', async () => {
    await publish({ b: GOOD, c: GOOD });
    await expire('a');
    sim('b').get = () => Promise.reject(new VaultError('ERR_FETCH_FAILED', 'no connection'));
    await expect(sourceOf(mapping()).findTarget(FILE)).rejects.toMatchObject({
      code: 'ERR_TUF_NO_CONSENSUS',
      facts: { repositories: 'a ERR_TUF_EXPIRED, b ERR_FETCH_FAILED' },
      cause: { errors: [{ code: 'ERR_TUF_EXPIRED' }, { code: 'ERR_FETCH_FAILED' }] },
    });
  });

  it.each([
    ['a full disk', new VaultError('ERR_IO', 'no space left')],
    ['a lock', new VaultError('ERR_LOCKED', 'locked')],
    ['a wish to stop', new VaultError('ERR_STOPPED', 'stopped')],
    ['a defect', new TypeError('undefined is not a function')],
  ])('is not what %s makes of it', async (_, error) => {
    await publish({ a: GOOD, b: GOOD, c: GOOD });
    sim('a').get = () => Promise.reject(error);
    await expect(sourceOf(mapping({ repositories: ['a', 'b', 'c'] })).findTarget(FILE)).rejects.toBe(error);
  });
});

describe('mappings', () => {
  const others = mapping({ repositories: ['c'], threshold: 1 });

  it.each([
    ['where nobody there names the target', {}],
    ['where too few name it', { a: GOOD }],
    ['where they do not agree', { a: GOOD, b: EVIL }],
  ])('are gone on from %s', async (_, contents) => {
    await publish({ ...contents, c: GOOD });
    expect(vouchersOf(await sourceOf(mapping(), others).findTarget(FILE))).toEqual(['c']);
  });

  it('are not gone on from where one that matches is terminating', async () => {
    await publish({ c: EVIL });
    const source = sourceOf(mapping({ terminating: true }), others);
    expect(await source.findTarget(FILE)).toBeUndefined();
    await publish({ a: GOOD });
    await expect(sourceOf(mapping({ terminating: true }), others).findTarget(FILE)).rejects.toMatchObject({
      code: 'ERR_TUF_NO_CONSENSUS',
    });
    expect(requested('c')).toEqual([]);
  });

  it('that do not match have no say, even where they are terminating', async () => {
    await publish({ a: EVIL, b: EVIL, c: GOOD });
    const source = sourceOf(mapping({ paths: ['other/*', 'tools'], terminating: true }), others);
    expect(vouchersOf(await source.findTarget(FILE))).toEqual(['c']);
    expect([...requested('a'), ...requested('b')]).toEqual([]);
  });

  it('that match nothing are reported', async () => {
    await publish({ a: GOOD, b: GOOD });
    expect(await sourceOf(mapping({ paths: ['*'] })).findTarget(FILE)).toBeUndefined();
    expect(events).toEqual([{ type: 'unmapped', path: FILE }]);
  });
});

describe('deliverers', () => {
  it('are the vouchers, then whoever else agrees, asked only then', async () => {
    await publish({ a: GOOD, b: GOOD, c: EVIL, d: GOOD });
    const found = await sourceOf(mapping({ repositories: ['a', 'b', 'c', 'd'] })).findTarget(FILE);
    expect(requested('d')).toEqual([]);
    const names = [];
    for await (const { name } of found!.deliverers()) names.push(name);
    expect(names).toEqual(['a', 'b', 'd']);
  });
});

describe('listVersions', () => {
  const NAME = '@acme/hello';
  const entry = (version: string, change: Partial<PluginVersion> = {}): PluginVersion => ({
    version,
    target: `plugins/acme/hello/${version}/hello-${version}.tgz`,
    sha256: 'ab'.repeat(32),
    length: 1,
    publishedAt: NOW.toISOString(),
    yanked: false,
    ...change,
  });
  const list = async (name: string, ...versions: readonly PluginVersion[]) => {
    sim(name).addTarget('plugins/acme/hello/index.json', encodePluginIndex({ name: NAME, versions }));
    await sim(name).publish();
  };
  const listed = async (...mappings: readonly Mapping[]) =>
    (await Array.fromAsync(sourceOf(...mappings).listVersions(NAME))).map((versions) =>
      versions.map(({ version, yanked }) => `${version}${yanked ? ' yanked' : ''}`),
    );
  const three = mapping({ repositories: ['a', 'b', 'c'] });

  beforeEach(() => publish({}));

  it('gives the versions that enough indexes list, which need not be the same', async () => {
    await list('a', entry('1.0.0'), entry('1.1.0', { publishedAt: '2026-01-01T00:00:00Z' }));
    await list('b', entry('1.1.0'), entry('2.0.0'));
    await list('c', entry('2.0.0'), entry('3.0.0'));
    expect(await listed(three)).toEqual([['1.1.0', '2.0.0']]);
    expect(await listed({ ...three, threshold: 1 })).toEqual([['1.0.0', '1.1.0', '2.0.0', '3.0.0']]);
    await expect(listed({ ...three, threshold: 3 })).rejects.toMatchObject({ code: 'ERR_TUF_NO_CONSENSUS' });
  });

  it.each([
    ['digest', { sha256: 'cd'.repeat(32) }],
    ['length', { length: 2 }],
    ['target', { target: 'plugins/acme/hello/1.0.0/other.tgz' }],
  ])('does not count a version with another %s', async (_, change) => {
    await list('a', entry('1.0.0'), entry('2.0.0'));
    await list('b', entry('1.0.0', change), entry('2.0.0'));
    expect(await listed(mapping())).toEqual([['2.0.0']]);
  });

  it('counts what one index lists twice once', async () => {
    await list('a', entry('1.0.0'), entry('1.0.0'));
    await list('b', entry('2.0.0'));
    await expect(listed(mapping())).rejects.toMatchObject({ code: 'ERR_TUF_NO_CONSENSUS' });
  });

  it('takes a version as yanked that one of those who list it has yanked', async () => {
    await list('a', entry('1.0.0'), entry('2.0.0'));
    await list(
      'b',
      entry('1.0.0', { yanked: true }),
      entry('2.0.0', { sha256: 'cd'.repeat(32), yanked: true }),
    );
    await list('c', entry('1.0.0'), entry('2.0.0'));
    expect(await listed(three)).toEqual([['1.0.0 yanked', '2.0.0']]);
  });

  it('gives one list a mapping, and asks for the next only when that is wanted', async () => {
    await list('a', entry('1.0.0'));
    await list('c', entry('9.0.0'));
    const first = mapping({ repositories: ['a'], threshold: 1 });
    const second = mapping({ repositories: ['c'], threshold: 1 });
    sim('c').requests.length = 0;
    for await (const versions of sourceOf(first, second).listVersions(NAME)) {
      expect(versions.map(({ version }) => version)).toEqual(['1.0.0']);
      break;
    }
    expect(requested('c')).toEqual([]);
    expect(await listed(first, second)).toEqual([['1.0.0'], ['9.0.0']]);
    expect(await listed({ ...first, terminating: true }, second)).toEqual([['1.0.0']]);
  });

  it('leaves out versions of which the mapping has no say', async () => {
    await list('a', entry('1.0.0'), entry('2.0.0'));
    await list('c', entry('1.0.0'), entry('2.0.0'));
    const old = mapping({
      paths: ['plugins/acme/hello/1.*/*'],
      repositories: ['a'],
      threshold: 1,
      terminating: true,
    });
    expect(await listed(old, mapping({ repositories: ['c'], threshold: 1 }))).toEqual([
      ['1.0.0'],
      ['1.0.0', '2.0.0'],
    ]);
  });

  it('goes without a repository that fails, and ends where it might have been needed', async () => {
    for (const name of ['a', 'b', 'c']) await list(name, entry('1.0.0'));
    await expire('c');
    expect(await listed(mapping({ repositories: ['a', 'b'] }))).toEqual([['1.0.0']]);
    const versions = sourceOf(three).listVersions(NAME)[Symbol.asyncIterator]();
    expect(await versions.next()).toMatchObject({ value: [{ version: '1.0.0' }] });
    // Nothing in that list was wanted; what the third would have said is not known.
    await expect(versions.next()).rejects.toMatchObject({ code: 'ERR_TUF_NO_CONSENSUS' });
    await expire('b');
    await expect(listed(three)).rejects.toMatchObject({
      facts: { repositories: expect.stringContaining('c ERR_TUF_EXPIRED') },
    });
  });

  it('takes an index of another plugin as a failure of its repository', async () => {
    await list('a', entry('1.0.0'));
    const other = encodePluginIndex({ name: 'other', versions: [entry('1.0.0')] });
    sim('b').addTarget('plugins/acme/hello/index.json', other);
    await sim('b').publish();
    await expect(listed(mapping())).rejects.toMatchObject({
      facts: { repositories: expect.stringContaining('b ERR_INDEX_MISMATCH') },
    });
  });

  it('says so where no mapping decides about a plugin', async () => {
    expect(await listed(mapping({ paths: ['*'] }))).toEqual([]);
    expect(events).toEqual([{ type: 'unmapped', path: 'plugins/acme/hello/*/hello-*.tgz' }]);
  });
});
