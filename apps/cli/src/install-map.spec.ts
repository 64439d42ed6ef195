import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryIo } from '@ragnos-vault/testing';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from './run.ts';

const SITES = ['inner', 'outer'];
const INSTALLED = 'plugins/current/acme/hello/index.js';
let dir: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'cli-map-'));
  writePlugin('1.0.0');
  for (const site of SITES) {
    await well(`init --repo-dir ${site} --key-type ed25519`);
    await well(`publish hello --repo-dir ${site}`);
    mkdirSync(join(dir, 'trust', site), { recursive: true });
    cpSync(join(dir, site, 'root.json'), join(dir, 'trust', site, 'root.json'));
  }
  writeMap();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function writePlugin(version: string, source = `export const version = '${version}';\n`): void {
  mkdirSync(join(dir, 'hello'), { recursive: true });
  writeFileSync(
    join(dir, 'hello/package.json'),
    JSON.stringify({ name: '@acme/hello', version, type: 'module' }),
  );
  writeFileSync(join(dir, 'hello/index.js'), source);
}

const urlOf = (site: string): string => pathToFileURL(join(dir, site)).href;

function writeMap(mapping: object = {}, addresses: Readonly<Record<string, readonly string[]>> = {}): void {
  const repositories = Object.fromEntries(SITES.map((site) => [site, addresses[site] ?? [urlOf(site)]]));
  const entry = {
    paths: ['plugins/acme/*/*/*'],
    repositories: SITES,
    threshold: 2,
    terminating: true,
    ...mapping,
  };
  writeFileSync(join(dir, 'trust/map.json'), JSON.stringify({ repositories, mapping: [entry] }));
}

async function cli(
  line: string,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const io = memoryIo(dir);
  const code = await run(line.split(' '), io);
  return { code, out: io.out(), err: io.err() };
}

async function well(line: string): Promise<string> {
  const { code, out, err } = await cli(line);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

const read = (path: string): string => readFileSync(join(dir, path), 'utf8');
const json = (text: string): unknown => JSON.parse(text);

describe('install --map', () => {
  it('installs from two vaults that agree, each trusted by its own root and cached apart', async () => {
    expect(await well('install @acme/hello --map trust/map.json')).toMatch(
      /^installed +@acme\/hello@1\.0\.0/,
    );
    expect(read(INSTALLED)).toBe("export const version = '1.0.0';\n");
    const caches = readdirSync(join(dir, 'plugins/.trust')).filter((name) => !name.includes('.'));
    expect(caches).toHaveLength(2);
    expect(json(await well('list --json'))).toMatchObject({
      current: {
        repository: urlOf('inner'),
        plugins: [
          { agreement: SITES.map((name) => ({ name, repository: urlOf(name), root: { version: 1 } })) },
        ],
      },
    });
    expect(await well('install @acme/hello@^1.0.0 --map trust/map.json')).toMatch(/^unchanged/);
  });

  it('upgrades only once both have published, and rolls back', async () => {
    await well('install @acme/hello --map trust/map.json');
    writePlugin('1.1.0');
    await well('publish hello --repo-dir inner');
    expect(await well('install @acme/hello --map trust/map.json')).toMatch(
      /^unchanged +@acme\/hello@1\.0\.0/,
    );
    await well('publish hello --repo-dir outer');
    expect(await well('install @acme/hello --map trust/map.json')).toMatch(
      /^installed +@acme\/hello@1\.1\.0/,
    );
    await well('rollback');
    expect(read(INSTALLED)).toContain('1.0.0');
  });

  it('refuses what one of the two says otherwise, and keeps what is installed', async () => {
    await well('install @acme/hello --map trust/map.json');
    for (const [site, source] of [
      ['inner', 'export {};\n'],
      ['outer', 'export const evil = true;\n'],
    ] as const) {
      writePlugin('2.0.0', source);
      await well(`publish hello --repo-dir ${site}`);
    }
    const { code, out } = await cli(
      'install plugins/acme/hello/2.0.0/hello-2.0.0.tgz --map trust/map.json --json',
    );
    expect(code).toBe(1);
    expect(json(out)).toMatchObject({
      code: 'ERR_TUF_NO_CONSENSUS',
      facts: {
        repositories: expect.stringMatching(/^inner names \d+ bytes, sha256 \w+, outer names \d+ bytes/),
      },
    });
    expect(read(INSTALLED)).toContain('1.0.0');
  });

  it('warns of a vault that is gone, and goes on where one is enough', async () => {
    rmSync(join(dir, 'inner'), { recursive: true });
    const refused = await cli('install @acme/hello --map trust/map.json');
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('inner ERR_VAULT_NOT_FOUND') });
    expect(existsSync(join(dir, 'plugins/current'))).toBe(false);
    writeMap({ threshold: 1 });
    const said = await cli('install @acme/hello --map trust/map.json');
    expect(said).toMatchObject({ code: 0, out: expect.stringMatching(/^installed/) });
    expect(said.err).toMatch(/^warning: repository inner does not count: .*ERR_VAULT_NOT_FOUND/);
  });

  it('takes several addresses of one repository as its mirrors', async () => {
    const dead = createServer((_, answer) => answer.writeHead(503).end());
    await new Promise<void>((resolve) => dead.listen(0, '127.0.0.1', resolve));
    try {
      const address = `http://127.0.0.1:${(dead.address() as AddressInfo).port}`;
      writeMap({}, { inner: [address, urlOf('inner')] });
      expect(await well('install @acme/hello --map trust/map.json')).toMatch(/^installed/);
    } finally {
      await new Promise((resolve) => dead.close(resolve));
    }
  });

  it('keeps the rollback floor of each vault', async () => {
    cpSync(join(dir, 'outer'), join(dir, 'older'), { recursive: true });
    writePlugin('1.1.0');
    for (const site of SITES) await well(`publish hello --repo-dir ${site}`);
    await well('install @acme/hello --map trust/map.json');
    rmSync(join(dir, 'outer'), { recursive: true });
    cpSync(join(dir, 'older'), join(dir, 'outer'), { recursive: true });
    const { code, err } = await cli('install @acme/hello --map trust/map.json');
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('outer ERR_TUF_ROLLBACK') });
    expect(read(INSTALLED)).toContain('1.1.0');
  });
});

