import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withSigners } from '@ragnos-vault/publisher';
import { memoryIo } from '@ragnos-vault/testing';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../run.ts';

let dir: string;

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

/** Every file of a folder with its content. */
function tree(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(join(dir, folder), { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => statSync(join(dir, folder, name)).isFile());
  return new Map(files.map((name) => [name, readFileSync(join(dir, folder, name), 'base64')]));
}

function plugin(version: string): void {
  mkdirSync(join(dir, 'hello'), { recursive: true });
  writeFileSync(join(dir, 'hello/package.json'), JSON.stringify({ name: '@acme/hello', version }));
  writeFileSync(join(dir, 'hello/index.js'), 'export const hello = 1;\n');
}

/** The vault of somebody else: a copy of what is published, and keys of its own. */
function copyVault(name: string, signers: readonly string[]): void {
  for (const part of ['repository', 'root.json'])
    cpSync(join(dir, 'vault', part), join(dir, name, part), { recursive: true });
  const text = readFileSync(join(dir, 'vault/vault.yaml'), 'utf8');
  writeFileSync(join(dir, name, 'vault.yaml'), withSigners(text, 'vendor-acme', signers));
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'accept-'));
  plugin('1.0.0');
  await cli('init --repo-dir vault --key-type ed25519');
  await cli('keygen acme.pem --key-type ed25519');
  await cli('keygen acme-2.pem --key-type ed25519');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('separation of duties', () => {
  it('a vendor submits from its own vault, the operator accepts, and consumers install', async () => {
    expect(await cli('vendor add acme --public-key acme.pem.pub --repo-dir vault')).toMatchObject({
      code: 0,
    });
    copyVault('vendor', [`file2:${join(dir, 'acme.pem')}`, 'file2:keys/none.pem']);
    const before = tree('vendor');

    const submitted = await cli('publish hello --repo-dir vendor --submit hello.submission.tgz');
    expect(submitted).toMatchObject({ code: 0 });
    expect(submitted.out).toMatch(/^submitted +@acme\/hello@1\.0\.0/);
    expect(submitted.out).toMatch(/vendor-acme +v1 +signed by 1 of 1 keys/);
    expect(submitted.out).toContain('next: the operator runs ragnos-vault accept hello.submission.tgz');
    expect(tree('vendor')).toEqual(before);

    const accepted = await cli('accept hello.submission.tgz --repo-dir vault');
    expect(accepted).toMatchObject({ code: 0 });
    expect(accepted.out).toMatch(/^accepted +@acme\/hello@1\.0\.0/);
    expect(json(await cli('accept hello.submission.tgz --repo-dir vault --json'))).toMatchObject({
      status: 'unchanged',
      vendor: 'acme',
    });
    await cli('install @acme/hello --repo vault --root vault/root.json');
    expect(existsSync(join(dir, 'plugins/current/acme/hello/index.js'))).toBe(true);
  });

  it('a vendor without a vault names the repository, its root and the key', async () => {
    await cli('vendor add acme --public-key acme.pem.pub --repo-dir vault');
    const before = tree('vault');
    const remote = '--repo vault --root vault/root.json --vendor-key file2:acme.pem';
    expect(await cli(`publish hello --submit s.tgz ${remote}`)).toMatchObject({ code: 0 });
    expect(tree('vault')).toEqual(before);
    expect(await cli('accept s.tgz --repo-dir vault')).toMatchObject({ code: 0 });
    const again = await cli(`publish hello --submit again.tgz ${remote}`);
    expect(again.out).toContain('nothing to submit');
    expect(existsSync(join(dir, 'again.tgz'))).toBe(false);
  });

  it('a submission that lacks a signature says which, changes nothing, and is signed on another machine', async () => {
    const keys = '--public-key acme.pem.pub --public-key acme-2.pem.pub --threshold 2';
    expect(await cli(`vendor add acme ${keys} --repo-dir vault`)).toMatchObject({ code: 0 });
    const remote = '--repo vault --root vault/root.json --vendor-key file2:acme.pem';
    const submitted = await cli(`publish hello --submit s.tgz ${remote} --json`);
    expect(json(submitted)).toMatchObject({
      status: 'submitted',
      submission: { roles: [{ role: 'vendor-acme', threshold: 2, missing: [expect.any(String)] }] },
    });
    const before = tree('vault');
    expect(json(await cli('accept s.tgz --repo-dir vault --json'))).toMatchObject({
      code: 'ERR_TUF_SIGNATURE',
      facts: { role: 'vendor-acme', signed: 1, threshold: 2 },
    });
    expect(tree('vault')).toEqual(before);
    expect(await cli('sign s.tgz --key file2:acme-2.pem')).toMatchObject({ code: 0 });
    expect(await cli('accept s.tgz --repo-dir vault')).toMatchObject({ code: 0 });
  });

  it('a stale submission is refused with what to do', async () => {
    await cli('vendor add acme --public-key acme.pem.pub --repo-dir vault');
    const remote = '--repo vault --root vault/root.json --vendor-key file2:acme.pem';
    await cli(`publish hello --submit one.tgz ${remote}`);
    plugin('1.1.0');
    await cli(`publish hello --submit two.tgz ${remote}`);
    await cli('accept one.tgz --repo-dir vault');
    const before = tree('vault');
    const said = await cli('accept two.tgz --repo-dir vault');
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toMatch(/^(.*\n)*error: .*v0 of vendor-acme.*v1 now \(ERR_SUBMISSION_STALE\)\nhint: /);
    expect(tree('vault')).toEqual(before);
  });
});

describe('a submission is refused', () => {
  it.each([
    ['over a file that exists', 'publish hello --repo-dir vault --submit hello/package.json', 'ERR_USAGE'],
    ['with a repository but no root', 'publish hello --submit s.tgz --repo vault', 'ERR_USAGE'],
    ['with two places', 'publish hello --submit s.tgz --repo vault --root r --repo-dir vault', 'ERR_USAGE'],
    ['with a key but no repository', 'publish hello --submit s.tgz --vendor-key file2:a', 'ERR_USAGE'],
    ['with a repository but no --submit', 'publish hello --repo vault', 'ERR_USAGE'],
    ['that is not there', 'accept nowhere.tgz --repo-dir vault', 'ERR_IO'],
    ['that is none', 'accept hello/index.js --repo-dir vault', 'ERR_ARCHIVE_FORMAT'],
    ['without a name', 'accept --repo-dir vault', 'ERR_USAGE'],
  ])('%s', async (_name, line, code) => {
    const before = tree('.');
    expect(json(await cli(`${line} --json`))).toMatchObject({ code });
    expect(tree('.')).toEqual(before);
  });
});
