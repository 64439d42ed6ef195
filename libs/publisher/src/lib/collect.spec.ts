import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  encodeRoot,
  loadRepository,
  memoryCache,
  metadataPath,
  openLiveRepository,
  openTrustedClient,
  parseRoot,
  signRole,
  TIMESTAMP_PATH,
} from '@ragnos-vault/metadata';
import type { CollectableStore, MetadataCache } from '@ragnos-vault/metadata';
import { faultyStore, MemoryRepository, newSigner } from '@ragnos-vault/testing';
import { archiveOf, createVaultInMemory, type VaultInMemory } from '../../spec/vault-in-memory.ts';
import { COLLECT_LIST_PATH } from './parse-collect-marks.ts';
import { collect, type CollectInput, type CollectReport } from './collect.ts';
import { commitEdit } from './commit-edit.ts';
import { removeVendor } from './remove-vendor.ts';

const START = new Date('2030-01-01T00:00:00Z');
const NOTHING = { files: 0, bytes: 0 };
const at = (minutes: number): Date => new Date(START.getTime() + minutes * 60_000);
const archivePath = (name: string, version: string): string =>
  `plugins/_/${name}/${version}/${name}-${version}.tgz`;

let repo: MemoryRepository;
let vault: VaultInMemory;

beforeEach(async () => {
  repo = new MemoryRepository();
  vault = await createVaultInMemory(START, { store: repo, newSigner });
});

function run(
  minutes: number,
  change: Partial<CollectInput> = {},
  store: CollectableStore = repo,
): Promise<CollectReport> {
  const { trustedRoot } = vault;
  const input = { trustedRoot, now: at(minutes), graceMs: 3_600_000, keepSnapshots: 3, dryRun: false };
  return collect({ ...input, ...change }, store);
}

const publish = (name: string, version: string, minutes = 0) =>
  vault.publish([`${name}@${version}`], at(minutes));
const paths = (): readonly string[] =>
  [...repo.files.keys()].filter((path) => path !== COLLECT_LIST_PATH).sort();
const listed = (): string => Buffer.from(repo.files.get(COLLECT_LIST_PATH) ?? []).toString();
const copyOf = (files: ReadonlyMap<string, Uint8Array>) => new Map(files);

/** What a client gets for a path, down to its bytes; `timestamp` is what it was served before. */
async function fetched(
  path: string,
  { cache = memoryCache(), timestamp }: { cache?: MetadataCache; timestamp?: Uint8Array } = {},
): Promise<Uint8Array | undefined> {
  const past = new MemoryRepository();
  for (const [name, bytes] of repo.files) past.files.set(name, bytes);
  if (timestamp !== undefined) past.files.set(TIMESTAMP_PATH, timestamp);
  const input = { trustedRoot: vault.trustedRoot, now: START };
  const client = openTrustedClient(input, { fetcher: past, cache });
  const target = await client.findTarget(path);
  return target && Buffer.from(await client.downloadBytes(target));
}

const bytesOf = (name: string, version: string) => Buffer.from(archiveOf(`${name}@${version}`));

/** Four publications: two more than the snapshots that are kept. */
async function withHistory(): Promise<void> {
  for (const version of ['1.0.0', '1.1.0', '1.2.0', '1.3.0']) await publish('tool', version);
}

