import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { collectFiles, DEFAULT_LIMITS, packFiles } from '@ragnos-vault/archive';
import { oneChunk } from '@ragnos-vault/metadata';
import { memoryIo } from '@ragnos-vault/testing';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.ts';

const SOURCE = '--repo vault --root vault/root.json';
let site: string;
let place: string;
let count = 0;

beforeAll(async () => {
  site = mkdtempSync(join(tmpdir(), 'bundle-'));
  await must('init --repo-dir vault --key-type ed25519');
  await publish('text', '1.0.0', {});
  await publish('hello', '1.0.0', { '@acme/text': '^1.0.0' });
  await must(`bundle create @acme/hello -o old.vault ${SOURCE}`);
  await publish('text', '1.1.0', {});
  await must(`bundle create @acme/hello -o new.vault ${SOURCE}`);
});
afterAll(() => rmSync(site, { recursive: true, force: true }));

/** A machine that has the trusted root and bundles, and nothing else. */
beforeEach(() => {
  place = join(site, `machine-${(count += 1)}`);
  mkdirSync(place);
  copyFileSync(join(site, 'vault/root.json'), join(place, 'root.json'));
  for (const name of ['old.vault', 'new.vault']) copyFileSync(join(site, name), join(place, name));
});

async function publish(name: string, version: string, plugins: object): Promise<void> {
  mkdirSync(join(site, name), { recursive: true });
  const manifest = { name: `@acme/${name}`, version, ragnosVault: { plugins } };
  writeFileSync(join(site, name, 'package.json'), JSON.stringify(manifest));
  await must(`publish ${name} --repo-dir vault`);
}

async function must(line: string, dir = site): Promise<string> {
  const io = memoryIo(dir);
  expect({ code: await run(line.split(' '), io), err: io.err() }).toEqual({ code: 0, err: '' });
  return io.out();
}

async function refused(line: string, now = new Date()): Promise<unknown> {
  const io = memoryIo(place);
  expect(await run([...line.split(' '), '--json'], { ...io, now: () => now })).not.toBe(0);
  return (JSON.parse(io.out()) as { readonly code: string }).code;
}

const INSTALL = 'install @acme/hello --root root.json --bundle';

describe('a bundle', () => {
  it('installs a plugin, with what it requires, from one file', async () => {
    expect(await must(`${INSTALL} new.vault`, place)).toContain('@acme/text@1.1.0');
    expect(existsSync(join(place, 'plugins/current/acme/hello/package.json'))).toBe(true);
    const project = readFileSync(join(place, 'ragnos-vault.json'), 'utf8');
    expect(JSON.parse(project)).toEqual({ root: './root.json', plugins: { '@acme/hello': '^1.0.0' } });
    expect(await must('install --frozen --bundle new.vault', place)).toContain('unchanged');
  });

  it('is the same file whenever it is made of the same', async () => {
    await must(`bundle create @acme/hello -o again.vault ${SOURCE}`);
    expect(readFileSync(join(site, 'again.vault'))).toEqual(readFileSync(join(site, 'new.vault')));
  });

  it('is of what a project wants, as its lock says', async () => {
    await must('install @acme/text@1.0.0 --root root.json --bundle old.vault', place);
    expect(readFileSync(join(place, 'ragnos-vault.lock.json'), 'utf8')).toContain('text-1.0.0.tgz');
    await must('bundle create -o own.vault --repo ../vault', place);
    rmSync(join(place, 'plugins'), { recursive: true });
    expect(await must('install --frozen --bundle own.vault', place)).toContain('@acme/text@1.0.0');
  });

  it('raises the floor against rollback, and obeys it', async () => {
    await must(`${INSTALL} new.vault`, place);
    expect(await refused(`${INSTALL} old.vault`)).toBe('ERR_TUF_ROLLBACK');
    expect(await must('list', place)).toContain('@acme/text@1.1.0');
  });

  it('is refused when its metadata has expired', async () => {
    const later = new Date(Date.now() + 400 * 86_400_000);
    expect(await refused(`${INSTALL} new.vault`, later)).toBe('ERR_TUF_EXPIRED');
    expect(existsSync(join(place, 'plugins/current'))).toBe(false);
  });

  it.each([
    ['an archive of other bytes', 'hello-1.0.0.tgz', 'ERR_TUF_HASH_MISMATCH'],
    ['metadata of other bytes', 'timestamp.json', 'ERR_TUF_SIGNATURE'],
  ])('is refused with %s', async (...[, name, code]) => {
    const { files } = await collectFiles(oneChunk(readFileSync(join(place, 'new.vault'))), DEFAULT_LIMITS);
    const forged = files.map((file) =>
      file.path.endsWith(name) ? { ...file, content: changed(file.content) } : file,
    );
    writeFileSync(join(place, 'forged.vault'), packFiles(forged));
    expect(await refused(`${INSTALL} forged.vault`)).toBe(code);
    expect(existsSync(join(place, 'plugins/current'))).toBe(false);
  });

  it('is refused where it is none', async () => {
    writeFileSync(join(place, 'text.vault'), 'no bundle');
    expect(await refused(`${INSTALL} text.vault`)).toBe('ERR_ARCHIVE_FORMAT');
    expect(existsSync(join(place, 'plugins/current'))).toBe(false);
  });

  it('is not written where the plugin would not install', async () => {
    const io = memoryIo(site);
    expect(await run(`bundle create @acme/none -o none.vault ${SOURCE}`.split(' '), io)).toBe(1);
    expect(existsSync(join(site, 'none.vault'))).toBe(false);
  });
});

/** Another byte in the middle, where JSON stays JSON: a digit becomes the next. */
function changed(content: Uint8Array): Uint8Array {
  const text = Buffer.from(content);
  const at = text.indexOf('"sig": "');
  const place = at === -1 ? Math.floor(text.length / 2) : text.indexOf('"sig": "') + 8;
  text[place] = text[place] === 0x30 ? 0x31 : 0x30;
  return text;
}
