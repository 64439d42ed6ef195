import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createRepositoryServer } from '@ragnos-vault/server';
import { memoryIo } from '@ragnos-vault/testing';
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
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.ts';

const INSTALLED = 'plugins/current/acme/hello/index.js';
const closing: (() => Promise<unknown>)[] = [];
let dir: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'cli-mirror-'));
  mkdirSync(join(dir, 'hello'));
  writeFileSync(join(dir, 'hello/package.json'), '{"name":"@acme/hello","version":"1.0.0","type":"module"}');
  writeFileSync(join(dir, 'hello/index.js'), 'export const hello = 1;\n');
  expect(await cli('init --repo-dir vault --key-type ed25519')).toMatchObject({ code: 0 });
  expect(await cli('publish hello --repo-dir vault')).toMatchObject({ code: 0 });
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(dir, { recursive: true, force: true });
});

async function cli(line: string, env: Readonly<Record<string, string>> = {}) {
  const io = { ...memoryIo(dir), env };
  const code = await run(line.split(' '), io);
  return { code, out: io.out(), err: io.err() };
}

async function serve(folder: string): Promise<string> {
  const server = createRepositoryServer({ repositoryDir: join(dir, folder, 'repository') });
  closing.push(() => server.close());
  return (await server.listen({ port: 0, host: '127.0.0.1' })).url;
}

/** A proxy for http to whom every host is this machine. */
async function proxy(): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server: Server = createServer((from, to) => {
    asked.push(from.url ?? '');
    const { port, pathname } = new URL(from.url ?? '');
    request({ host: '127.0.0.1', port, path: pathname, headers: from.headers }, (answer) => {
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(to);
    }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const install = (options: string, env = {}) =>
  cli(`install @acme/hello --root vault/root.json ${options}`, env);

describe('install --mirror', () => {
  it('installs from a folder where the repository cannot be reached', async () => {
    const done = await install('--repo http://127.0.0.1:9 --mirror vault');
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(existsSync(join(dir, INSTALLED))).toBe(true);
  });

  it('installs from the third where the first lacks the archive and the second has other bytes', async () => {
    for (const name of ['lacking', 'lying']) cpSync(join(dir, 'vault'), join(dir, name), { recursive: true });
    const targets = 'repository/targets/plugins/acme/hello/1.0.0';
    const [archive = ''] = readdirSync(join(dir, 'vault', targets)).filter((name) => name.endsWith('.tgz'));
    rmSync(join(dir, 'lacking', targets, archive));
    const bytes = readFileSync(join(dir, 'lying', targets, archive));
    bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
    writeFileSync(join(dir, 'lying', targets, archive), bytes);
    const [lacking, lying, vault] = [await serve('lacking'), await serve('lying'), await serve('vault')];

    const refused = await install(`--repo ${lacking} --mirror ${lying} --json`);
    expect(refused.code).toBe(1);
    expect(existsSync(join(dir, INSTALLED))).toBe(false);

    const done = await install(`--repo ${lacking} --mirror ${lying} --mirror ${vault}`);
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(join(dir, INSTALLED), 'utf8')).toContain('hello = 1');
  });

  it('does not go with --map', async () => {
    expect(await cli('install @acme/hello --map map.json --mirror vault')).toMatchObject({ code: 2 });
  });
});

describe('install and proxies', () => {
  it('asks a host that only the proxy knows, and no proxy where NO_PROXY says so', async () => {
    const [url, through] = [await serve('vault'), await proxy()];
    const repo = url.replace('127.0.0.1', 'vault.test');
    const done = await install(`--repo ${repo}`, { HTTP_PROXY: through.url });
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(through.asked).toContain(`${repo.replace(/\/$/, '')}/metadata/timestamp.json`);

    const count = through.asked.length;
    const env = { HTTP_PROXY: through.url, NO_PROXY: '127.0.0.1' };
    expect(await install(`--repo ${url} --plugins-dir other`, env)).toMatchObject({ code: 0 });
    expect(through.asked).toHaveLength(count);
  });

  it('refuses a proxy that is none as a usage error, without its password', async () => {
    const failed = await install('--repo https://vault.test', {
      HTTPS_PROXY: 'socks5://me:s3cret@proxy.test',
    });
    expect(failed.code).toBe(2);
    expect(failed.err).toContain('HTTPS_PROXY');
    expect(failed.err + failed.out).not.toContain('s3cret');
  });
});
