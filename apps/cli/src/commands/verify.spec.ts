import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryIo } from '@ragnos-vault/testing';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../run.ts';

let dir: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'cli-verify-'));
  mkdirSync(join(dir, 'hello'));
  writeFileSync(join(dir, 'hello/package.json'), JSON.stringify({ name: '@acme/hello', version: '1.0.0' }));
  writeFileSync(join(dir, 'hello/index.js'), 'module.exports = 1;\n');
  await cli('init', '--repo-dir', 'vault', '--key-type', 'ed25519');
  await cli('publish', 'hello');
  await cli('install', '@acme/hello', '--repo', 'vault', '--root', 'vault/root.json');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function cli(...words: readonly string[]) {
  const io = memoryIo(dir);
  const code = await run(words, io);
  return { code, out: io.out(), err: io.err() };
}

const file = (): string => realpathSync(join(dir, 'plugins/current/acme/hello/index.js'));

describe('verify', () => {
  it('proves the live set by what was signed, from a given root as well', async () => {
    const intact = '@acme/hello@1.0.0  as signed\ngeneration 1 is intact\n';
    expect(await cli('verify')).toEqual({ code: 0, out: intact, err: '' });
    expect(await cli('verify', '--root', 'vault/root.json')).toEqual({ code: 0, out: intact, err: '' });
    await cli('init', '--repo-dir', 'other', '--key-type', 'ed25519');
    const foreign = await cli('verify', '--root', 'other/root.json');
    expect(foreign).toMatchObject({ code: 1, out: expect.stringContaining('unsigned') });
  });

  it('trusts no other root than the one that was given, and an install brings that back', async () => {
    const trust = join(dir, 'plugins/.trust');
    const [id = ''] = readdirSync(trust).filter((name) => /^[0-9a-f]{32}$/.test(name));
    await cli('init', '--repo-dir', 'other', '--key-type', 'ed25519');
    copyFileSync(join(dir, 'other/root.json'), join(trust, id, 'given-root'));
    const { out } = await cli('verify');
    expect(out).toContain('as noted at the install; no trusted metadata is kept that names it');
    expect(await cli('verify', '--root', 'vault/root.json')).toMatchObject({ code: 1 });
    await cli('install', '@acme/hello', '--repo', 'vault', '--root', 'vault/root.json');
    expect(await cli('verify', '--root', 'vault/root.json')).toMatchObject({ code: 0 });
  });

  it('has nothing to prove where nothing is installed', async () => {
    expect(await cli('verify', '--plugins-dir', 'none')).toMatchObject({
      code: 0,
      out: 'no plugins are installed\n',
    });
  });

  it('fails where a file differs, and repairs it without the repository', async () => {
    appendFileSync(file(), 'evil();\n');
    rmSync(join(dir, 'vault'), { recursive: true });
    const { code, out, err } = await cli('verify');
    expect(code).toBe(1);
    expect(out).toMatch(/^size {2}store\/[0-9a-f]{64}-hello-1\.0\.0\/index\.js {2}@acme\/hello\n$/);
    expect(err).toContain(
      'error: what lies on disk is not what was installed: 1 difference (ERR_INSTALLED_CORRUPT)',
    );
    const asJson = await cli('verify', '--json');
    expect(asJson).toMatchObject({ code: 1, err: '' });
    expect(JSON.parse(asJson.out)).toMatchObject({ status: 'damaged', differences: [{ reason: 'size' }] });

    const repaired = await cli('verify', '--repair');
    expect(repaired).toMatchObject({ code: 0, err: '' });
    expect(repaired.out).toContain('generation 2 is repaired\n');
    expect(readFileSync(file(), 'utf8')).toBe('module.exports = 1;\n');
    expect(await cli('verify')).toMatchObject({ code: 0 });
  });

  it('says what to do where the archive is damaged too', async () => {
    appendFileSync(file(), 'evil();\n');
    writeFileSync(`${join(file(), '..')}.tgz`, 'not it');
    const { code, err } = await cli('verify', '--repair');
    expect(code).toBe(1);
    expect(err).toContain('ERR_ARCHIVE_NOT_KEPT');
    expect(err).toContain('install the plugin again');
  });
});