describe('collect', () => {
  it('marks what is unused, and removes it when the grace period has passed', async () => {
    await withHistory();
    const before = paths();
    const marked = await run(0);
    // Versions 1 and 2 of targets and snapshot, and the index of the first publication.
    expect(marked).toMatchObject({ marked: { files: 5 }, waiting: NOTHING, removed: NOTHING });
    expect(marked.marked.bytes).toBeGreaterThan(1000);
    expect(await run(59)).toMatchObject({ marked: NOTHING, waiting: marked.marked, removed: NOTHING });
    expect(paths()).toEqual(before);
    expect(await run(60)).toMatchObject({ marked: NOTHING, waiting: NOTHING, removed: marked.marked });
    const gone = before.filter((path) => !paths().includes(path));
    expect(gone.filter((path) => path.startsWith('metadata/'))).toEqual([
      'metadata/1.snapshot.json',
      'metadata/1.targets.json',
      'metadata/2.snapshot.json',
      'metadata/2.targets.json',
    ]);
    expect(gone.at(-1)).toMatch(/index\.json$/);
    expect(gone).toHaveLength(5);
    for (const version of ['1.0.0', '1.1.0', '1.2.0', '1.3.0'])
      expect(await fetched(archivePath('tool', version))).toEqual(bytesOf('tool', version));
    expect(await run(61)).toMatchObject({ marked: NOTHING, waiting: NOTHING, removed: NOTHING });
  });

  it('leaves clients alone that began on one of the last three snapshots', async () => {
    const timestamps: Uint8Array[] = [];
    for (const version of ['1.0.0', '1.1.0', '1.2.0', '1.3.0']) {
      await publish('tool', version);
      timestamps.push(repo.files.get(TIMESTAMP_PATH)!);
    }
    await run(0);
    await run(60);
    const index = 'plugins/_/tool/index.json';
    for (const timestamp of timestamps.slice(1)) {
      const bytes = await fetched(index, { timestamp });
      expect(JSON.parse(Buffer.from(bytes!).toString())).toMatchObject({ name: 'tool' });
    }
    await expect(fetched(index, { timestamp: timestamps[0]! })).rejects.toMatchObject({
      code: 'ERR_TUF_MISSING',
    });
  });

  it('keeps as many snapshots as it is told', async () => {
    await withHistory();
    await run(0, { keepSnapshots: 1 });
    expect(await run(60, { keepSnapshots: 1 })).toMatchObject({ removed: { files: 11 } });
    expect(paths().filter((path) => path.includes('snapshot'))).toEqual(['metadata/5.snapshot.json']);
    expect(await fetched(archivePath('tool', '1.0.0'))).toBeDefined();
  });

  it('never removes a root', async () => {
    const root = parseRoot(vault.trustedRoot).signed;
    const bytes = await signRole(encodeRoot({ ...root, version: 2 }), vault.signers.get('root')!);
    await repo.create('metadata/2.root.json', bytes);
    await withHistory();
    await run(0, { keepSnapshots: 1 });
    await run(60, { keepSnapshots: 1 });
    expect(paths()).toEqual(expect.arrayContaining(['metadata/1.root.json', 'metadata/2.root.json']));
    expect(await fetched(archivePath('tool', '1.0.0'))).toBeDefined();
  });

  it('forgets the mark of a file that is used again', async () => {
    await withHistory();
    await run(0);
    expect(await run(60, { keepSnapshots: 10 })).toMatchObject({ waiting: NOTHING, removed: NOTHING });
    expect(await run(61)).toMatchObject({ marked: { files: 5 } });
    expect(await run(120)).toMatchObject({ removed: NOTHING });
  });

  it('removes the archives of a vendor that was removed, and keeps the file of its role', async () => {
    await vault.addVendor('acme', START);
    await publish('@acme/hello', '1.0.0');
    await removeVendor(
      { config: vault.config, trustedRoot: vault.trustedRoot, now: START, vendor: 'acme' },
      vault.ports,
    );
    await run(0, { keepSnapshots: 1 });
    await run(60, { keepSnapshots: 1 });
    expect(paths().some((path) => path.endsWith('hello-1.0.0.tgz'))).toBe(false);
    expect(paths()).toContain('metadata/2.vendor-acme.json');
    expect(await fetched('plugins/acme/hello/index.json')).toBeDefined();
  });

  it('keeps what bins and vendors list', async () => {
    await vault.addVendor('acme', START);
    for (let version = 0; version < 5; version += 1) await publish('@acme/hello', `1.${version}.0`);
    await vault.rebalance('acme', 4, START);
    await run(0, { keepSnapshots: 1 });
    await run(60, { keepSnapshots: 1 });
    for (let version = 0; version < 5; version += 1) {
      const path = `plugins/acme/hello/1.${version}.0/hello-1.${version}.0.tgz`;
      expect(await fetched(path)).toEqual(bytesOf('@acme/hello', `1.${version}.0`));
    }
  });

  it('removes what a publisher that died left behind, but no metadata whose number may still be chosen', async () => {
    const store = faultyStore(repo, { call: 5, kind: 'crash' });
    const { ports } = vault;
    const dying = { ...ports, store };
    await expect(vault.publish(['tool@1.0.0'], START, dying)).rejects.toMatchObject({ code: 'ERR_IO' });
    const left = paths();
    expect(left).toEqual(expect.arrayContaining(['metadata/2.snapshot.json', 'metadata/2.targets.json']));
    await run(0);
    expect(await run(60)).toMatchObject({ removed: { files: 2 } });
    expect(paths()).toEqual(left.filter((path) => path.startsWith('metadata/')));
    await publish('other', '1.0.0', 60);
    await run(60, { keepSnapshots: 1 });
    await run(120, { keepSnapshots: 1 });
    expect(paths().filter((path) => path.startsWith('metadata/'))).toEqual([
      'metadata/1.root.json',
      'metadata/3.snapshot.json',
      'metadata/3.targets.json',
      TIMESTAMP_PATH,
    ]);
  });

  it('leaves files alone that are not ours', async () => {
    const strange = [
      'targets/README.md',
      'targets/index.html',
      'metadata/notes.json',
      'metadata/01.targets.json',
    ];
    for (const path of strange) repo.files.set(path, Buffer.from('{}'));
    await withHistory();
    await run(0);
    await run(60);
    expect(paths()).toEqual(expect.arrayContaining(strange));
  });

  it('says what it would do with dryRun, and writes nothing', async () => {
    await withHistory();
    const before = copyOf(repo.files);
    const dry = await run(0, { dryRun: true });
    expect(repo.files).toEqual(before);
    const { marked } = await run(0);
    expect(dry).toMatchObject({ dryRun: true, marked, removed: NOTHING });
    const after = copyOf(repo.files);
    expect(await run(60, { dryRun: true })).toMatchObject({
      marked: NOTHING,
      waiting: NOTHING,
      removed: marked,
    });
    expect(repo.files).toEqual(after);
  });

  it('keeps what a recovery needs, although a thief of the snapshot key has raised its number', async () => {
    await withHistory();
    for (const leap of [2 ** 40, 2 ** 41, 2 ** 42, 2 ** 43]) await commitSnapshot(leap);
    await run(0);
    await run(60);
    expect(paths().filter((path) => path.includes('snapshot'))).toEqual(
      [2 ** 41, 2 ** 42, 2 ** 43, 3, 4, 5].map((version) => metadataPath('snapshot', version)).sort(),
    );
    expect(paths()).toEqual(
      expect.arrayContaining([3, 4, 5].map((version) => metadataPath('targets', version))),
    );
  });
});