describe('install --map refuses', () => {
  it.each([
    ['a map beside --repo', 'install x --map trust/map.json --repo inner', 2, 'ERR_USAGE'],
    ['a map beside --root', 'install x --map trust/map.json --root inner/root.json', 2, 'ERR_USAGE'],
    ['a map beside --mirror', 'install x --map trust/map.json --mirror inner', 2, 'ERR_USAGE'],
    ['neither a map nor a repository', 'install x', 2, 'ERR_USAGE'],
    ['a repository without a root', 'install x --repo inner', 2, 'ERR_USAGE'],
    ['a root without a repository', 'install x --root inner/root.json', 2, 'ERR_USAGE'],
    ['a map that is not there', 'install x --map nowhere.json', 4, 'ERR_IO'],
    ['what is no map', 'install x --map hello/package.json', 2, 'ERR_CONFIG_INVALID'],
  ])('%s', async (...[, line, code, error]) => {
    const said = await cli(`${line} --json`);
    expect(said.code).toBe(code);
    expect(json(said.out)).toMatchObject({ code: error });
    expect(existsSync(join(dir, 'plugins'))).toBe(false);
  });

  it.each<[string, string, () => void]>([
    ['a repository without a root', 'ERR_TUF_ROOT_INVALID', () => rmSync(join(dir, 'trust/outer/root.json'))],
    [
      'one root for two repositories',
      'ERR_CONFIG_INVALID',
      () => cpSync(join(dir, 'trust/inner/root.json'), join(dir, 'trust/outer/root.json')),
    ],
    [
      'a repository that its root does not sign',
      'ERR_TUF_NO_CONSENSUS',
      () => {
        cpSync(join(dir, 'inner/root.json'), join(dir, 'spare.json'));
        cpSync(join(dir, 'trust/outer/root.json'), join(dir, 'trust/inner/root.json'));
        cpSync(join(dir, 'spare.json'), join(dir, 'trust/outer/root.json'));
      },
    ],
  ])('%s, and installs nothing', async (_, code, spoil) => {
    spoil();
    expect(json((await cli('install @acme/hello --map trust/map.json --json')).out)).toMatchObject({ code });
    expect(existsSync(join(dir, INSTALLED))).toBe(false);
  });
});
