import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS } from '@ragnos-vault/archive';
import { VaultError } from '@ragnos-vault/errors';
import {
  addToStore,
  fixtureOf,
  inChunks,
  makePlugin,
  setOf,
  type PluginFixture,
} from '../../children/plugin-fixture.ts';
import { openPluginStore } from './open-plugin-store.ts';
import type { Generation, InstalledPlugin, PluginStore } from './plugin-store.ts';

let folder: string;
let dir: string;
let store: PluginStore;

const hello = makePlugin('hello', '1.0.0');
const hello2 = makePlugin('hello', '2.0.0');
const world = makePlugin('world', '1.0.0');
const entryOf = ({ plugin }: PluginFixture) => `${plugin.sha256}-${plugin.shortName}-${plugin.version}`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plugin-store-'));
  dir = join(folder, 'deep', 'plugins');
  store = openPluginStore(dir);
});

afterEach(() => rmSync(folder, { recursive: true }));

async function install(...fixtures: readonly PluginFixture[]): Promise<Generation> {
  return store.withLock('install', async () => {
    const plugins: InstalledPlugin[] = [];
    for (const fixture of fixtures) plugins.push(await addToStore(store, fixture));
    return store.activate({ ...setOf(), plugins });
  });
}

/** The archive that is kept of a plugin, as bytes. */
async function keptOf({ plugin }: PluginFixture): Promise<Uint8Array | undefined> {
  const archive = await store.openArchive(plugin);
  return archive && Buffer.concat(await Array.fromAsync(archive.open()));
}

/** Everything below the plugins folder with type, mode, time and content, but for the lock and what is staged. */
function snapshot(path = dir): readonly string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.lock') && name !== '.staging')
    .flatMap((found) => {
      const full = join(path, found.name);
      if (found.isDirectory()) return [full, ...snapshot(full)];
      if (found.isSymbolicLink()) return [`${full} -> ${readlinkSync(full)}`];
      return [`${full} ${(statSync(full).mode & 0o7777).toString(8)} ${readFileSync(full, 'utf8')}`];
    })
    .sort();
}

describe('the plugins folder', () => {
  it('is no source of the workspace around it, unless somebody says so', async () => {
    await install(hello);
    expect(readFileSync(join(dir, '.gitignore'), 'utf8')).toBe('*\n');
    writeFileSync(join(dir, '.gitignore'), '# all of it is ours\n');
    await install(hello2);
    expect(readFileSync(join(dir, '.gitignore'), 'utf8')).toBe('# all of it is ours\n');
    expect(readdirSync(join(dir, '.staging'))).toEqual([]);
  });
});

