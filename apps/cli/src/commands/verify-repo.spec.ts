import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createRepositoryServer } from '@ragnos-vault/server';
import { memoryIo } from '@ragnos-vault/testing';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../run.ts';

const HELLO = fileURLToPath(new URL('../../../../examples/plugins/hello', import.meta.url));
let dir: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'verify-'));
  for (const line of [
    'init --repo-dir vault --key-type ed25519',
    `publish ${HELLO}`,
    'vendor add acme --key-type ecdsa',
    'rebalance acme --count 4',
  ]) {
    expect(await cli(line)).toMatchObject({ code: 0 });
  }
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function cli(line: string): Promise<Said> {
  const io = memoryIo(dir);
  const code = await run(line.split(' '), io);
  return { code, out: io.out(), err: io.err() };
}

const json = (said: Said): unknown => JSON.parse(said.out);
const SOUND = {
  status: 'sound',
  roots: 1,
  findings: [{ code: 'root-threshold', severity: 'warning' }],
  walks: [
    { client: 'ragnos-vault', from: 'root', status: 'passed' },
    { client: 'ragnos-vault', from: 'live state', status: 'passed' },
    { client: 'tuf-js', from: 'root', status: 'passed' },
    { client: 'tuf-js', from: 'live state', status: 'passed' },
  ],
};

function breakArchive(): void {
  const targets = join(dir, 'vault/repository/targets');
  const archive = readdirSync(targets, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith('.tgz'),
  );
  writeFileSync(join(targets, archive!), 'broken');
}

describe('verify-repo', () => {
  it('finds a vault sound, with two clients', async () => {
    const said = await cli('verify-repo --json');
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(json(said)).toMatchObject(SOUND);
    expect((await cli('verify-repo')).out).toMatch(/\nsound, findings: 1\n$/);
  });

  it('takes a repository folder, and an address', async () => {
    expect(
      json(await cli('verify-repo --repo vault/repository --root vault/root.json --json')),
    ).toMatchObject(SOUND);
    const server = createRepositoryServer({ repositoryDir: join(dir, 'vault/repository') });
    try {
      const { url } = await server.listen({ port: 0, host: '127.0.0.1' });
      expect(json(await cli(`verify-repo --repo ${url} --json`))).toMatchObject(SOUND);
      expect(json(await cli(`verify-repo --repo ${url} --repo-dir vault --json`))).toMatchObject(SOUND);
    } finally {
      await server.close();
    }
  });

  it('fails for a fault, and prints one report', async () => {
    breakArchive();
    const said = await cli('verify-repo --json');
    expect(said).toMatchObject({ code: 1, err: '' });
    expect(json(said)).toMatchObject({
      status: 'faulty',
      findings: expect.arrayContaining([
        expect.objectContaining({ code: 'target-length', path: expect.stringContaining('acme/hello') }),
      ]),
    });
    const text = await cli('verify-repo');
    expect(text.out).toMatch(/^error +target-length/m);
    expect(text.err).toMatch(/ERR_REPOSITORY_FAULTY/);
  });

  it('tells a root.json that is not what is published', async () => {
    await cli('init --repo-dir other --key-type ed25519');
    const said = await cli('verify-repo --repo vault --root other/root.json --json');
    expect(said.code).toBe(1);
    expect(json(said)).toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({ code: 'root-differs' })]),
    });
  });

  it('changes nothing', async () => {
    const tree = () => readdirSync(join(dir, 'vault'), { recursive: true, encoding: 'utf8' }).sort();
    const before = tree();
    await cli('verify-repo');
    expect(tree()).toEqual(before);
  });

  it.each([
    ['nowhere', 'verify-repo --repo nowhere', 'ERR_VAULT_NOT_FOUND'],
    ['a root.json that is not there', 'verify-repo --repo vault --root none.json', 'ERR_TUF_ROOT_INVALID'],
    ['a scheme that is not served', 'verify-repo --repo ftp://example.invalid/', 'ERR_FETCH_REFUSED'],
  ])('refuses %s', async (...[, line, code]) => {
    cpSync(join(dir, 'vault'), join(dir, 'second'), { recursive: true });
    expect(json(await cli(`${line} --json`))).toMatchObject({ code });
  });
});
