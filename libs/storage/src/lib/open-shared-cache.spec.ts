import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openTrustedClient } from '@ragnos-vault/metadata';
import { RepositorySimulator } from '@ragnos-vault/testing';
import { openSharedCache } from './open-shared-cache.ts';

const child = (name: string) => fileURLToPath(new URL(`../../children/${name}.ts`, import.meta.url));

// Fifty real processes on a busy machine.
jest.setTimeout(300_000);

let dir: string;
let trust: string;
let sim: RepositorySimulator;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'shared-cache-'));
  trust = join(dir, 'trust', 'id');
  sim = new RepositorySimulator(new Date());
  sim.addTarget('a', Buffer.from('a'));
  await sim.publish();
  writeFileSync(join(dir, 'root.json'), sim.trustedRoot);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function run(
  name: string,
  ...args: readonly string[]
): Promise<{ code: number | null; out: string; err: string }> {
  const env = { ...process.env, NODE_COMPILE_CACHE: join(dir, 'compiled') };
  const started = spawn(process.execPath, [child(name), ...args], { env });
  const said = { out: '', err: '' };
  started.stdout.on('data', (chunk) => void (said.out += String(chunk)));
  started.stderr.on('data', (chunk) => void (said.err += String(chunk)));
  const [code] = (await once(started, 'close')) as [number | null];
  return { code, ...said };
}

/** Serves the simulator, which publishes anew after each of the first `moves` requests for a timestamp. */
async function serve(moves: number): Promise<{ server: Server; url: string }> {
  let moved = 0;
  let publishing = Promise.resolve();
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '').slice(1));
    const bytes = sim.files.get(path);
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
    if (path !== 'metadata/timestamp.json' || moved >= moves) return;
    moved += 1;
    publishing = publishing.then(() => sim.publish());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function versionIn(name: string): number {
  return (JSON.parse(readFileSync(join(trust, name), 'utf8')) as { signed: { version: number } }).signed
    .version;
}

/** Reads the timestamp over and over: it is whole whenever it is read, and its version never falls. */
async function watch(signal: AbortSignal): Promise<readonly number[]> {
  const versions: number[] = [];
  while (!signal.aborted) {
    await sleep(2);
    if (existsSync(join(trust, 'timestamp.json'))) versions.push(versionIn('timestamp.json'));
  }
  return versions;
}

describe('a cache that processes share', () => {
  it('serves fifty of them at once while the repository moves on: all succeed, no floor is lowered', async () => {
    const { server, url } = await serve(30);
    const end = new AbortController();
    const watched = watch(end.signal);
    const ends = await Promise.all(
      Array.from({ length: 50 }, () => run('refresh-shared', url, trust, join(dir, 'root.json'))),
    );
    end.abort();
    server.close();
    server.closeAllConnections();
    expect(ends.map(({ code, err }) => ({ code, err }))).toEqual(ends.map(() => ({ code: 0, err: '' })));
    const versions = await watched;
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(new Set(versions).size).toBeGreaterThan(1);
    for (const name of ['timestamp.json', 'snapshot.json', 'targets.json']) expect(versionIn(name)).toBe(31);
    expect(Math.max(...ends.map(({ out }) => Number(out)))).toBe(31);
  });

  it('is free, and clean, after a process that was killed while it changed it', async () => {
    const open = () =>
      openTrustedClient(
        { trustedRoot: sim.trustedRoot, now: new Date() },
        { fetcher: sim, cache: openSharedCache(trust) },
      );
    await open().refresh();
    expect(await run('die-in-cache', trust)).toMatchObject({ code: null });
    expect(readdirSync(trust)).toContain('timestamp.json.0.tmp');
    await sim.publish();
    expect(await open().refresh()).toMatchObject({ timestamp: { version: 2 } });
    expect(readdirSync(trust).sort()).toEqual([
      'last-refresh',
      'snapshot.json',
      'targets.json',
      'timestamp.json',
    ]);
  });

  it('is private, keeps its lock outside, and says where a file lies', async () => {
    const cache = openSharedCache(trust);
    expect(await cache.read('timestamp.json')).toBeUndefined();
    await cache.exclusive(() => cache.write('timestamp.json', Buffer.from('x')));
    if (process.platform !== 'win32') expect(statSync(trust).mode & 0o777).toBe(0o700);
    expect(readdirSync(trust)).toEqual(['timestamp.json']);
    expect(readdirSync(join(dir, 'trust')).sort()).toEqual(['id', 'id.lock']);
    expect(cache.pathOf?.('timestamp.json')).toBe(join(trust, 'timestamp.json'));
  });

  it('answers what the system says with ERR_IO', async () => {
    writeFileSync(join(dir, 'file'), '');
    const cache = openSharedCache(join(dir, 'file', 'trust'));
    await expect(cache.exclusive(() => Promise.resolve())).rejects.toMatchObject({ code: 'ERR_IO' });
    await expect(openSharedCache(dir).read('.')).rejects.toMatchObject({ code: 'ERR_IO' });
  });
});