describe('openPluginStore', () => {
  it('is empty before the first install, and makes nothing by being read', async () => {
    expect(await store.current()).toBeUndefined();
    expect(await store.generations()).toEqual([]);
    expect(await store.has(hello.plugin)).toBe(false);
    await expect(store.verify(hello.plugin)).rejects.toMatchObject({
      code: 'ERR_INSTALLED_CORRUPT',
      facts: { reason: 'missing' },
    });
    expect(existsSync(dir)).toBe(false);
  });

  it('installs a set of plugins that is reachable below current', async () => {
    const generation = await install(hello, world);

    expect(generation).toEqual({ ...setOf(hello, world), number: 1 });
    expect(await store.current()).toEqual(generation);
    expect(readlinkSync(join(dir, 'current'))).toBe('generations/1');
    expect(readlinkSync(join(dir, 'current/acme/hello'))).toBe(`../../../store/${entryOf(hello)}`);
    expect(JSON.parse(readFileSync(join(dir, 'current/acme/hello/package.json'), 'utf8'))).toEqual({
      name: '@acme/hello',
      version: '1.0.0',
    });
    expect(readdirSync(join(dir, '.staging'))).toEqual([]);
    await store.verify(hello.plugin);
    expect(await store.has(world.plugin)).toBe(true);
  });

  it('gives files and folders their modes, whatever the umask is', async () => {
    const before = process.umask(0o077);
    try {
      await install(hello);
    } finally {
      process.umask(before);
    }
    const modeOf = (path: string) => lstatSync(join(dir, 'store', entryOf(hello), path)).mode & 0o7777;
    expect(['', 'bin', 'bin/run.sh', 'package.json'].map(modeOf)).toEqual([0o755, 0o755, 0o755, 0o644]);
    await store.verify(hello.plugin);
  });

  it('numbers generations upwards, and goes back and forth by one rename', async () => {
    const first = await install(hello);
    const second = await install(hello2, world);
    expect((await store.generations()).map(({ number }) => number)).toEqual([1, 2]);

    await store.withLock('rollback', () => store.switchTo(first));
    expect(await store.current()).toEqual(first);
    expect(existsSync(join(dir, 'current/acme/world'))).toBe(false);

    expect((await install(world)).number).toBe(3);
    await store.withLock('rollback', () => store.switchTo(second));
    expect(await store.current()).toEqual(second);
    expect((await store.generations()).map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  it('unpacks an entry once: an intact one is left alone', async () => {
    await install(hello);
    const before = lstatSync(join(dir, 'store', entryOf(hello))).ino;
    await install(hello);
    expect(lstatSync(join(dir, 'store', entryOf(hello))).ino).toBe(before);
  });

  it('unpacks another copy of a corrupt entry, which stays as it is for those who read it', async () => {
    await install(hello);
    const file = join(dir, 'store', entryOf(hello), 'package.json');
    writeFileSync(file, '{}');
    expect(await store.has(hello.plugin)).toBe(false);

    const [plugin] = (await install(hello)).plugins;

    expect(plugin).toEqual({ ...hello.plugin, copy: 2 });
    await store.verify(plugin!);
    expect(readlinkSync(join(dir, 'current/acme/hello'))).toBe(`../../../store/${entryOf(hello)}~2`);
    expect(readFileSync(file, 'utf8')).toBe('{}');
    expect(readdirSync(join(dir, '.staging'))).toEqual([]);

    expect((await install(hello)).plugins).toEqual([plugin]);
    writeFileSync(join(dir, 'current/acme/hello/package.json'), '{}');
    expect((await install(hello)).plugins).toEqual([{ ...hello.plugin, copy: 3 }]);
  });

  it('keeps the archive, and takes it for what its digest says only', async () => {
    expect(await keptOf(hello)).toBeUndefined();
    await install(hello, world);
    expect(await keptOf(hello)).toEqual(Buffer.from(hello.archive));
    const file = join(dir, 'store', `${entryOf(hello)}.tgz`);
    expect(await store.openArchive({ ...hello.plugin, length: 1 })).toBeUndefined();

    writeFileSync(file, Buffer.alloc(hello.archive.length));
    expect(await keptOf(hello)).toBeUndefined();
    expect(await keptOf(world)).toEqual(Buffer.from(world.archive));
    const generation = await store.current();
    await store.withLock('install', () => addToStore(store, hello));
    expect(await keptOf(hello)).toEqual(Buffer.from(hello.archive));
    expect(await store.current()).toEqual(generation);
  });

  it('proves a kept archive whenever it is read', async () => {
    await install(hello);
    const archive = await store.openArchive(hello.plugin);
    writeFileSync(join(dir, 'store', `${entryOf(hello)}.tgz`), Buffer.alloc(hello.archive.length));
    await expect(Array.fromAsync(archive!.open())).rejects.toMatchObject({
      code: 'ERR_INSTALLED_CORRUPT',
      facts: { reason: 'content' },
    });
  });

  it('reads a staged archive again and again until it is disposed of', async () => {
    await store.withLock('test', async () => {
      const staged = await store.stage(inChunks(hello.archive));
      for (const time of ['first', 'second']) {
        const chunks: Uint8Array[] = [];
        for await (const chunk of staged.open()) chunks.push(chunk);
        expect([time, Buffer.concat(chunks).equals(hello.archive)]).toEqual([time, true]);
      }
      await staged.dispose();
      await staged.dispose();
      expect(readdirSync(join(dir, '.staging'))).toEqual([]);
      await expect(staged.open()[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'ERR_IO' });
    });
  });

  it('changes nothing without its lock', async () => {
    const unlocked = { code: 'ERR_INTERNAL' };
    await expect(store.stage(inChunks(hello.archive))).rejects.toMatchObject(unlocked);
    await expect(store.activate(setOf())).rejects.toMatchObject(unlocked);
    await expect(store.switchTo({ ...setOf(), number: 1 })).rejects.toMatchObject(unlocked);
    expect(existsSync(dir)).toBe(false);
  });

  it('lets one process in at a time, and names the command that holds the lock', async () => {
    const order: string[] = [];
    const run = (name: string) =>
      openPluginStore(dir).withLock(name, async () => {
        order.push(name);
        await sleep(10);
        order.push(name);
      });
    await Promise.all([run('a'), run('b'), run('c')]);
    expect(order.map((name, index) => name === order[index ^ 1])).toEqual(order.map(() => true));
  });
});

describe('a failed install leaves everything as it was', () => {
  let before: readonly string[];

  beforeEach(async () => {
    await install(hello);
    before = snapshot();
  });

  afterEach(async () => {
    expect(snapshot()).toEqual(before);
    expect((await store.current())?.plugins).toEqual([hello.plugin]);
    await store.withLock('next', () => Promise.resolve());
    expect(snapshot()).toEqual(before);
    expect(readdirSync(join(dir, '.staging'))).toEqual([]);
  });

  const unpackOf = ({ plugin, expected }: PluginFixture, archive: Uint8Array) =>
    store.withLock('install', async () => {
      const staged = await store.stage(inChunks(archive));
      await store.unpack({ archive: staged, plugin, expected, limits: DEFAULT_LIMITS });
    });

  it('when the download breaks', async () => {
    const broken = new VaultError('ERR_TUF_HASH_MISMATCH', 'broken');
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield* inChunks(world.archive);
      throw broken;
    }
    await expect(store.withLock('install', () => store.stage(breaking()))).rejects.toBe(broken);
    expect(readdirSync(join(dir, '.staging'))).toEqual([]);
  });

  it('when the archive is cut or changed half-way', async () => {
    const big = makePlugin('big', '1.0.0', [
      {
        path: 'big.bin',
        mode: 0o644,
        content: Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * i) % 251)),
      },
    ]);
    const cut = big.archive.subarray(0, big.archive.length / 2);
    await expect(unpackOf(big, cut)).rejects.toMatchObject({ code: 'ERR_ARCHIVE_FORMAT' });
    const changed = Uint8Array.from(big.archive);
    changed.set([changed.at(-4)! ^ 1], changed.length - 4);
    await expect(unpackOf(big, changed)).rejects.toMatchObject({ code: 'ERR_ARCHIVE_FORMAT' });
  });

  it('when the disk takes no more half-way through a file', () => {
    const script = fileURLToPath(new URL('../../children/install-once.ts', import.meta.url));
    // The system stops every file at 300 KiB, as a full disk would.
    const limited = `ulimit -f 300 && exec "$0" "$1" "$2" 900000`;
    expect(execFileSync('bash', ['-c', limited, process.execPath, script, dir]).toString()).toBe('ERR_IO');
  });

  const [first, second] = world.expected;
  it.each([
    { name: 'a file less', expected: [first!], reason: 'extra' },
    { name: 'a file more', expected: [...world.expected, { ...second!, path: 'z' }], reason: 'missing' },
    { name: 'another size', expected: [{ ...first!, size: 1 }, second!], reason: 'size' },
    { name: 'another mode', expected: [{ ...first!, mode: 0o644 as const }, second!], reason: 'mode' },
    {
      name: 'another content',
      expected: [{ ...first!, sha256: 'b'.repeat(64) }, second!],
      reason: 'content',
    },
  ])('when the signed manifest names $name', async ({ expected, reason }) => {
    const { shortName, version } = world.plugin;
    const other = fixtureOf(world.archive, expected, { shortName, version });
    await expect(unpackOf(other, world.archive)).rejects.toMatchObject({
      code: 'ERR_INSTALLED_CORRUPT',
      facts: { reason },
    });
  });

  it('when the manifest is not the one that the plugin names', async () => {
    const other = { ...world, expected: hello.expected };
    await expect(unpackOf(other, world.archive)).rejects.toMatchObject({ code: 'ERR_INSTALLED_CORRUPT' });
  });

  it.each([
    { shortName: '../../evil' },
    { shortName: '..' },
    { vendor: 'a/b' },
    { vendor: '.lock' },
    { version: '1/2' },
    { sha256: 'A'.repeat(64) },
    { shortName: 'con' },
    { shortName: '' },
  ])('when the plugin would lie elsewhere: %j', async (change) => {
    const plugin = { ...world.plugin, ...change };
    await expect(unpackOf({ ...world, plugin }, world.archive)).rejects.toMatchObject({
      code: 'ERR_TARGET_PATH',
    });
    const activated = store.withLock('install', () => store.activate({ ...setOf(), plugins: [plugin] }));
    await expect(activated).rejects.toMatchObject({ code: 'ERR_TARGET_PATH' });
  });

  it('when a plugin of the set was not unpacked', async () => {
    const activated = store.withLock('install', () => store.activate(setOf(hello, world)));
    await expect(activated).rejects.toMatchObject({
      code: 'ERR_INSTALLED_CORRUPT',
      facts: { reason: 'missing' },
    });
  });

  it('when a plugin is in the set twice', async () => {
    const activated = store.withLock('install', () => store.activate(setOf(hello, hello)));
    await expect(activated).rejects.toMatchObject({ code: 'ERR_PLUGIN_CONFLICT' });
  });

  it('when what should be recorded could not be read back', async () => {
    const set = { ...setOf(hello), createdAt: 'yesterday' };
    const activated = store.withLock('install', () => store.activate(set));
    await expect(activated).rejects.toMatchObject({ code: 'ERR_INSTALLED_CORRUPT' });
  });

  it('when the generation to go back to is not there', async () => {
    const switched = store.withLock('rollback', () => store.switchTo({ ...setOf(hello), number: 7 }));
    await expect(switched).rejects.toMatchObject({ code: 'ERR_NO_GENERATION' });
  });
});