async function commitSnapshot(version: number): Promise<void> {
  const { config, trustedRoot, ports } = vault;
  const repository = openLiveRepository(await loadRepository(repo, trustedRoot), repo);
  const versionOf = (role: string, live: number) => (role === 'snapshot' ? version : live + 1);
  const edit = { roles: new Map() };
  await commitEdit({ config, trustedRoot, now: START, repository, edit, attempt: 0, versionOf }, ports);
}

describe('collect and its list', () => {
  it('starts a grace period anew that a clock which ran ahead began', async () => {
    await withHistory();
    await run(10_000);
    expect(await run(0)).toMatchObject({ marked: NOTHING, waiting: { files: 5 } });
    expect(await run(59)).toMatchObject({ removed: NOTHING });
    expect(await run(60)).toMatchObject({ removed: { files: 5 } });
  });

  it('writes nothing where nothing changes', async () => {
    await withHistory();
    await run(0);
    const before = copyOf(repo.files);
    await run(30);
    expect(repo.files).toEqual(before);
  });

  it('is not led by what a stranger wrote into it', async () => {
    await withHistory();
    await run(0);
    const document = JSON.parse(listed()) as { marked: { paths: string[] }[]; sweep?: unknown };
    document.marked[0]!.paths.push(...paths(), '../vault.yaml', 'metadata/9.root.json');
    document.sweep = { id: 'x', since: at(-600).toISOString(), paths: [...paths(), '/etc/passwd'] };
    repo.files.set(COLLECT_LIST_PATH, Buffer.from(JSON.stringify(document)));
    const before = paths();
    await run(60);
    expect(before.filter((path) => !paths().includes(path))).toHaveLength(5);
    expect(await fetched(archivePath('tool', '1.3.0'))).toBeDefined();
    expect(repo.requests.filter(({ verb }) => verb === 'remove')).toHaveLength(5);
  });

  it.each([
    '',
    '[]',
    '{',
    '{"schemaVersion":2}',
    '{"schemaVersion":1,"revision":"a","marked":[{"at":"x","paths":[]}]}',
  ])('refuses %j in its place, removes nothing and lets nothing be published on it', async (text) => {
    await withHistory();
    repo.files.set(COLLECT_LIST_PATH, Buffer.from(text));
    const before = copyOf(repo.files);
    await expect(run(60)).rejects.toMatchObject({ code: 'ERR_COLLECT_LIST' });
    expect(repo.files).toEqual(before);
    await expect(publish('other', '1.0.0')).rejects.toMatchObject({ code: 'ERR_COLLECT_LIST' });
    expect(repo.files).toEqual(before);
  });

  it.each([
    ['a live role is missing', () => repo.files.delete('metadata/2.vendor-acme.json')],
    ['a live role is broken', () => repo.files.set('metadata/2.vendor-acme.json', Buffer.from('{}'))],
    ['the live snapshot is broken', () => repo.files.set('metadata/3.snapshot.json', Buffer.from('{}'))],
  ])('removes and marks nothing where %s', async (_name, damage) => {
    await vault.addVendor('acme', START);
    await publish('@acme/hello', '1.0.0');
    await run(0);
    damage();
    const before = copyOf(repo.files);
    await expect(run(60)).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_TUF_/) });
    expect(repo.files).toEqual(before);
  });

  it.each([{ keepSnapshots: 0 }, { keepSnapshots: 1.5 }, { graceMs: -1 }, { graceMs: NaN }])(
    'refuses %j, and writes nothing',
    async (change) => {
      const before = copyOf(repo.files);
      await expect(run(0, change)).rejects.toMatchObject({ code: 'ERR_USAGE' });
      expect(repo.files).toEqual(before);
    },
  );
});

