import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryIo } from '@ragnos-vault/testing';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from './run.ts';

let site: string;
let dir: string;

beforeAll(async () => {
  site = mkdtempSync(join(tmpdir(), 'site-'));
  dir = site;
  await must('init --repo-dir vault --key-type ed25519');
  await publish('text', '1.0.0');
  await publish('text', '1.1.0');
  await publish('text', '2.0.0');
  await publish('hello', '1.0.0', { '@acme/text': '^1.0.0' });
});
afterAll(() => rmSync(site, { recursive: true, force: true }));

let project = 0;
beforeEach(() => {
  dir = join(site, `project-${(project += 1)}`);
  cpSync(join(site, 'vault/repository'), join(dir, 'vault'), { recursive: true });
  cpSync(join(site, 'vault/root.json'), join(dir, 'root.json'));
});

async function publish(name: string, version: string, plugins: object = {}): Promise<void> {
  const manifest = { name: `@acme/${name}`, version, type: 'module', ragnosVault: { plugins } };
  write(`${name}/package.json`, JSON.stringify(manifest));
  write(`${name}/index.js`, `export const version = '${version}';\n`);
  await must(`publish ${name} --repo-dir vault`);
}

async function cli(
  line: string,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const io = memoryIo(dir);
  const code = await run(line.split(' '), io);
  return { code, out: io.out(), err: io.err() };
}

async function must(line: string): Promise<string> {
  const { code, out, err } = await cli(line);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
}

function read(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(dir, path), 'utf8')) as Record<string, unknown>;
}

async function installed(): Promise<readonly string[]> {
  const { current } = JSON.parse(await must('list --json')) as {
    current?: { plugins: readonly { name: string; version: string }[] };
  };
  return (current?.plugins ?? []).map(({ name, version }) => `${name}@${version}`);
}

const SOURCE = '--repo vault --root root.json';