describe('verify names the first difference', () => {
  const tree = () => join(dir, 'store', entryOf(hello));
  const differences: { name: string; change: () => void; facts: Record<string, string> }[] = [
    {
      name: 'other bytes of the same length',
      change: () => writeFileSync(join(tree(), 'bin/run.sh'), '#!/bin/sh\necho 6.6.6\n'),
      facts: { path: `store/${entryOf(hello)}/bin/run.sh`, reason: 'content' },
    },
    {
      name: 'a longer file',
      change: () => writeFileSync(join(tree(), 'package.json'), 'x', { flag: 'a' }),
      facts: { path: `store/${entryOf(hello)}/package.json`, reason: 'size' },
    },
    {
      name: 'another mode',
      change: () => chmodSync(join(tree(), 'package.json'), 0o666),
      facts: { path: `store/${entryOf(hello)}/package.json`, reason: 'mode' },
    },
    {
      name: 'setuid',
      change: () => chmodSync(join(tree(), 'bin/run.sh'), 0o4755),
      facts: { path: `store/${entryOf(hello)}/bin/run.sh`, reason: 'mode' },
    },
    {
      name: 'a missing file',
      change: () => rmSync(join(tree(), 'bin/run.sh')),
      facts: { path: `store/${entryOf(hello)}/bin/run.sh`, reason: 'missing' },
    },
    {
      name: 'a file more',
      change: () => writeFileSync(join(tree(), 'bin/more'), ''),
      facts: { path: `store/${entryOf(hello)}/bin/more`, reason: 'extra' },
    },
    {
      name: 'an empty folder more',
      change: () => mkdirSync(join(tree(), 'node_modules')),
      facts: { path: `store/${entryOf(hello)}/node_modules`, reason: 'extra' },
    },
    {
      name: 'a link in place of a file',
      change: () => {
        renameSync(join(tree(), 'package.json'), join(folder, 'moved'));
        symlinkSync(join(folder, 'moved'), join(tree(), 'package.json'));
      },
      facts: { path: `store/${entryOf(hello)}/package.json`, reason: 'type' },
    },
    {
      name: 'a link in place of a folder',
      change: () => {
        renameSync(join(tree(), 'bin'), join(folder, 'moved'));
        symlinkSync(join(folder, 'moved'), join(tree(), 'bin'));
      },
      facts: { path: `store/${entryOf(hello)}/bin`, reason: 'type' },
    },
    {
      name: 'a link in place of the whole plugin',
      change: () => {
        renameSync(tree(), join(folder, 'moved'));
        symlinkSync(join(folder, 'moved'), tree());
      },
      facts: { path: `store/${entryOf(hello)}`, reason: 'type' },
    },
    {
      name: 'another manifest',
      change: () => writeFileSync(`${tree()}.manifest.json`, '[]'),
      facts: { path: `store/${entryOf(hello)}.manifest.json`, reason: 'content' },
    },
    {
      name: 'no manifest',
      change: () => rmSync(`${tree()}.manifest.json`),
      facts: { path: `store/${entryOf(hello)}.manifest.json`, reason: 'missing' },
    },
    {
      name: 'a live link that leads elsewhere',
      change: () => {
        rmSync(join(dir, 'generations/1/acme/hello'));
        symlinkSync(folder, join(dir, 'generations/1/acme/hello'));
      },
      facts: { path: 'generations/1/acme/hello', reason: 'content' },
    },
    {
      name: 'a live link that is missing',
      change: () => rmSync(join(dir, 'generations/1/acme/hello')),
      facts: { path: 'generations/1/acme/hello', reason: 'missing' },
    },
  ];

  it.each(differences)('$name', async ({ change, facts }) => {
    await install(hello);
    await store.verify(hello.plugin);
    change();
    await expect(store.verify(hello.plugin)).rejects.toMatchObject({ code: 'ERR_INSTALLED_CORRUPT', facts });

    const [plugin] = (await install(hello)).plugins;
    await store.verify(plugin!);
  });
});

