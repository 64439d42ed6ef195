import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { readdir, rename, truncate, unlink } from 'node:fs/promises';
import { get } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { VaultError } from '@ragnos-vault/errors';
import { ask, askRaw } from '../../spec/http-client.ts';
import { serveVaultFolder, type ServedVault } from '../../spec/served-vault.ts';
import { ARCHIVE, ARCHIVE_PATH, ARCHIVE_SHA256, SECRET, sha256 } from '../../spec/vault-folder.ts';
import type { RequestEvent } from './exchange.ts';

const FOR_EVER = 'public, max-age=31536000, immutable';
const BIG = 3 * 1024 * 1024 + 17;
const events: RequestEvent[] = [];
const errors: VaultError[] = [];
let vault: ServedVault;

beforeEach(async () => {
  events.length = 0;
  errors.length = 0;
  vault = await serveVaultFolder({
    onRequest: (event) => events.push(event),
    onError: (error) => errors.push(error),
  });
});
afterEach(async () => {
  await vault.stop();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const settle = () => pause(30);
const openFiles = async (): Promise<number> => (await readdir('/proc/self/fd')).length;

describe('files', () => {
  it.each([
    ['/metadata/timestamp.json', '{"version":1}', 'application/json', 'no-cache'],
    ['/metadata/1.root.json', '{"root":1}', 'application/json', FOR_EVER],
    ['/metadata/root.json', '{"root":1}', 'application/json', 'no-cache'],
    ['/metadata/2.vendor-acme.json', '{"acme":2}', 'application/json', FOR_EVER],
    ['/targets/plain.bin', 'plain', 'application/octet-stream', 'no-cache'],
    ['/targets/empty', '', 'application/octet-stream', 'no-cache'],
    ['/targets/100%25.txt', 'percent', 'application/octet-stream', 'no-cache'],
    ['/targets/with%20space+plus', 'space', 'application/octet-stream', 'no-cache'],
    [`/${ARCHIVE_PATH}`, ARCHIVE.toString(), 'application/gzip', FOR_EVER],
  ])('serves %s', async (...[path, content, type, cache]) => {
    const expected = path.endsWith('.tgz') ? Buffer.from(ARCHIVE) : Buffer.from(content);
    const { status, headers, body } = await ask(vault.port, path);
    expect({ status, body }).toEqual({ status: 200, body: expected });
    expect(headers).toMatchObject({
      'content-type': type,
      'cache-control': cache,
      'content-length': String(expected.length),
      'accept-ranges': 'bytes',
      etag: `"${sha256(expected)}"`,
    });
    expect(headers['content-encoding']).toBeUndefined();
    const head = await ask(vault.port, path, { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, body: Buffer.alloc(0) });
    expect(head.headers).toMatchObject({ etag: headers.etag, 'content-length': String(expected.length) });
  });

  it('streams a large file, and tags a hash-named one with its name', async () => {
    const bytes = randomBytes(BIG);
    await vault.write(`targets/${sha256(bytes)}.big.tgz`, bytes);
    const { status, headers, body } = await ask(vault.port, `/targets/${sha256(bytes)}.big.tgz`);
    expect(status).toBe(200);
    expect(body.equals(bytes)).toBe(true);
    expect(headers).toMatchObject({ etag: `"${sha256(bytes)}"`, 'content-length': String(BIG) });
    const part = await ask(vault.port, `/targets/${sha256(bytes)}.big.tgz`, {
      headers: { Range: `bytes=${BIG - 700_000}-`, 'If-Range': `"${sha256(bytes)}"` },
    });
    expect(part.status).toBe(206);
    expect(part.body.equals(bytes.subarray(-700_000))).toBe(true);
  });

  it('does not take the digest in a small file’s name for its content', async () => {
    await vault.write(`targets/${ARCHIVE_SHA256}.other`, 'not that');
    const { headers } = await ask(vault.port, `/targets/${ARCHIVE_SHA256}.other`);
    expect(headers.etag).toBe(`"${sha256('not that')}"`);
  });

  it('shows a file that a rename replaced at once, with a new entity tag, small or large', async () => {
    const sizes = new Map([
      ['metadata/timestamp.json', 10],
      ['targets/large.bin', 100_000],
    ]);
    for (const [path, size] of sizes) await vault.write(path, 'a'.repeat(size));
    await pause(2_200);
    for (const [path, size] of sizes) {
      let last = await ask(vault.port, `/${path}`);
      for (const letter of 'bcdefghij') {
        await ask(vault.port, `/${path}`);
        const next = await vault.write(`${path}.tmp`, letter.repeat(size));
        await rename(next, join(vault.repositoryDir, path));
        const headers = {
          'If-None-Match': last.headers.etag!,
          'If-Modified-Since': new Date().toUTCString(),
        };
        const seen = await ask(vault.port, `/${path}`, { headers });
        expect(seen.status).toBe(200);
        expect(seen.body.toString()).toBe(letter.repeat(size));
        expect(seen.headers.etag).not.toBe(last.headers.etag);
        last = seen;
      }
    }
  });

  it('sees a file written in place, and one that is gone', async () => {
    await ask(vault.port, '/targets/plain.bin');
    const path = await vault.write('targets/plain.bin', 'other');
    expect((await ask(vault.port, '/targets/plain.bin')).body.toString()).toBe('other');
    await unlink(path);
    expect((await ask(vault.port, '/targets/plain.bin')).status).toBe(404);
  });
});

describe('the spelling of tough, with the digest before the whole path', () => {
  const spelt = `/targets/${ARCHIVE_SHA256}.plugins/acme/hello/1.0.0/hello-1.0.0.tgz`;

  it('answers as at the place where the target lies', async () => {
    const there = await ask(vault.port, `/${ARCHIVE_PATH}`);
    const here = await ask(vault.port, spelt);
    expect(here).toMatchObject({ status: 200, body: Buffer.from(ARCHIVE) });
    for (const name of ['etag', 'cache-control', 'content-type', 'content-length', 'accept-ranges']) {
      expect(here.headers[name]).toBe(there.headers[name]);
    }
    expect(await ask(vault.port, spelt, { method: 'HEAD' })).toMatchObject({
      status: 200,
      body: Buffer.alloc(0),
    });
    const part = await ask(vault.port, spelt, { headers: { Range: 'bytes=60-' } });
    expect({ status: part.status, body: part.body.toString() }).toEqual({ status: 206, body: 'cdef' });
    const again = await ask(vault.port, spelt, { headers: { 'If-None-Match': there.headers.etag! } });
    expect(again.status).toBe(304);
  });

  it('answers a large file, SHA-512, and names that tough must encode', async () => {
    const bytes = randomBytes(100_000);
    const sha512 = createHash('sha512').update(bytes).digest('hex');
    await vault.write(`targets/a b/c+d/${sha512}.e%f.tgz`, bytes);
    const { status, headers, body } = await ask(vault.port, `/targets/${sha512}.a%20b/c+d/e%25f.tgz`);
    expect({ status, etag: headers.etag }).toEqual({ status: 200, etag: `"${sha512}"` });
    expect(body.equals(bytes)).toBe(true);
  });

  it('lets a file that lies at the very place go first', async () => {
    await vault.write(spelt.slice(1), 'itself');
    expect((await ask(vault.port, spelt)).body.toString()).toBe('itself');
  });

  it.each([
    `/targets/${'0'.repeat(64)}.plugins/acme/hello/1.0.0/hello-1.0.0.tgz`,
    `/targets/${ARCHIVE_SHA256}.plugins/acme/hello/1.0.0/${ARCHIVE_SHA256}.hello-1.0.0.tgz`,
    `/targets/${ARCHIVE_SHA256}..git/config`,
    `/targets/${ARCHIVE_SHA256}.keys/root.json`,
    `/metadata/${ARCHIVE_SHA256}.plugins/acme/hello/1.0.0/hello-1.0.0.tgz`,
  ])('finds nothing at %s', async (path) => {
    await vault.write(`targets/.git/${ARCHIVE_SHA256}.config`, SECRET);
    await vault.write(`../keys/${ARCHIVE_SHA256}.root.json`, SECRET);
    const { status, body } = await ask(vault.port, path);
    expect(status).toBe(404);
    expect(body.toString()).not.toContain(SECRET);
  });

  it('refuses encoded separators there as everywhere', async () => {
    const path = spelt.replace('.plugins/', '.plugins%2f');
    expect((await ask(vault.port, path)).status).toBe(400);
  });
});

describe('conditions and ranges', () => {
  it('answers 304 without a body where the client has the file', async () => {
    const { headers } = await ask(vault.port, '/metadata/timestamp.json');
    const again = await ask(vault.port, '/metadata/timestamp.json', {
      headers: { 'If-None-Match': `W/${headers.etag!}` },
    });
    expect(again).toMatchObject({ status: 304, body: Buffer.alloc(0) });
    expect(again.headers).toMatchObject({
      etag: headers.etag,
      'cache-control': 'no-cache',
      'x-frame-options': 'DENY',
    });
    const dated = { 'If-Modified-Since': new Date().toUTCString() };
    await pause(1_200);
    const { headers: settled } = await ask(vault.port, '/metadata/1.root.json');
    expect(settled['last-modified']).toMatch(/ GMT$/);
    const since = { 'If-Modified-Since': settled['last-modified']! };
    expect((await ask(vault.port, '/metadata/1.root.json', { headers: since })).status).toBe(304);
    expect((await ask(vault.port, '/metadata/timestamp.json', { headers: dated })).status).toBe(200);
  });

  it.each([
    ['bytes=0-0', 206, '0', 'bytes 0-0/64'],
    ['bytes=10-12', 206, 'abc', 'bytes 10-12/64'],
    ['bytes=-10', 206, '6789abcdef', 'bytes 54-63/64'],
    ['bytes=60-9999999999999999999999', 206, 'cdef', 'bytes 60-63/64'],
    ['bytes=64-', 416, undefined, 'bytes */64'],
    ['bytes=-0', 416, undefined, 'bytes */64'],
    ['bytes=10-5', 200, undefined, undefined],
    ['bytes=0-1,4-5', 200, undefined, undefined],
    ['bytes=x', 200, undefined, undefined],
  ])('answers Range %s with %i', async (...[range, status, content, contentRange]) => {
    const reply = await ask(vault.port, `/${ARCHIVE_PATH}`, { headers: { Range: range } });
    expect(reply.status).toBe(status);
    expect(reply.headers['content-range']).toBe(contentRange);
    expect(reply.headers['content-length']).toBe(String(reply.body.length));
    if (status === 206) expect(reply.body.toString()).toBe(content);
    if (status === 200) expect(reply.body.equals(ARCHIVE)).toBe(true);
    if (status === 416) expect(reply.headers['cache-control']).toBe('no-store');
    const head = await ask(vault.port, `/${ARCHIVE_PATH}`, { method: 'HEAD', headers: { Range: range } });
    expect(head).toMatchObject({ status: 200 });
    expect(head.headers['content-length']).toBe('64');
  });

  it('answers 412 where If-Match names another content', async () => {
    const reply = await ask(vault.port, '/targets/plain.bin', { headers: { 'If-Match': '"x"' } });
    expect(reply).toMatchObject({ status: 412, body: Buffer.from('precondition failed\n') });
  });
});

describe('everything else', () => {
  it.each(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND'])(
    'answers %s with the headers that stand on every response',
    async (method) => {
      for (const path of ['/metadata/timestamp.json', '/nothing', '/healthz', '/%']) {
        const { headers, status, body } = await ask(vault.port, path, { method });
        expect(headers).toMatchObject({
          'x-content-type-options': 'nosniff',
          'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
          'referrer-policy': 'no-referrer',
          'x-frame-options': 'DENY',
          'cross-origin-resource-policy': 'cross-origin',
          'x-dns-prefetch-control': 'off',
          'x-permitted-cross-domain-policies': 'none',
          'access-control-allow-origin': '*',
          'access-control-expose-headers': 'ETag, Content-Length, Content-Range, Accept-Ranges',
        });
        if (status === 204) continue;
        expect(headers['content-length']).toBeDefined();
        if (method !== 'HEAD') expect(headers['content-length']).toBe(String(body.length));
      }
    },
  );

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'TRACE'])('refuses %s and changes nothing', async (method) => {
    const reply = await ask(vault.port, '/metadata/timestamp.json', { method });
    expect(reply).toMatchObject({ status: 405 });
    expect(reply.headers).toMatchObject({ allow: 'GET, HEAD, OPTIONS', 'cache-control': 'no-store' });
    expect((await ask(vault.port, '/metadata/timestamp.json')).body.toString()).toBe('{"version":1}');
  });

  it('answers a preflight', async () => {
    const { status, headers, body } = await ask(vault.port, '/targets/plain.bin', {
      method: 'OPTIONS',
      headers: { Origin: 'https://app.example', 'Access-Control-Request-Method': 'GET' },
    });
    expect({ status, body }).toEqual({ status: 204, body: Buffer.alloc(0) });
    expect(headers['access-control-allow-methods']).toBe('GET, HEAD');
    expect(headers['access-control-allow-headers']).toContain('Range');
    expect(headers['content-length']).toBeUndefined();
  });

  it('never lets the absence of a next root be remembered', async () => {
    const { status, headers, body } = await ask(vault.port, '/metadata/2.root.json');
    expect(status).toBe(404);
    expect(headers['cache-control']).toBe('no-store');
    expect(body.toString()).toBe('not found\n');
    await vault.write('metadata/2.root.json', '{"root":2}');
    expect((await ask(vault.port, '/metadata/2.root.json')).body.toString()).toBe('{"root":2}');
  });

  it('is healthy while there is a timestamp', async () => {
    const up = await ask(vault.port, '/healthz');
    expect({ status: up.status, body: up.body.toString() }).toEqual({ status: 200, body: '{"status":"ok"}' });
    expect(up.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    await unlink(join(vault.repositoryDir, 'metadata/timestamp.json'));
    expect(await ask(vault.port, '/healthz')).toMatchObject({ status: 503 });
  });

  it('tells each request to the access log', async () => {
    await ask(vault.port, '/metadata/timestamp.json?token=x');
    await ask(vault.port, '/metadata/timestamp.json', { method: 'HEAD' });
    await ask(vault.port, '/%9B31m', { method: 'GET' });
    for (let i = 0; i < 100 && events.length < 3; i += 1) await settle();
    expect(events).toEqual([
      {
        method: 'GET',
        path: '/metadata/timestamp.json',
        status: 200,
        bytes: 13,
        durationMs: expect.any(Number),
      },
      {
        method: 'HEAD',
        path: '/metadata/timestamp.json',
        status: 200,
        bytes: 0,
        durationMs: expect.any(Number),
      },
      { method: 'GET', path: '/%9B31m', status: 400, bytes: 12, durationMs: expect.any(Number) },
    ]);
  });
});

describe('robustness', () => {
  const bigPath = '/targets/big.bin';
  const paused = () =>
    new Promise<{ readonly rest: () => Promise<Buffer>; readonly leave: () => void }>((resolve) => {
      const request = get(
        { port: vault.port, host: '127.0.0.1', path: bigPath, agent: false },
        (response) => {
          response.pause();
          const chunks: Buffer[] = [];
          const rest = () =>
            new Promise<Buffer>((done, fail) => {
              response.on('data', (chunk: Buffer) => chunks.push(chunk));
              response.on('end', () => done(Buffer.concat(chunks)));
              response.on('error', fail);
              response.resume();
            });
          resolve({ rest, leave: () => request.destroy() });
        },
      );
      request.on('error', () => undefined);
    });

  it('sends the file it opened when another takes its name, or nothing does', async () => {
    const bytes = randomBytes(8 * BIG);
    const path = await vault.write('targets/big.bin', bytes);
    const first = await paused();
    await rename(await vault.write('targets/.next', 'small'), path);
    const second = (await ask(vault.port, bigPath)).body.toString();
    expect((await first.rest()).equals(bytes)).toBe(true);
    expect(second).toBe('small');
  });

  it('cuts the connection when a file shrinks while it is sent, says so, and lives', async () => {
    const path = await vault.write('targets/big.bin', randomBytes(16 * BIG));
    const download = await paused();
    await truncate(path, 100);
    await expect(download.rest()).rejects.toThrow();
    for (let i = 0; i < 100 && errors.length === 0; i += 1) await settle();
    expect(errors).toMatchObject([{ code: 'ERR_IO' }]);
    expect((await ask(vault.port, '/healthz')).status).toBe(200);
  });

  it('lets go of the file when clients leave, and calls that no error', async () => {
    await vault.write('targets/big.bin', randomBytes(8 * BIG));
    const before = await openFiles();
    const downloads = await Promise.all(Array.from({ length: 8 }, paused));
    expect(await openFiles()).toBeGreaterThan(before);
    for (const download of downloads) download.leave();
    for (let i = 0; i < 100 && (await openFiles()) > before; i += 1) await settle();
    expect(await openFiles()).toBeLessThanOrEqual(before);
    expect(errors).toEqual([]);
    expect(events.filter(({ status }) => status === 200)).toHaveLength(8);
  });

  it('opens one file at a time for a connection that pipelines, and answers in order', async () => {
    await vault.write('targets/big.bin', randomBytes(BIG));
    const before = await openFiles();
    const one = `GET ${bigPath} HTTP/1.1\r\nHost: x\r\n\r\n`;
    const flood = connect(vault.port, '127.0.0.1').pause();
    flood.write(one.repeat(200));
    await pause(100);
    expect(await openFiles()).toBeLessThan(before + 10);
    flood.destroy();
    const two = await askRaw(
      vault.port,
      'GET /metadata/1.root.json HTTP/1.1\r\nHost: x\r\n\r\nGET /metadata/timestamp.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n',
    );
    expect(two).toMatch(/\{"root":1\}HTTP\/1\.1 200 OK[^]*\{"version":1\}$/);
    for (let i = 0; i < 100 && (await openFiles()) > before; i += 1) await settle();
    expect(await openFiles()).toBeLessThanOrEqual(before);
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['a NUL in the path', 'GET /targets/a\0b HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['a byte that steers a terminal', 'GET /targets/\x9b31m HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['no Host', 'GET /metadata/timestamp.json HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['endless headers', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
    ['an endless path', `GET /${'x'.repeat(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    [
      'an unknown expectation',
      'GET /healthz HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\nConnection: close\r\n\r\n',
      200,
    ],
    [
      'an upgrade',
      'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: upgrade, close\r\nUpgrade: websocket\r\n\r\n',
      200,
    ],
    ['HTTP/1.0', 'GET /healthz HTTP/1.0\r\n\r\n', 200],
    ['the absolute form', 'GET http://x/healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 200],
    ['the asterisk form', 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 204],
  ])('answers %s in one way, with the usual headers', async (_, bytes, status) => {
    const reply = await askRaw(vault.port, bytes);
    expect(reply).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(reply).toContain('X-Content-Type-Options: nosniff\r\n');
    expect(reply).not.toContain(SECRET);
  });

  it('answers a client that has closed its half', async () => {
    const bytes = randomBytes(BIG);
    await vault.write('targets/big.bin', bytes);
    for (const [path, length] of [
      ['/targets/plain.bin', 5],
      [bigPath, BIG],
    ] as const) {
      const reply = await askRaw(vault.port, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`, { halfClose: true });
      expect(reply.slice(reply.indexOf('\r\n\r\n') + 4)).toHaveLength(length);
    }
  });

  it('hangs up on a flood of requests that waits for no answer', async () => {
    const flood = connect(vault.port, '127.0.0.1');
    flood.on('error', () => undefined);
    const isClosed = new Promise((resolve) => flood.once('close', resolve));
    flood.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(5_000));
    flood.resume();
    await isClosed;
    expect((await ask(vault.port, '/healthz')).status).toBe(200);
  });

  it('survives CONNECT and clients that leave in the middle', async () => {
    await askRaw(vault.port, 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n', { silenceMs: 200 });
    await vault.write('targets/big.bin', randomBytes(BIG));
    for (const path of ['/healthz', bigPath]) {
      await askRaw(vault.port, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`, { silenceMs: 1 });
    }
    expect((await ask(vault.port, '/healthz')).status).toBe(200);
    expect(errors).toEqual([]);
  });
});