describe('a project', () => {
  it('is written by the first install, and followed by the next', async () => {
    expect(await must(`install @acme/hello ${SOURCE}`)).toContain('installed  @acme/hello@1.0.0');
    expect(read('ragnos-vault.json')).toEqual({
      plugins: { '@acme/hello': '^1.0.0' },
      repo: './vault',
      root: './root.json',
    });
    expect(read('ragnos-vault.lock.json')).toMatchObject({
      lockfileVersion: 1,
      plugins: { '@acme/hello': { version: '1.0.0' }, '@acme/text': { version: '1.1.0' } },
    });
    rmSync(join(dir, 'plugins'), { recursive: true });
    await must('install');
    expect(await installed()).toEqual(['@acme/hello@1.0.0', '@acme/text@1.1.0']);
    expect(await must('install --frozen')).toContain('unchanged');
  });

  it('trusts a root by its digest alone, offline as well', async () => {
    const digest = createHash('sha256')
      .update(readFileSync(join(dir, 'root.json')))
      .digest('hex');
    rmSync(join(dir, 'root.json'));
    await must(`install @acme/text --repo vault --root sha256:${digest}`);
    expect(read('ragnos-vault.json')).toMatchObject({ root: `sha256:${digest}` });
    rmSync(join(dir, 'vault'), { recursive: true });
    mkdirSync(join(dir, 'vault/metadata'), { recursive: true });
    expect((await cli('install --offline --frozen')).code).toBe(0);
    const other = `install @acme/text --repo vault --root sha256:${'ab'.repeat(32)}`;
    expect(await cli(other)).toMatchObject({ code: 1, err: expect.stringContaining('ERR_TUF_ROOT_INVALID') });
    expect(read('ragnos-vault.json')).toMatchObject({ root: `sha256:${digest}` });
  });

  it('updates within its ranges, tells what is outdated, why and removes', async () => {
    await must(`install @acme/text@1.0.0 ${SOURCE}`);
    write(
      'ragnos-vault.json',
      JSON.stringify({ ...read('ragnos-vault.json'), plugins: { '@acme/text': '^1.0.0' } }),
    );
    await must('install');
    expect(await installed()).toEqual(['@acme/text@1.0.0']);
    expect(JSON.parse(await must('outdated --json'))).toEqual({
      plugins: [{ name: '@acme/text', current: '1.0.0', wanted: '1.1.0', latest: '2.0.0' }],
    });
    expect(await must('update --dry-run')).toContain('planned');
    expect(await installed()).toEqual(['@acme/text@1.0.0']);
    await must('update');
    expect(await installed()).toEqual(['@acme/text@1.1.0']);
    await must('install @acme/hello');
    expect(await must('why @acme/text')).toBe('@acme/hello@1.0.0 -> @acme/text@1.1.0\n@acme/text@1.1.0\n');
    await cli('remove @acme/text');
    expect(await installed()).toEqual(['@acme/hello@1.0.0', '@acme/text@1.1.0']);
    expect(await cli('remove @acme/text')).toMatchObject({
      code: 2,
      err: expect.stringContaining('ERR_PLUGIN_REQUIRED'),
    });
    await must('remove @acme/hello');
    expect(await installed()).toEqual([]);
    expect(read('ragnos-vault.json')).toMatchObject({ plugins: {} });
    expect(read('ragnos-vault.lock.json')).toMatchObject({ plugins: {} });
  });

  it('takes what was installed without it', async () => {
    await must(`install @acme/text@1.0.0 ${SOURCE} --no-save`);
    expect(existsSync(join(dir, 'ragnos-vault.json'))).toBe(false);
    await must(`install @acme/hello ${SOURCE}`);
    expect(read('ragnos-vault.json')).toMatchObject({
      plugins: { '@acme/hello': '^1.0.0', '@acme/text': '^1.0.0' },
    });
  });

  it.each([
    ['a frozen set without a lock', 'install --frozen', 1, 'ERR_LOCK_STALE'],
    ['a frozen set with a spec', 'install @acme/text --frozen', 2, 'ERR_USAGE'],
    ['an update of what is not there', 'update @acme/text', 2, 'ERR_PLUGIN_NOT_INSTALLED'],
    ['a plugin nobody published', 'install @acme/none', 1, 'ERR_TARGET_NOT_FOUND'],
  ])('refuses %s, and leaves its files', async (...[, line, code, error]) => {
    write(
      'ragnos-vault.json',
      JSON.stringify({ repo: './vault', root: './root.json', plugins: { '@acme/hello': '*' } }),
    );
    const before = read('ragnos-vault.json');
    expect(await cli(line)).toMatchObject({ code, err: expect.stringContaining(error) });
    expect(read('ragnos-vault.json')).toEqual(before);
    expect(existsSync(join(dir, 'ragnos-vault.lock.json'))).toBe(false);
    expect(await installed()).toEqual([]);
  });

  it.each([
    ['{"plugins": {}, "plugin": 1}', 'plugin'],
    ['{"plugins": []}', 'plugins'],
    ['{"repo": "x"}', 'plugins'],
    ['{', 'ragnos-vault.json'],
  ])('refuses the file %s', async (text, what) => {
    write('ragnos-vault.json', text);
    const said = await cli('install');
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining('ERR_CONFIG_INVALID') });
    expect(said.err).toContain(what);
    expect(existsSync(join(dir, 'plugins'))).toBe(false);
  });

  it('never meets a plugin whose needs nobody can read: it is not published', async () => {
    dir = site;
    write(
      'bad/package.json',
      JSON.stringify({ name: '@acme/bad', version: '1.0.0', ragnosVault: { plugins: 1 } }),
    );
    const before = readFileSync(join(dir, 'vault/repository/metadata/timestamp.json'));
    expect(await cli('publish bad --repo-dir vault')).toMatchObject({
      code: 1,
      err: expect.stringContaining('ERR_MANIFEST_INVALID'),
    });
    expect(readFileSync(join(dir, 'vault/repository/metadata/timestamp.json'))).toEqual(before);
  });

  it('is held to its lock by a machine that knows nothing', async () => {
    await must(`install @acme/text ${SOURCE}`);
    const lock = read('ragnos-vault.lock.json');
    const [seen] = lock['repositories'] as [object];
    write('ragnos-vault.lock.json', JSON.stringify({ ...lock, repositories: [{ ...seen, timestamp: 99 }] }));
    rmSync(join(dir, 'plugins'), { recursive: true });
    expect(await cli('install --frozen')).toMatchObject({
      code: 1,
      err: expect.stringContaining('ERR_TUF_ROLLBACK'),
    });
    expect(await installed()).toEqual([]);
  });
});