describe('a damaged store', () => {
  it.each(['', '{', '[]', '{"number":1}', 'null'])(
    'refuses the generation file %j, and a new install repairs it',
    async (text) => {
      await install(hello);
      writeFileSync(join(dir, 'generations/1/.generation.json'), text);
      const corrupt = { code: 'ERR_INSTALLED_CORRUPT', facts: { path: 'generations/1/.generation.json' } };
      await expect(store.current()).rejects.toMatchObject(corrupt);
      expect(await store.generations()).toEqual([]);

      expect(await install(hello)).toEqual({ ...setOf(hello), number: 2 });
      expect((await store.current())?.number).toBe(2);
      await store.withLock('next', () => Promise.resolve());
      expect((await store.generations()).map(({ number }) => number)).toEqual([2]);
    },
  );

  it.each([
    { name: 'a link to elsewhere', make: (path: string) => symlinkSync('/etc', path) },
    { name: 'a link to no generation', make: (path: string) => symlinkSync('generations/9', path) },
    { name: 'a file', make: (path: string) => writeFileSync(path, 'generations/1') },
  ])('refuses a current that is $name, and a new install repairs it', async ({ make }) => {
    await install(hello);
    rmSync(join(dir, 'current'));
    make(join(dir, 'current'));
    await expect(store.current()).rejects.toMatchObject({ code: 'ERR_INSTALLED_CORRUPT' });
    await install(world);
    expect((await store.current())?.plugins).toEqual([world.plugin]);
  });

  it.each([
    { name: 'lost', damage: () => rmSync(join(dir, 'current')) },
    {
      name: 'damaged',
      damage: () => {
        rmSync(join(dir, 'current'));
        writeFileSync(join(dir, 'current'), '');
      },
    },
    {
      name: 'one that leads nowhere',
      damage: () => {
        rmSync(join(dir, 'current'));
        symlinkSync('generations/9', join(dir, 'current'));
      },
    },
  ])('keeps every set where current is $name, until one of them is named', async ({ damage }) => {
    await install(hello);
    const second = await install(world);
    damage();
    await expect(store.current()).rejects.toMatchObject({ code: 'ERR_INSTALLED_CORRUPT' });
    await store.withLock('next', () => Promise.resolve());
    expect((await store.generations()).map(({ number }) => number)).toEqual([1, 2]);
    await store.withLock('rollback', () => store.switchTo(second));
    expect(await store.current()).toEqual(second);
  });

  it('never gives a number away that was live', async () => {
    await install(hello);
    await install(world);
    rmSync(join(dir, 'generations/2'), { recursive: true });
    expect((await install(hello)).number).toBe(3);
  });

  it('does not go back to a generation whose links were changed', async () => {
    const first = await install(hello);
    const second = await install(world);
    symlinkSync(folder, join(dir, 'generations/1/evil'));
    const back = () => store.withLock('rollback', () => store.switchTo(first));
    await expect(back()).rejects.toMatchObject({ code: 'ERR_INSTALLED_CORRUPT', facts: { reason: 'extra' } });
    expect(await store.current()).toEqual(second);
    rmSync(join(dir, 'generations/1/evil'));
    await back();
    expect(await store.current()).toEqual(first);
  });

  it('fails as ERR_IO where the disk has something else in place of a folder', async () => {
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'store'), 'in the way');
    await expect(install(hello)).rejects.toMatchObject({ code: 'ERR_IO' });
    expect(await store.current()).toBeUndefined();
    expect(readFileSync(join(dir, 'store'), 'utf8')).toBe('in the way');
  });
});

