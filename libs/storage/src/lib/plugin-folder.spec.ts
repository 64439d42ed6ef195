import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { collectFiles, DEFAULT_LIMITS, packFiles } from '@ragnos-vault/archive';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { listPluginFolder } from './plugin-folder.ts';

let root: string;
let dir: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'plugin-folder-')));
  dir = join(root, 'plugin');
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function write(files: Readonly<Record<string, string | object>>, base = dir): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(base, path)), { recursive: true });
    await writeFile(join(base, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

const manifest = { name: '@acme/hello', version: '1.0.0' };
const pathsOf = async (): Promise<string[]> => (await listPluginFolder(dir)).map(({ path }) => path).sort();

describe('listPluginFolder lists what npm packs', () => {
  it('everything but what is never packed', async () => {
    await write({
      'package.json': manifest,
      'index.js': 'x',
      'lib/a.js': 'y',
      '@scope/b.js': 'z',
      '.hidden': '',
      '.npmrc': 'token',
      '.git/HEAD': '',
      'node_modules/other/package.json': {},
      'package-lock.json': {},
      'lib/.DS_Store': '',
    });
    expect(await pathsOf()).toEqual(['.hidden', '@scope/b.js', 'index.js', 'lib/a.js', 'package.json']);
  });

  it('only `files`, and what is always packed', async () => {
    await write({
      'package.json': { ...manifest, files: ['lib', '!lib/*.map'], main: 'main.js', bin: './run.js' },
      'README.md': '',
      LICENSE: '',
      'lib/a.js': '',
      'lib/a.js.map': '',
      'main.js': '',
      'run.js': '',
      'src/a.ts': '',
    });
    expect(await pathsOf()).toEqual([
      'LICENSE',
      'README.md',
      'lib/a.js',
      'main.js',
      'package.json',
      'run.js',
    ]);
  });

  it('without what `.npmignore` names, which goes before `.gitignore`', async () => {
    await write({
      'package.json': manifest,
      '.npmignore': 'test\n',
      '.gitignore': 'dist\n',
      'dist/a.js': '',
      'test/a.js': '',
    });
    expect(await pathsOf()).toEqual(['dist/a.js', 'package.json']);
  });

  it('with bundled dependencies, what they need, and nothing that is not bundled', async () => {
    await write({
      'package.json': {
        ...manifest,
        bundleDependencies: ['a', '@s/b', 'dev', 'absent', '../../outside'],
        dependencies: { a: '*', '@s/b': '*', absent: '*', loose: '*', '../../outside': '*' },
        devDependencies: { dev: '*' },
      },
      'node_modules/a/package.json': { name: 'a', version: '1.0.0', dependencies: { c: '*', a: '*' } },
      'node_modules/a/index.js': '',
      'node_modules/a/node_modules/c/package.json': {
        name: 'c',
        version: '2.0.0',
        optionalDependencies: { d: '*' },
      },
      'node_modules/c/package.json': { name: 'c', version: '1.0.0' },
      'node_modules/d/package.json': { name: 'd', version: '1.0.0', dependencies: { a: '*' } },
      'node_modules/@s/b/package.json': { name: '@s/b', version: '1.0.0' },
      'node_modules/dev/package.json': { name: 'dev', version: '1.0.0' },
      'node_modules/loose/package.json': { name: 'loose', version: '1.0.0' },
    });
    await write({ 'outside/package.json': {}, 'node_modules/absent/package.json': {} }, root);
    expect(await pathsOf()).toEqual([
      'node_modules/@s/b/package.json',
      'node_modules/a/index.js',
      'node_modules/a/node_modules/c/package.json',
      'node_modules/a/package.json',
      'node_modules/d/package.json',
      'package.json',
    ]);
  });

  it('with all dependencies where `bundleDependencies` is true', async () => {
    await write({
      'package.json': { ...manifest, bundledDependencies: true, dependencies: { a: '*' } },
      'node_modules/a/package.json': { name: 'a', version: '1.0.0' },
    });
    expect(await pathsOf()).toEqual(['node_modules/a/package.json', 'package.json']);
  });

  it('without links', async () => {
    await write({ 'package.json': { ...manifest, files: ['*.js', 'lib'] }, 'a.js': '' });
    await write({ secret: 'x', 'secrets/b.js': 'x' }, root);
    await symlink(join(root, 'secret'), join(dir, 'b.js'));
    await symlink(join(root, 'secrets'), join(dir, 'lib'));
    expect(await pathsOf()).toEqual(['a.js', 'package.json']);
  });

  it('in a folder that is itself reached by a link, and with a byte order mark', async () => {
    await write({ 'package.json': `\ufeff${JSON.stringify(manifest)}` });
    await symlink(dir, join(root, 'link'));
    expect((await listPluginFolder(join(root, 'link'))).map(({ path }) => path)).toEqual(['package.json']);
  });
});

describe('listPluginFolder', () => {
  it('gives content and modes, and makes commands executable', async () => {
    await write({
      'package.json': { ...manifest, bin: { one: 'one.js', two: './two.js' } },
      'one.js': '1',
      'two.js': '2',
      'run.sh': '3',
      'a.js': '4',
    });
    await chmod(join(dir, 'run.sh'), 0o700);
    await chmod(join(dir, 'a.js'), 0o666);
    const files = await listPluginFolder(dir);
    expect(files.map(({ path, mode }) => [path, mode]).sort()).toEqual([
      ['a.js', 0o644],
      ['one.js', 0o755],
      ['package.json', 0o644],
      ['run.sh', 0o755],
      ['two.js', 0o755],
    ]);
    expect(files.find(({ path }) => path === 'a.js')?.content).toEqual(Uint8Array.of(0x34));
  });

  it('gives what the packer takes and the reader gives back', async () => {
    await write({ 'package.json': manifest, 'caf\u00e9.js': '', 'lib/b/c.js': 'x' });
    const packed = packFiles(await listPluginFolder(dir));
    async function* source(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(packed);
    }
    const { files } = await collectFiles(source(), DEFAULT_LIMITS);
    expect(files.map(({ path }) => path)).toEqual(['caf\u00e9.js', 'lib/b/c.js', 'package.json']);
  });

  it('runs no script', async () => {
    await write({
      'package.json': { ...manifest, scripts: { prepack: 'touch made', prepare: 'touch made' } },
    });
    expect(await pathsOf()).toEqual(['package.json']);
    expect(await pathsOf()).toEqual(['package.json']);
  });

  it.each<[string, string, () => Promise<void>]>([
    ['no folder', 'ERR_PLUGIN_SOURCE', () => Promise.resolve()],
    ['a file', 'ERR_PLUGIN_SOURCE', () => write({ plugin: '' }, root)],
    ['no package.json', 'ERR_MANIFEST_MISSING', () => write({ 'index.js': '' })],
    ['a package.json that is no JSON', 'ERR_MANIFEST_INVALID', () => write({ 'package.json': '{' })],
    [
      'a package.json with a key twice',
      'ERR_MANIFEST_INVALID',
      () => write({ 'package.json': '{"name":"a","name":"b"}' }),
    ],
    [
      '`files` that is no list',
      'ERR_MANIFEST_INVALID',
      () => write({ 'package.json': { ...manifest, files: '*' } }),
    ],
    [
      'a name that is not portable',
      'ERR_ARCHIVE_PATH',
      () => write({ 'package.json': manifest, 'aux.js': '' }),
    ],
    ['a name with a backslash', 'ERR_ARCHIVE_PATH', () => write({ 'package.json': manifest, 'a\\b.js': '' })],
  ])('refuses %s with %s', async (_name, code, arrange) => {
    await arrange();
    await expect(listPluginFolder(dir)).rejects.toMatchObject({ code });
  });

  it('refuses a bundled package behind a link, and names it', async () => {
    await write({ 'package.json': { ...manifest, bundleDependencies: ['a'], dependencies: { a: '*' } } });
    await write({ 'a/package.json': { name: 'a', version: '1.0.0' } }, root);
    await mkdir(join(dir, 'node_modules'));
    await symlink(join(root, 'a'), join(dir, 'node_modules/a'));
    await expect(listPluginFolder(dir)).rejects.toMatchObject({
      code: 'ERR_PLUGIN_SOURCE',
      facts: { path: join('node_modules', 'a', 'package.json') },
    });
  });

  it('refuses a package.json that is a link', async () => {
    await write({ 'package.json': manifest }, root);
    await mkdir(dir);
    await symlink(join(root, 'package.json'), join(dir, 'package.json'));
    await expect(listPluginFolder(dir)).rejects.toMatchObject({ code: 'ERR_PLUGIN_SOURCE' });
  });

  it('refuses what is larger than the limits, before it reads it', async () => {
    await write({ 'package.json': manifest, 'a.js': 'x'.repeat(100) });
    const refusal = { code: 'ERR_ARCHIVE_LIMIT', facts: { path: 'a.js' } };
    await expect(listPluginFolder(dir, { ...DEFAULT_LIMITS, maxMemberSize: 99 })).rejects.toMatchObject(
      refusal,
    );
    await expect(listPluginFolder(dir, { ...DEFAULT_LIMITS, maxTotalSize: 120 })).rejects.toMatchObject({
      code: 'ERR_ARCHIVE_LIMIT',
    });
  });
});
