import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { manifestOf, packFiles, type FileMember } from '@ragnos-vault/archive';
import {
  addToStore,
  fixtureOf,
  makePlugin,
  setOf,
  type PluginFixture,
} from '../../children/plugin-fixture.ts';
import { openPluginStore } from './open-plugin-store.ts';
import { openPlugins } from './open-plugins.ts';
import type { Generation, InstalledPlugin, PluginFolder } from './plugin-store.ts';

const READER = fileURLToPath(new URL('../../children/read-plugins.ts', import.meta.url));

let dir: string;
let store: PluginFolder;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'open-plugins-'));
  store = openPluginStore(dir);
});

afterEach(() => rmSync(dir, { recursive: true }));

function install(...fixtures: readonly PluginFixture[]): Promise<Generation> {
  return store.withLock('install', async () => {
    const plugins: InstalledPlugin[] = [];
    for (const fixture of fixtures) plugins.push(await addToStore(store, fixture));
    return store.activate({ ...setOf(), plugins });
  });
}

function collectAll(): Promise<unknown> {
  const rules = { keep: 1, olderThanMs: 0, now: new Date(Date.now() + 1000) };
  return store.withLock('gc', () => store.collect(rules));
}

const script = (path: string, text: string): FileMember => ({
  path,
  mode: 0o644,
  content: Buffer.from(text),
});

describe('openPlugins', () => {
  it('gives one set, whatever is installed and removed meanwhile', async () => {
    const generation = await install(makePlugin('hello', '1.0.0'), makePlugin('world', '1.0.0'));
    await using opened = await openPlugins(dir);
    expect(opened.generation).toEqual(generation);
    expect(opened.plugins.map(({ name, version }) => `${name}@${version}`)).toEqual([
      '@acme/hello@1.0.0',
      '@acme/world@1.0.0',
    ]);
    await install(makePlugin('hello', '2.0.0'));
    await collectAll();
    const text = readFileSync(join(opened.path('@acme/hello'), 'package.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ version: '1.0.0' });
    const { plugins } = await openPlugins(dir);
    expect(plugins.map(({ version }) => version)).toEqual(['2.0.0']);
  });

  it('lets go once, however often it is closed', async () => {
    await install(makePlugin('hello', '1.0.0'));
    const [one, two] = [await openPlugins(dir), await openPlugins(dir)];
    await install(makePlugin('hello', '2.0.0'));
    await one.close();
    await one.close();
    await collectAll();
    expect((await store.generations()).map(({ number }) => number)).toEqual([1, 2]);
    await two.close();
    await collectAll();
    expect((await store.generations()).map(({ number }) => number)).toEqual([2]);
  });

  it('names what is not installed', async () => {
    await expect(openPlugins(dir)).rejects.toMatchObject({ code: 'ERR_NO_GENERATION' });
    await install(makePlugin('hello', '1.0.0'));
    await using opened = await openPlugins(dir);
    const missing = { code: 'ERR_PLUGIN_NOT_INSTALLED' };
    expect(() => opened.path('hello')).toThrow(expect.objectContaining(missing));
    await expect(opened.load('hello')).rejects.toMatchObject(missing);
  });

  it('refuses a set that is damaged, and a current that is lost', async () => {
    await install(makePlugin('hello', '1.0.0'));
    writeFileSync(join(dir, 'generations/1/.generation.json'), '{');
    await expect(openPlugins(dir)).rejects.toMatchObject({ code: 'ERR_INSTALLED_CORRUPT' });
    rmSync(join(dir, 'current'));
    await expect(openPlugins(dir)).rejects.toMatchObject({ code: 'ERR_INSTALLED_CORRUPT' });
  });

  it.each([
    { name: 'index.js', manifest: {}, file: 'index.js' },
    { name: 'main', manifest: { main: './lib/main.js' }, file: 'lib/main.js' },
    { name: 'main without its ending', manifest: { main: 'lib/main' }, file: 'lib/main.js' },
    { name: 'exports', manifest: { main: 'no.js', exports: './lib/main.js' }, file: 'lib/main.js' },
    {
      name: 'conditions of exports',
      manifest: { exports: { '.': { browser: './no.js', import: { default: './lib/main.mjs' } } } },
      file: 'lib/main.mjs',
    },
  ])('loads what package.json names: $name', async ({ manifest, file }) => {
    const isModule = file.endsWith('.mjs');
    const members = [script(file, isModule ? 'export const a = 7;\n' : 'exports.a = 7;\n')];
    await install(withManifest({ manifest, members }));
    await using opened = await openPlugins(dir);
    expect(await opened.load('@acme/main')).toMatchObject({ a: 7 });
  });

  it.each([{ main: '../../../evil' }, { main: 7 }, { exports: { browser: './no.js' } }, { exports: null }])(
    'loads nothing where package.json says %j',
    async (manifest) => {
      writeFileSync(join(dir, 'evil.js'), 'exports.a = 7;\n');
      await install(withManifest({ manifest, members: [] }));
      await using opened = await openPlugins(dir);
      await expect(opened.load('@acme/main')).rejects.toMatchObject({ code: 'ERR_MANIFEST_INVALID' });
    },
  );
});

describe('a reading process beside switches', () => {
  const SWITCHES = 500;

  it(`never fails and never reads two sets as one, in ${SWITCHES} switches`, async () => {
    const sets: Generation[] = [];
    for (const version of ['1.0.0', '2.0.0'])
      sets.push(await install(makePlugin('hello', version), makePlugin('world', version)));
    const reader = spawn(process.execPath, [READER, dir]);
    reader.stderr.pipe(process.stderr);
    await once(reader.stdout, 'data');
    await store.withLock('switch', async () => {
      for (let round = 0; round < SWITCHES; round += 1) await store.switchTo(sets[round % 2]!);
    });
    reader.stdin.write('over\n');
    const [said] = (await once(reader.stdout, 'data')) as [Buffer];
    const [reads, mixed] = said.toString().trim().split(' ').map(Number);
    expect(mixed).toBe(0);
    expect(reads).toBeGreaterThan(0);
  });

  it('finds a set although every other one is removed at once', async () => {
    await install(makePlugin('hello', '0.0.0'));
    const reader = spawn(process.execPath, [READER, dir]);
    reader.stderr.pipe(process.stderr);
    await once(reader.stdout, 'data');
    for (let round = 1; round <= 30; round += 1) {
      await install(makePlugin('hello', `1.0.${round % 10}`));
      await collectAll();
    }
    reader.stdin.write('over\n');
    const [said] = (await once(reader.stdout, 'data')) as [Buffer];
    expect(said.toString()).toMatch(/^[1-9][0-9]* 0\n$/);
  });
});

function withManifest({
  manifest,
  members,
}: {
  readonly manifest: object;
  readonly members: readonly FileMember[];
}): PluginFixture {
  const text = JSON.stringify({ name: '@acme/main', version: '1.0.0', ...manifest });
  const files = [script('package.json', text), ...members];
  return fixtureOf(packFiles(files), manifestOf(files), { shortName: 'main', version: '1.0.0' });
}