describe('inspect tells all differences', () => {
  const differencesOf = async () => (await store.inspect()).differences;

  it('none of a set as it was installed, and none of a folder where none is', async () => {
    expect(await store.inspect()).toEqual({ differences: [] });
    const generation = await install(hello, world);
    expect(await store.inspect()).toEqual({ generation, differences: [] });
    await install(world);
    expect(await differencesOf()).toEqual([]);
  });

  it('of files, modes, manifests, archives and links, of all plugins', async () => {
    await install(hello, world);
    const [one, two] = [`store/${entryOf(hello)}`, `store/${entryOf(world)}`];
    writeFileSync(join(dir, one, 'package.json'), 'x', { flag: 'a' });
    writeFileSync(join(dir, one, 'added'), '');
    rmSync(join(dir, one, 'bin/run.sh'));
    chmodSync(join(dir, two, 'package.json'), 0o600);
    rmSync(join(dir, `${one}.tgz`));
    writeFileSync(join(dir, `${two}.tgz`), 'x');
    rmSync(join(dir, 'generations/1/acme/world'));
    symlinkSync('/etc', join(dir, 'generations/1/evil'));
    expect(await differencesOf()).toEqual([
      { path: 'generations/1/evil', reason: 'extra' },
      { path: 'generations/1/acme/world', reason: 'missing', plugin: '@acme/world' },
      { path: `${one}/added`, reason: 'extra', plugin: '@acme/hello' },
      { path: `${one}/package.json`, reason: 'size', plugin: '@acme/hello' },
      { path: `${one}/bin/run.sh`, reason: 'missing', plugin: '@acme/hello' },
      { path: `${one}.tgz`, reason: 'missing', plugin: '@acme/hello' },
      { path: `${two}/package.json`, reason: 'mode', plugin: '@acme/world' },
      { path: `${two}.tgz`, reason: 'content', plugin: '@acme/world' },
    ]);
    rmSync(join(dir, `${two}.manifest.json`));
    symlinkSync('/etc/hostname', join(dir, `${two}.manifest.json`));
    expect((await differencesOf()).slice(-2)).toEqual([
      { path: `${two}.manifest.json`, reason: 'type', plugin: '@acme/world' },
      { path: `${two}.tgz`, reason: 'content', plugin: '@acme/world' },
    ]);
  });

  it('of the record of a set, which is read from its copy then', async () => {
    const generation = await install(hello);
    writeFileSync(join(dir, 'generations/1.json'), '{}');
    expect(await store.inspect()).toEqual({
      generation,
      differences: [{ path: 'generations/1.json', reason: 'damaged' }],
    });
    copyFileSync(join(dir, 'generations/1/.generation.json'), join(dir, 'generations/1.json'));
    writeFileSync(join(dir, 'generations/1/.generation.json'), '{}');
    expect(await store.inspect()).toEqual({
      generation,
      differences: [{ path: 'generations/1/.generation.json', reason: 'damaged' }],
    });
    rmSync(join(dir, 'generations/1.json'));
    expect(await store.inspect()).toEqual({
      differences: [
        { path: 'generations/1/.generation.json', reason: 'damaged' },
        { path: 'generations/1.json', reason: 'damaged' },
      ],
    });
  });

  it('of a current that is lost or damaged', async () => {
    await install(hello);
    rmSync(join(dir, 'current'));
    expect(await store.inspect()).toEqual({ differences: [{ path: 'current', reason: 'missing' }] });
    writeFileSync(join(dir, 'current'), '');
    expect(await store.inspect()).toEqual({ differences: [{ path: 'current', reason: 'damaged' }] });
  });
});