describe('collects that meet', () => {
  it('remove everything once, and leave an empty list', async () => {
    await withHistory();
    await run(0);
    const reports = await Promise.all([run(60), run(60), run(60)]);
    expect(reports.map(({ removed }) => removed.files).sort()).toEqual([0, 0, 5]);
    expect(JSON.parse(listed())).toEqual({ schemaVersion: 1, revision: expect.any(String), marked: [] });
    expect(await fetched(archivePath('tool', '1.3.0'))).toBeDefined();
  });

  it('leave a sweep to whoever began it, and finish it when that run is as good as dead', async () => {
    await withHistory();
    await run(0);
    // The swap of the list is the first call, then files are removed.
    const dying = faultyStore(repo, { call: 3, kind: 'crash' });
    await expect(run(60, {}, dying)).rejects.toMatchObject({ code: 'ERR_IO' });
    const before = paths();
    expect(await run(119)).toMatchObject({ removed: NOTHING, runningSince: at(60).toISOString() });
    expect(paths()).toEqual(before);
    expect((await run(120)).removed.files).toBeGreaterThan(0);
    expect(JSON.parse(listed())).toMatchObject({ marked: [] });
    expect(listed()).not.toContain('sweep');
  });

  it('stop one that was taken for dead', async () => {
    await withHistory();
    await run(0);
    let isFirst = true;
    const store = storeBefore('read', COLLECT_LIST_PATH, async () => {
      // Between its swap of the list and its first removal.
      if (!listed().includes('sweep') || !isFirst) return;
      isFirst = false;
      await run(200);
    });
    expect(await run(60, {}, store)).toMatchObject({ removed: NOTHING });
    expect(isFirst).toBe(false);
    expect(listed()).not.toContain('sweep');
  });
});

/** The repository, with something that happens right before a call. */
function storeBefore(
  verb: 'read' | 'create' | 'replace' | 'remove',
  path: string | RegExp,
  happens: () => Promise<unknown>,
): CollectableStore {
  const isMeant = (called: string, name: string): boolean =>
    called === verb && (typeof path === 'string' ? name === path : path.test(name));
  const first = async (called: string, name: string): Promise<void> => {
    if (isMeant(called, name)) await happens();
  };
  return {
    list: (prefix) => repo.list(prefix),
    removeHalfWritten: () => repo.removeHalfWritten(),
    read: (name) => first('read', name).then(() => repo.read(name)),
    create: (name, bytes) => first('create', name).then(() => repo.create(name, bytes)),
    replace: (name, bytes, etag) => first('replace', name).then(() => repo.replace(name, bytes, etag)),
    remove: async (names) => {
      for (const name of names) await first('remove', name).then(() => repo.remove([name]));
    },
  };
}

const once = (work: () => Promise<unknown>): (() => Promise<unknown>) => {
  let left: typeof work | undefined = work;
  return async () => {
    const now = left;
    left = undefined;
    await now?.();
  };
};

