import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryIo } from '@ragnos-vault/testing';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.ts';

const FROM = ['--repo', 'vault', '--root', 'vault/root.json'];
let dir: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'cli-'));
  await cli('init', '--repo-dir', 'vault', '--key-type', 'ed25519');
  for (const version of ['1.0.0', '1.1.0']) {
    writePlugin(version);
    await cli('publish', 'hello');
  }
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function cli(...words: readonly string[]) {
  const io = memoryIo(dir);
  const code = await run(words, io);
  return { code, out: io.out(), err: io.err() };
}

function writePlugin(version: string): void {
  mkdirSync(join(dir, 'hello'), { recursive: true });
  writeFileSync(join(dir, 'hello/package.json'), JSON.stringify({ name: '@acme/hello', version }));
  writeFileSync(join(dir, 'hello/index.js'), 'module.exports = 1;\n');
}

function installed(): string | undefined {
  const path = join(dir, 'plugins/current/acme/hello/package.json');
  if (!existsSync(path)) return undefined;
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

const generations = (): readonly string[] =>
  readdirSync(join(dir, 'plugins/generations')).filter((name) => /^[0-9]+$/.test(name));
const liveTimestamp = () => readFileSync(join(dir, 'vault/repository/metadata/timestamp.json'));
const json = ({ out }: { out: string }): Record<string, unknown> =>
  JSON.parse(out) as Record<string, unknown>;

describe('revoke', () => {
  it('stops install and rollback, and lets both go on once it is undone', async () => {
    for (const version of ['1.0.0', '1.1.0']) await cli('install', `@acme/hello@${version}`, ...FROM);
    const said = await cli('revoke', '@acme/hello@1.0.0', '--reason', 'steals tokens');
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toMatch(/^revoked @acme\/hello@1\.0\.0 sha256:[0-9a-f]{64}: steals tokens\n/);

    const refused = await cli('install', '@acme/hello@1.0.0', ...FROM);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain(
      'error: @acme/hello@1.0.0 was revoked: steals tokens (ERR_PLUGIN_REVOKED)\nhint: ',
    );
    expect(await cli('rollback')).toMatchObject({ code: 1, out: '' });
    expect(json(await cli('rollback', '--json'))).toMatchObject({
      code: 'ERR_PLUGIN_REVOKED',
      facts: { name: '@acme/hello', version: '1.0.0', reason: 'steals tokens' },
    });
    expect(installed()).toBe('1.1.0');
    expect(generations()).toEqual(['1', '2']);

    const undone = await cli('revoke', '@acme/hello@1.0.0', '--undo', '--json');
    expect(json(undone)).toMatchObject({ status: 'unrevoked' });
    // What a rollback knows is what the last run has seen.
    expect(await cli('rollback')).toMatchObject({ code: 1 });
    expect(await cli('install', '@acme/hello', ...FROM)).toMatchObject({ code: 0 });
    expect((await cli('rollback')).out).toMatch(
      /none of them was revoked or yanked as of 2\S+Z \(0 days ago\), when the trusted metadata was last refreshed\n$/,
    );
    expect(installed()).toBe('1.0.0');
  });

  it('needs no key of a vendor that the operator does not hold', async () => {
    await cli('keygen', 'acme.pem', '--key-type', 'ed25519');
    expect(await cli('vendor', 'add', 'acme', '--public-key', 'acme.pem.pub')).toMatchObject({ code: 0 });
    const before = liveTimestamp();
    const yank = await cli('yank', '@acme/hello@1.0.0', '--json');
    expect(json(yank)).toMatchObject({ code: 'ERR_SIGNER_UNAVAILABLE', facts: { role: 'vendor-acme' } });
    expect(liveTimestamp()).toEqual(before);
    expect(await cli('revoke', '@acme/hello@1.0.0', '--reason', 'steals tokens')).toMatchObject({ code: 0 });
    expect((await cli('install', '@acme/hello@1.0.0', ...FROM)).err).toContain('ERR_PLUGIN_REVOKED');
    expect(installed()).toBeUndefined();
  });

  it('asks for a reason, and changes nothing without', async () => {
    const before = liveTimestamp();
    expect(await cli('revoke', '@acme/hello@1.0.0')).toMatchObject({ code: 2, out: '' });
    expect(liveTimestamp()).toEqual(before);
  });

  it('says what is unchanged', async () => {
    expect(await cli('revoke', '@acme/hello@1.0.0', '--undo')).toMatchObject({
      code: 0,
      out: 'unchanged: @acme/hello@1.0.0 is not revoked\n',
    });
  });
});

describe('yank', () => {
  it('takes a version out of ranges, and warns whoever names it', async () => {
    const said = await cli('yank', '@acme/hello@1.1.0', '--reason', 'loses data');
    expect(said).toMatchObject({ code: 0, out: 'yanked @acme/hello@1.1.0: loses data\n', err: '' });
    expect((await cli('install', '@acme/hello', ...FROM)).err).toBe('');
    expect(installed()).toBe('1.0.0');

    expect(await cli('install', '@acme/hello@1.1.0', ...FROM)).toMatchObject({
      code: 0,
      err: 'warning: @acme/hello@1.1.0 was yanked by its publisher: loses data\n',
    });
    expect(installed()).toBe('1.1.0');
    expect(await cli('yank', '@acme/hello@1.1.0')).toMatchObject({
      out: 'unchanged @acme/hello@1.1.0: loses data\n',
    });
    expect(json(await cli('yank', '@acme/hello@1.1.0', '--undo', '--json'))).toMatchObject({
      status: 'unyanked',
    });
    expect((await cli('install', '@acme/hello', ...FROM)).out).toContain('@acme/hello@1.1.0');
  });
});