describe('what a killed run leaves', () => {
  it('is removed by the next that takes the lock, and is never gone back to', async () => {
    const live = await install(hello);
    mkdirSync(join(dir, '.staging/unpack-x/tree'), { recursive: true });
    mkdirSync(join(dir, 'generations/2/acme'), { recursive: true });
    mkdirSync(join(dir, 'generations/5'));
    const complete = readFileSync(join(dir, 'generations/1/.generation.json'), 'utf8');
    writeFileSync(
      join(dir, 'generations/5/.generation.json'),
      complete.replace('"number": 1', '"number": 5'),
    );
    writeFileSync(join(dir, 'generations/notes.txt'), 'not ours');
    writeFileSync(join(dir, 'generations/5.json'), complete);
    writeFileSync(join(dir, 'generations/6.lock'), '');

    expect(await store.generations()).toEqual([live]);
    await store.withLock('next', () => Promise.resolve());

    expect(readdirSync(join(dir, '.staging'))).toEqual([]);
    expect(readdirSync(join(dir, 'generations'))).toEqual(['1', '1.json', '1.lock', 'notes.txt']);
    expect(await store.current()).toEqual(live);
  });

  it('never breaks the live set, wherever the kill hits', async () => {
    const script = fileURLToPath(new URL('../../children/install-forever.ts', import.meta.url));
    for (let round = 0; round < 15; round += 1) {
      const child = spawn(process.execPath, [script, dir, String(round)]);
      child.stderr.pipe(process.stderr);
      await once(child.stdout, 'data');
      // Every other kill hits a later install, however slow the machine is: from the first on there is a live set.
      if (round % 2 === 0) await once(child.stdout, 'data');
      await sleep(5 + Math.random() * 80);
      child.kill('SIGKILL');
      await once(child, 'close');

      const live = await store.current();
      expect(live?.plugins).toHaveLength(2);
      for (const plugin of live?.plugins ?? []) {
        await store.verify(plugin);
        const path = join(dir, 'current', plugin.vendor, plugin.shortName);
        expect(realpathSync(path)).toContain(plugin.sha256);
      }
      await store.withLock('next', () => Promise.resolve());
      expect(readdirSync(join(dir, '.staging'))).toEqual([]);
      expect(await store.current()).toEqual(live);
      for (const generation of await store.generations()) {
        for (const plugin of generation.plugins) expect(await store.has(plugin)).toBe(true);
      }
    }
    await install(world);
    expect((await store.current())?.plugins).toEqual([world.plugin]);
  }, 60_000);
});
