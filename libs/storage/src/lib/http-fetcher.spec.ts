import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@ragnos-vault/crypto';
import type { VaultError } from '@ragnos-vault/errors';
import { httpFetcher } from './http-fetcher.ts';
import type { HttpFetcherOptions } from './http-fetcher.ts';

/** Quick to try again, and patient: on a loaded machine a short deadline would answer instead of the server. */
const FAST: HttpFetcherOptions = {
  idleTimeoutMs: 10_000,
  totalTimeoutMs: 30_000,
  backoffMs: 2,
  maxRetryAfterMs: 40,
};
const CONTENT = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7) % 251));
const WHOLE = sha256Hex(CONTENT);
const FILE = 'metadata/timestamp.json';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

async function serve(listener: RequestListener): Promise<{ url: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** Answers the k-th request with the k-th step, and all later ones with the last. */
function inTurn(...steps: readonly RequestListener[]): RequestListener {
  let turn = 0;
  return (request, response) => {
    const step = steps[Math.min(turn, steps.length - 1)]!;
    turn += 1;
    step(request, response);
  };
}

const ok: RequestListener = (_, response) => void response.end(CONTENT);
const status =
  (code: number, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(code, headers).end('no');

function dropAfter(bytes: number, headers: Record<string, string> = {}): RequestListener {
  return (_, response) => {
    response.writeHead(200, { 'content-length': String(CONTENT.length), ...headers });
    response.write(CONTENT.subarray(0, bytes), () => setTimeout(() => response.destroy(), 10));
  };
}

function sendRange(request: IncomingMessage, response: ServerResponse, content = CONTENT): void {
  const start = Number(/^bytes=([0-9]+)-$/.exec(request.headers.range ?? '')?.[1]);
  response.writeHead(206, { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` });
  response.end(content.subarray(start));
}

/** The SHA-256 of what a fetcher delivers. */
async function read(
  url: string,
  options: { maxLength?: number; path?: string; signal?: AbortSignal; timing?: HttpFetcherOptions } = {},
): Promise<string | undefined> {
  const { maxLength = CONTENT.length, path = FILE, signal, timing = {} } = options;
  const fetcher = httpFetcher(url, { ...FAST, ...timing });
  const stream = await fetcher.get(path, { maxLength, ...(signal && { signal }) });
  if (stream === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return sha256Hex(Buffer.concat(chunks));
}

async function failureOf(work: Promise<unknown>): Promise<VaultError> {
  return work.then(
    () => {
      throw new Error('it should have failed');
    },
    (error: unknown) => error as VaultError,
  );
}

describe('httpFetcher', () => {
  it('reads a file below any prefix, and encodes each segment exactly once', async () => {
    const { url, requests } = await serve(ok);

    expect(await read(`${url}/a%20b/repo/`, { path: 'targets/x y/a#b%41?.txt' })).toBe(WHOLE);

    expect(requests[0]?.url).toBe('/a%20b/repo/targets/x%20y/a%23b%2541%3F.txt');
    expect(requests[0]?.headers['accept-encoding']).toBe('identity');
  });

  it('asks for a role whose name comes encoded as it is', async () => {
    const { url, requests } = await serve(ok);
    await read(`${url}/repo`, { path: 'metadata/1.%2E%2E%2Frole.json' });
    expect(requests[0]?.url).toBe('/repo/metadata/1.%2E%2E%2Frole.json');
  });

  it('reads an empty file', async () => {
    const { url } = await serve((_, response) => void response.end());
    expect(await read(url, { maxLength: 0 })).toBe(sha256Hex(Buffer.alloc(0)));
  });

  it.each(['', '/etc/passwd', 'a/../b', 'a//b', './a', 'a/.', 'a\\b', 'a\nb', 'a\0', '\ud800'])(
    'refuses the path %j without a request',
    async (path) => {
      const { url, requests } = await serve(ok);
      await expect(read(url, { path })).rejects.toMatchObject({ code: 'ERR_FETCH_REFUSED' });
      expect(requests).toHaveLength(0);
    },
  );

  it.each([
    'http://',
    'ftp://host/',
    'http://host/?x=1',
    'http://host/?',
    'http://host/#x',
    'http://%zz:b@host/',
  ])('refuses the address %s', (url) => {
    expect(() => httpFetcher(url)).toThrow(expect.objectContaining({ code: 'ERR_USAGE' }));
  });

  it.each([
    { path: FILE, code: 404 },
    { path: FILE, code: 410 },
    { path: 'metadata/2.root.json', code: 403 },
  ])('takes $code for "not there" at $path, after one request', async ({ path, code }) => {
    const { url, requests } = await serve(status(code));
    expect(await read(url, { path })).toBeUndefined();
    expect(requests).toHaveLength(1);
  });

  it('uses one connection for many files, there or not', async () => {
    const gone = status(404, { 'content-length': '2' });
    const { url, requests } = await serve(inTurn(ok, gone, ok));
    const fetcher = httpFetcher(url, FAST);
    for (let count = 0; count < 3; count += 1) {
      const stream = await fetcher.get(FILE, { maxLength: CONTENT.length });
      if (stream !== undefined) for await (const chunk of stream) expect(chunk.length).toBeGreaterThan(0);
    }
    expect(new Set(requests.map(({ socket }) => socket)).size).toBe(1);
  });

  it('does not wait for the body of an answer that says "not there"', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(404, { 'content-length': '1000000000' }).write('x');
    });
    const started = performance.now();
    expect(await read(url)).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(FAST.idleTimeoutMs! / 2);
  });

  it.each([400, 401, 403, 405, 206, 304])('fails at once on %d', async (code) => {
    const { url, requests } = await serve(status(code));
    await expect(read(url)).rejects.toMatchObject({ code: 'ERR_FETCH_FAILED', facts: { status: code } });
    expect(requests).toHaveLength(1);
  });
});

describe('httpFetcher and an unreliable server', () => {
  it.each([500, 502, 503, 408, 429])('tries again after %d', async (code) => {
    const { url, requests } = await serve(inTurn(status(code), status(code), ok));
    expect(await read(url)).toBe(WHOLE);
    expect(requests).toHaveLength(3);
  });

  it('gives up after three attempts, and says why', async () => {
    const { url, requests } = await serve(status(500));
    await expect(read(url)).rejects.toMatchObject({ code: 'ERR_FETCH_FAILED', facts: { status: 500 } });
    expect(requests).toHaveLength(3);
  });

  it('waits as long as Retry-After asks', async () => {
    const { url } = await serve(inTurn(status(429, { 'retry-after': '1' }), ok));
    const started = performance.now();
    expect(await read(url, { timing: { maxRetryAfterMs: 60 } })).toBe(WHOLE);
    expect(performance.now() - started).toBeGreaterThan(55);
  });

  it('waits until the date that Retry-After names, but never longer than the cap', async () => {
    const { url } = await serve(inTurn(status(503, { 'retry-after': 'Fri, 31 Dec 2100 23:59:59 GMT' }), ok));
    expect(await read(url)).toBe(WHOLE);
  });

  it('tries again where nothing listens, then fails with the cause', async () => {
    const { url } = await serve(ok);
    await close();
    const error = await failureOf(read(url));
    expect(error.code).toBe('ERR_FETCH_FAILED');
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  async function close(): Promise<void> {
    const server = servers.pop()!;
    server.close();
    await once(server, 'close');
  }

  it('resumes a dropped body with Range and If-Range', async () => {
    const { url, requests } = await serve(inTurn(dropAfter(90_000, { etag: '"v1"' }), sendRange));
    expect(await read(url)).toBe(WHOLE);
    expect(requests).toHaveLength(2);
    expect(requests[1]?.headers).toMatchObject({ range: 'bytes=90000-', 'if-range': '"v1"' });
  });

  it.each([{ 'content-length': '200000' }, { 'transfer-encoding': 'chunked' }])(
    'resumes a body that was dropped before anybody read it: %j',
    async (headers) => {
      const cut: RequestListener = (_, response) => {
        response.writeHead(200, { ...headers, etag: '"v1"' });
        response.write(CONTENT.subarray(0, 10), () => setTimeout(() => response.destroy(), 10));
      };
      const { url, requests } = await serve(
        inTurn(cut, (request, response) => {
          if (request.headers.range === undefined) response.setHeader('etag', '"v1"').end(CONTENT);
          else sendRange(request, response);
        }),
      );
      const stream = await httpFetcher(url, FAST).get(FILE, { maxLength: CONTENT.length });
      await sleep(60);
      const chunks: Uint8Array[] = [];
      for await (const chunk of stream!) chunks.push(chunk);
      expect(sha256Hex(Buffer.concat(chunks))).toBe(WHOLE);
      expect(requests).toHaveLength(2);
    },
  );

  it('skips what it has when the server answers a range request with the whole file', async () => {
    const { url, requests } = await serve(inTurn(dropAfter(90_000, { etag: '"v1"' }), ok));
    // The second answer names no ETag, so it cannot be proven to be the same file.
    await expect(read(url)).rejects.toMatchObject({ code: 'ERR_FETCH_FAILED' });
    expect(requests).toHaveLength(2);

    const same: RequestListener = (_, response) => void response.setHeader('etag', '"v1"').end(CONTENT);
    const again = await serve(inTurn(dropAfter(90_000, { etag: '"v1"' }), same));
    expect(await read(again.url)).toBe(WHOLE);
  });

  it.each([{}, { etag: 'W/"v1"' }])(
    'starts over, skipping what it has, without a strong ETag: %j',
    async (headers) => {
      const { url, requests } = await serve(inTurn(dropAfter(90_000, headers), ok));
      expect(await read(url)).toBe(WHOLE);
      expect(requests[1]?.headers.range).toBeUndefined();
    },
  );

  it('fails when the file changed between two attempts', async () => {
    const other: RequestListener = (_, response) => void response.setHeader('etag', '"v2"').end(CONTENT);
    const { url } = await serve(inTurn(dropAfter(90_000, { etag: '"v1"' }), other));
    await expect(read(url)).rejects.toMatchObject({ code: 'ERR_FETCH_FAILED' });
  });

  it('fails when the file became shorter than what was delivered', async () => {
    const short: RequestListener = (_, response) => void response.end(CONTENT.subarray(0, 10));
    const { url } = await serve(inTurn(dropAfter(90_000), short));
    await expect(read(url)).rejects.toMatchObject({ code: 'ERR_FETCH_FAILED' });
  });

  it('fails when the server answers with another range', async () => {
    const wrong: RequestListener = (_, response) =>
      void response.writeHead(206, { 'content-range': 'bytes 5-199999/200000' }).end(CONTENT.subarray(5));
    const { url } = await serve(inTurn(dropAfter(90_000, { etag: '"v1"' }), wrong));
    await expect(read(url)).rejects.toMatchObject({ code: 'ERR_FETCH_FAILED' });
  });

  it('asks for the whole file once more where the range is refused', async () => {
    const { url, requests } = await serve(inTurn(dropAfter(90_000, { etag: '"v1"' }), status(416), ok));
    expect(await read(url)).toBe(WHOLE);
    expect(requests).toHaveLength(3);
  });

  it('fails when the file goes away half-way', async () => {
    const { url } = await serve(inTurn(dropAfter(90_000, { etag: '"v1"' }), status(404)));
    await expect(read(url)).rejects.toMatchObject({ code: 'ERR_FETCH_FAILED' });
  });

  it('counts attempts anew as long as the file makes progress', async () => {
    const dropLater: RequestListener = (request, response) => {
      const start = Number(/[0-9]+/.exec(request.headers.range ?? 'bytes=0-')?.[0]);
      const range = { 'content-range': `bytes ${start}-${CONTENT.length - 1}/${CONTENT.length}` };
      const rest = CONTENT.subarray(start);
      response.writeHead(start === 0 ? 200 : 206, {
        etag: '"v1"',
        'content-length': String(rest.length),
        ...(start > 0 && range),
      });
      if (rest.length <= 66_000) response.end(rest);
      else response.write(rest.subarray(0, 66_000), () => setTimeout(() => response.destroy(), 10));
    };
    const { url, requests } = await serve(dropLater);
    expect(await read(url, { timing: { attempts: 2 } })).toBe(WHOLE);
    expect(requests).toHaveLength(4);
  });

  it('gives up on a server that drops every connection without progress', async () => {
    const { url, requests } = await serve((request) => void request.socket.destroy());
    await expect(read(url)).rejects.toMatchObject({ code: 'ERR_FETCH_FAILED' });
    expect(requests).toHaveLength(3);
  });
});

describe('httpFetcher and time', () => {
  it('tries again when the headers do not come', async () => {
    const { url } = await serve(inTurn(() => undefined, ok));
    expect(await read(url, { timing: { idleTimeoutMs: 1500 } })).toBe(WHOLE);
  });

  it('tries again when the body stops flowing', async () => {
    const stall: RequestListener = (_, response) => {
      response.writeHead(200, { etag: '"v1"' });
      response.write(CONTENT.subarray(0, 100_000));
    };
    const { url } = await serve(inTurn(stall, sendRange));
    expect(await read(url, { timing: { idleTimeoutMs: 1500 } })).toBe(WHOLE);
  });

  it('lets a slow link finish, far beyond the idle deadline, as long as bytes flow', async () => {
    const drip: RequestListener = (_, response) => {
      const step = async () => {
        for (let at = 0; at < CONTENT.length; at += 25_000) {
          response.write(CONTENT.subarray(at, at + 25_000));
          await sleep(300);
        }
        response.end();
      };
      void step();
    };
    const { url, requests } = await serve(drip);
    const started = performance.now();
    expect(await read(url, { timing: { idleTimeoutMs: 2000 } })).toBe(WHOLE);
    expect(performance.now() - started).toBeGreaterThan(2000);
    expect(requests).toHaveLength(1);
  });

  it('stops a server that drips one byte at a time, at the total deadline', async () => {
    const drip: RequestListener = (_, response) => {
      const timer = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(timer));
    };
    const { url } = await serve(drip);
    await expect(read(url, { maxLength: 1000, timing: { totalTimeoutMs: 150 } })).rejects.toMatchObject({
      code: 'ERR_FETCH_FAILED',
    });
  });

  it('does not count the time that the reader takes', async () => {
    const { url } = await serve(ok);
    const stream = await httpFetcher(url, { ...FAST, totalTimeoutMs: 1500 }).get(FILE, {
      maxLength: CONTENT.length,
    });
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream!) {
      if (chunks.length < 2) await sleep(800);
      chunks.push(chunk);
    }
    expect(sha256Hex(Buffer.concat(chunks))).toBe(WHOLE);
  });

  it.each(['before the headers', 'in the body'])('ends at once when the caller cancels %s', async (when) => {
    const caller = new AbortController();
    const { url, requests } = await serve((_, response) => {
      if (when === 'in the body') response.write('begin');
      setTimeout(() => caller.abort(), 30);
    });
    const error = await failureOf(read(url, { signal: caller.signal }));
    expect(error).toMatchObject({ code: 'ERR_FETCH_FAILED', message: expect.stringContaining('cancelled') });
    expect(requests).toHaveLength(1);
  });

  it('closes the connection when the reader stops early', async () => {
    const closed: Promise<unknown>[] = [];
    const { url } = await serve((_, response) => {
      closed.push(once(response, 'close'));
      response.write(CONTENT);
    });
    const stream = await httpFetcher(url, FAST).get(FILE, { maxLength: 1e9 });
    for await (const chunk of stream!) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await closed[0];
  });
});

describe('httpFetcher and hostile servers', () => {
  it('stops an endless body at the first byte too many', async () => {
    let sent = 0;
    const { url, requests } = await serve((_, response) => {
      const more = (): void => {
        for (;;) {
          sent += CONTENT.length;
          if (response.destroyed || !response.write(CONTENT)) break;
        }
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    await expect(read(url)).rejects.toMatchObject({ code: 'ERR_TUF_LENGTH' });
    expect(sent).toBeLessThan(20_000_000);
    expect(requests).toHaveLength(1);
  });

  it('refuses a content-length that is too large before it reads the body', async () => {
    const { url } = await serve(ok);
    const fetcher = httpFetcher(url, FAST);
    await expect(fetcher.get(FILE, { maxLength: CONTENT.length - 1 })).rejects.toMatchObject({
      code: 'ERR_TUF_LENGTH',
      facts: { maxLength: CONTENT.length - 1 },
    });
  });

  it('counts bytes over all attempts', async () => {
    const rest: RequestListener = (_, response) => {
      response.writeHead(206, { 'content-range': 'bytes 90000-99999999/100000000' });
      response.write(CONTENT);
    };
    const { url } = await serve(inTurn(dropAfter(90_000, { etag: '"v1"' }), rest));
    await expect(read(url)).rejects.toMatchObject({ code: 'ERR_TUF_LENGTH' });
  });

  it.each(['gzip', 'br', 'x-unknown'])('refuses content-encoding %s', async (encoding) => {
    const { url, requests } = await serve((_, response) => {
      void response.writeHead(200, { 'content-encoding': encoding }).end('xx');
    });
    await expect(read(url)).rejects.toMatchObject({ code: 'ERR_FETCH_REFUSED' });
    expect(requests).toHaveLength(1);
  });

  it.each([301, 302, 303, 307, 308])('follows %d within the origin', async (code) => {
    const { url, requests } = await serve(inTurn(status(code, { location: '/elsewhere' }), ok));
    expect(await read(url)).toBe(WHOLE);
    expect(requests[1]?.url).toBe('/elsewhere');
  });

  it.each([
    'http://localhost:1/x',
    'https://other.example/x',
    'http://127.0.0.1:1/x',
    'file:///etc/passwd',
    'http://[',
    'https://user:secret@other.example/x?token=secret',
  ])('refuses a redirect to %s', async (location) => {
    const { url, requests } = await serve(status(302, { location }));
    const error = await failureOf(read(url));
    expect(error.code).toBe('ERR_FETCH_REFUSED');
    expect(JSON.stringify(error)).not.toContain('secret');
    expect(requests).toHaveLength(1);
  });

  it('tries https of the same host, without the credentials of http', async () => {
    const target = await serve(ok);
    const secure = target.url.replace('http:', 'https:');
    const { url } = await serve(status(302, { location: `${secure}/x` }));
    // The target speaks no TLS, so the attempt fails as a connection, not as a refusal.
    await expect(read(url)).rejects.toMatchObject({ code: 'ERR_FETCH_FAILED' });
    expect(target.requests).toHaveLength(0);
  });

  it('stops a redirect loop', async () => {
    const { url, requests } = await serve(status(302, { location: '/again' }));
    await expect(read(url)).rejects.toMatchObject({ code: 'ERR_FETCH_REFUSED' });
    expect(requests).toHaveLength(6);
  });
});

describe('httpFetcher and credentials', () => {
  it('sends them to their origin, percent-decoded, and never shows them', async () => {
    const { url, requests } = await serve(status(401));
    const error = await failureOf(read(url.replace('//', '//me:p%40ss@')));
    expect(requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
    expect(`${error.message}${JSON.stringify(error)}`).not.toMatch(/p(?:%40|@)ss/);
  });

  it('sends none where none were given', async () => {
    const { url, requests } = await serve(ok);
    await read(url);
    expect(requests[0]?.headers.authorization).toBeUndefined();
  });
});