describe('a publisher and collect', () => {
  const TOOL = archivePath('tool', '1.0.0');

  /** An archive and an index that nothing refers to. */
  async function withLeftover(): Promise<void> {
    const store = faultyStore(repo, { call: 3, kind: 'crash' });
    await expect(vault.publish(['tool@1.0.0'], START, { ...vault.ports, store })).rejects.toThrow();
    expect(paths().some((path) => path.endsWith('tool-1.0.0.tgz'))).toBe(true);
  }

  it('agree that a marked file which is published again stays', async () => {
    await withLeftover();
    expect(await run(0)).toMatchObject({ marked: { files: 2 } });
    await publish('tool', '1.0.0', 30);
    expect(listed()).not.toContain('.tgz');
    await run(60);
    await run(120);
    expect(await fetched(TOOL)).toEqual(bytesOf('tool', '1.0.0'));
  });

  it('do not meet on a file that is being removed', async () => {
    await withLeftover();
    await run(0);
    const dying = faultyStore(repo, { call: 2, kind: 'crash' });
    await expect(run(60, {}, dying)).rejects.toMatchObject({ code: 'ERR_IO' });
    const before = copyOf(repo.files);
    await expect(publish('tool', '1.0.0', 60)).rejects.toMatchObject({
      code: 'ERR_COLLECT_RUNNING',
      facts: { since: at(60).toISOString() },
    });
    expect(repo.files).toEqual(before);
    await publish('other', '1.0.0', 60);
    await run(120);
    await publish('tool', '1.0.0', 120);
    expect(await fetched(TOOL)).toEqual(bytesOf('tool', '1.0.0'));
  });

  it.each([
    ['before its metadata is stored', 'create', /^metadata\/.*targets/],
    ['right before its commit', 'replace', TIMESTAMP_PATH],
  ] as const)('lose nothing where collect marks and sweeps what is new %s', async (_when, verb, path) => {
    const passes = once(async () => {
      expect((await run(0)).marked.files).toBeGreaterThan(0);
      expect((await run(61)).removed.files).toBeGreaterThan(0);
      expect(paths().some((name) => name.endsWith('.tgz'))).toBe(false);
    });
    const store = storeBefore(verb, path, passes);
    await vault.publish(['tool@1.0.0'], START, { ...vault.ports, store });
    expect(await fetched(TOOL)).toEqual(bytesOf('tool', '1.0.0'));
    await run(62);
    await run(200);
    expect(await fetched(TOOL)).toEqual(bytesOf('tool', '1.0.0'));
  });

  it('have all files in place at the moment of the commit, also where collect swept them before', async () => {
    const sweeps = once(async () => {
      await run(0);
      await run(61);
    });
    const inPlace: boolean[] = [];
    const store = storeBefore('create', /^metadata\/.*targets/, sweeps);
    const replace: CollectableStore['replace'] = (path, bytes, etag) => {
      if (path === TIMESTAMP_PATH) inPlace.push(paths().some((name) => name.endsWith('.tgz')));
      return store.replace(path, bytes, etag);
    };
    await vault.publish(['tool@1.0.0'], START, { ...vault.ports, store: { ...store, replace } });
    expect(inPlace).toEqual([true]);
  });

  it('leave a file that a publisher committed while collect had chosen it', async () => {
    await withLeftover();
    await run(0);
    // The publisher takes the file off the list after collect has read it.
    const store = storeBefore(
      'replace',
      COLLECT_LIST_PATH,
      once(() => publish('tool', '1.0.0', 60)),
    );
    // The index of the first attempt: the second one is of another time.
    expect(await run(60, {}, store)).toMatchObject({ removed: { files: 1 } });
    expect(await fetched(TOOL)).toEqual(bytesOf('tool', '1.0.0'));
  });

  it('plan again where something is published between the swap of the list and the first removal', async () => {
    await withHistory();
    await run(0);
    let reads = 0;
    const store = storeBefore('read', TIMESTAMP_PATH, async () => {
      reads += 1;
      if (reads === 2) await publish('other', '1.0.0', 60);
    });
    expect(await run(60, {}, store)).toMatchObject({ removed: { files: 5 } });
    expect(listed()).not.toContain('sweep');
    expect(await fetched(archivePath('other', '1.0.0'))).toBeDefined();
  });
});
