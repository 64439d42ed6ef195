import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { VaultError } from '@ragnos-vault/errors';
import { selfSigned } from '../../spec/certificate.ts';
import { serverPark } from '../../spec/servers.ts';
import { httpFetcher } from './http-fetcher.ts';
import type { HttpTiming } from './http-transfer.ts';
import type { Environment } from './proxy-from-env.ts';

const FAST = { idleTimeoutMs: 5_000, totalTimeoutMs: 20_000, backoffMs: 2, maxRetryAfterMs: 40 };
const FILE = 'metadata/timestamp.json';
// No resolver knows these names: whoever asks for them without the proxy fails.
const ORIGIN = selfSigned(['vault.test', 'localhost']);
const STRANGER = selfSigned(['vault.test']);
const IMPOSTOR = selfSigned(['other.test']);
const CREDENTIALS = `Basic ${Buffer.from('me:s3cret').toString('base64')}`;

const park = serverPark();
const trusted = getCACertificates('default');
beforeAll(() => setDefaultCACertificates([...trusted, ORIGIN.cert, IMPOSTOR.cert]));
afterAll(() => setDefaultCACertificates(trusted));
afterEach(() => park.stop());

const ok: RequestListener = (_, response) => void response.end('content');

interface ReadOptions {
  readonly env: Environment;
  readonly timing?: Partial<HttpTiming>;
  readonly signal?: AbortSignal;
}

async function read(url: string, { env, timing, signal }: ReadOptions): Promise<string | undefined> {
  return readFrom(httpFetcher(url, { ...FAST, ...timing, env }), signal);
}

async function readFrom(
  fetcher: ReturnType<typeof httpFetcher>,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const stream = await fetcher.get(FILE, { maxLength: 1_000_000, ...(signal && { signal }) });
  if (stream === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function failureOf(work: Promise<unknown>): Promise<VaultError> {
  return work.then(
    () => {
      throw new Error('it should have failed');
    },
    (error: unknown) => error as VaultError,
  );
}

/** Ends when no connection is left; a test that does not end has found one. */
async function everyoneHungUp(): Promise<void> {
  while (park.sockets.size > 0) await sleep(5);
}

/** The credentials must not be found in anything that could be printed. */
function expectNoSecret(error: VaultError): void {
  const causes: unknown[] = [];
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    causes.push(cause.message, JSON.stringify(cause));
  }
  expect(causes.join()).not.toMatch(/s3cret|bWU6czNjcmV0/);
}

describe('httpFetcher and a proxy for http', () => {
  it('asks the proxy for the absolute address, in the name of the origin', async () => {
    const origin = await park.serve(ok);
    const proxy = await park.proxy();
    expect(await read(`http://vault.test:${origin.port}/x`, { env: { HTTP_PROXY: proxy.url } })).toBe(
      'content',
    );
    expect(proxy.requests[0]).toMatchObject({
      method: 'GET',
      url: `http://vault.test:${origin.port}/x/${FILE}`,
      headers: { host: `vault.test:${origin.port}` },
    });
    expect(proxy.tunnels).toEqual([]);
    expect(origin.requests).toHaveLength(1);
  });

  it('gives each side its own credentials', async () => {
    const origin = await park.serve(ok);
    const proxy = await park.proxy();
    const url = `http://reader:own@vault.test:${origin.port}`;
    await read(url, { env: { http_proxy: proxy.url.replace('//', '//me:s3cret@') } });
    expect(proxy.requests[0]?.headers['proxy-authorization']).toBe(CREDENTIALS);
    expect(origin.requests[0]?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from('reader:own').toString('base64')}`,
    });
    expect(origin.requests[0]?.headers['proxy-authorization']).toBeUndefined();
  });

  it('fails on 407 at once, and shows no credentials', async () => {
    const proxy = await park.proxy({ onRequest: (_, response) => void response.writeHead(407).end() });
    const env = { http_proxy: proxy.url.replace('//', '//me:s3cret@') };
    const error = await failureOf(read('http://vault.test', { env }));
    expect(error).toMatchObject({ code: 'ERR_FETCH_FAILED', facts: { status: 407 } });
    expectNoSecret(error);
    expect(proxy.requests).toHaveLength(1);
  });

  it('keeps one connection to the proxy for many files', async () => {
    const origin = await park.serve(ok);
    const proxy = await park.proxy();
    const fetcher = httpFetcher(`http://vault.test:${origin.port}`, {
      ...FAST,
      env: { http_proxy: proxy.url },
    });
    for (let count = 0; count < 4; count += 1) await readFrom(fetcher);
    expect(new Set(proxy.requests.map(({ socket }) => socket)).size).toBe(1);
  });

  it('reaches a host that NO_PROXY names without the proxy', async () => {
    const origin = await park.serve(ok);
    const proxy = await park.proxy();
    const env = { http_proxy: proxy.url, no_proxy: 'localhost,127.0.0.0/8' };
    expect(await read(origin.url, { env })).toBe('content');
    expect(proxy.requests).toHaveLength(0);
  });

  it('never looks for a proxy where no environment was given', async () => {
    const origin = await park.serve(ok);
    const stream = await httpFetcher(origin.url, FAST).get(FILE, { maxLength: 10 });
    for await (const chunk of stream!) expect(chunk.length).toBeGreaterThan(0);
    expect(origin.requests[0]?.url).toBe(`/${FILE}`);
  });
});

describe('httpFetcher and a proxy for https', () => {
  const url = (port: number) => `https://vault.test:${port}`;

  it('speaks TLS with the origin inside a tunnel, and uses that again', async () => {
    const origin = await park.serve(ok, ORIGIN);
    const proxy = await park.proxy();
    const fetcher = httpFetcher(url(origin.port), { ...FAST, env: { https_proxy: proxy.url } });
    for (let count = 0; count < 3; count += 1) expect(await readFrom(fetcher)).toBe('content');
    expect(proxy.tunnels).toEqual([`vault.test:${origin.port}`]);
    expect(origin.requests.map(({ headers }) => headers.host)).toEqual(
      Array.from({ length: 3 }, () => `vault.test:${origin.port}`),
    );
  });

  it('keeps the tunnel when the next root is not there', async () => {
    const origin = await park.serve((_, response) => {
      response.writeHead(404, { 'content-length': '2' }).end('no');
    }, ORIGIN);
    const proxy = await park.proxy();
    const fetcher = httpFetcher(url(origin.port), { ...FAST, env: { https_proxy: proxy.url } });
    expect(await readFrom(fetcher)).toBeUndefined();
    expect(await readFrom(fetcher)).toBeUndefined();
    expect(proxy.tunnels).toHaveLength(1);
  });

  it('reaches the origin through a proxy that is itself spoken to in TLS', async () => {
    const origin = await park.serve(ok, ORIGIN);
    const proxy = await park.proxy({ tls: ORIGIN });
    const address = `https://me:s3cret@localhost:${proxy.port}`;
    expect(await read(url(origin.port), { env: { https_proxy: address } })).toBe('content');
    expect(proxy.requests[0]?.headers['proxy-authorization']).toBe(CREDENTIALS);
  });

  it('gives its credentials to the proxy in CONNECT, and to nobody in the tunnel', async () => {
    const origin = await park.serve(ok, ORIGIN);
    const proxy = await park.proxy();
    const reader = `https://reader:own@vault.test:${origin.port}`;
    await read(reader, { env: { https_proxy: proxy.url.replace('//', '//me:s3cret@') } });
    expect(proxy.requests[0]?.headers['proxy-authorization']).toBe(CREDENTIALS);
    expect(proxy.requests[0]?.headers.authorization).toBeUndefined();
    expect(origin.requests[0]?.headers['proxy-authorization']).toBeUndefined();
    expect(origin.requests[0]?.headers.authorization).toMatch(/^Basic /);
  });

  it.each([
    { name: 'nobody vouches for', tls: STRANGER },
    { name: 'is for another name', tls: IMPOSTOR },
  ])('refuses an origin whose certificate $name', async ({ tls }) => {
    const origin = await park.serve(ok, tls);
    const proxy = await park.proxy();
    const env = { https_proxy: proxy.url };
    await expect(read(url(origin.port), { env })).rejects.toMatchObject({ code: 'ERR_FETCH_FAILED' });
    expect(origin.requests).toHaveLength(0);
  });

  it.each([403, 407])('fails at once where the proxy answers %d to CONNECT', async (status) => {
    const proxy = await park.proxy({ onConnect: answer(`HTTP/1.1 ${status} No\r\n\r\n`) });
    const env = { https_proxy: proxy.url.replace('//', '//me:s3cret@') };
    const error = await failureOf(read('https://vault.test', { env }));
    expect(error).toMatchObject({ code: 'ERR_FETCH_FAILED', facts: { status } });
    expect(error.message).toContain(`the proxy answered ${status}`);
    expectNoSecret(error);
    expect(proxy.tunnels).toEqual(['vault.test:443']);
  });

  it.each([404, 410])('does not take %d of the proxy for "not there"', async (status) => {
    const proxy = await park.proxy({ onConnect: answer(`HTTP/1.1 ${status} No\r\n\r\n`) });
    const read404 = read('https://vault.test', { env: { https_proxy: proxy.url } });
    await expect(read404).rejects.toMatchObject({ code: 'ERR_FETCH_FAILED' });
  });

  it('tries again after 503, three times in all', async () => {
    const proxy = await park.proxy({ onConnect: answer('HTTP/1.1 503 Busy\r\n\r\n') });
    const error = await failureOf(read('https://vault.test', { env: { https_proxy: proxy.url } }));
    expect(error).toMatchObject({ code: 'ERR_FETCH_FAILED', facts: { status: 503 } });
    expect(proxy.tunnels).toHaveLength(3);
  });

  it('gives up on a proxy that drops CONNECT, after three tries', async () => {
    const proxy = await park.proxy({ onConnect: (_, socket) => void socket.destroy() });
    const error = await failureOf(read('https://vault.test', { env: { https_proxy: proxy.url } }));
    expect(error).toMatchObject({ code: 'ERR_FETCH_FAILED' });
    expect(error.message).toContain('the connection to the proxy failed');
    expect(proxy.tunnels).toHaveLength(3);
  });

  const silences: { name: string; onConnect: (_: unknown, socket: Socket) => void }[] = [
    { name: 'never answers CONNECT', onConnect: () => undefined },
    { name: 'opens a tunnel to nowhere', onConnect: answer('HTTP/1.1 200 OK\r\n\r\n', 'stay') },
    { name: 'drips an endless answer', onConnect: drip },
  ];
  it.each(silences)('holds the deadline where the proxy $name, and hangs up', async ({ onConnect }) => {
    const proxy = await park.proxy({ onConnect });
    const error = await failureOf(
      read('https://vault.test', {
        env: { https_proxy: proxy.url },
        timing: { attempts: 2, idleTimeoutMs: 1_000 },
      }),
    );
    expect(error).toMatchObject({ code: 'ERR_FETCH_FAILED' });
    expect(proxy.tunnels).toHaveLength(2);
    await everyoneHungUp();
  });

  it('ends at once when the caller cancels before the tunnel stands, and hangs up', async () => {
    const caller = new AbortController();
    const proxy = await park.proxy({ onConnect: () => caller.abort() });
    const env = { https_proxy: proxy.url };
    const error = await failureOf(read('https://vault.test', { env, signal: caller.signal }));
    expect(error.message).toContain('cancelled');
    await everyoneHungUp();
  });

  it('refuses a proxy that speaks before TLS does', async () => {
    const proxy = await park.proxy({ onConnect: answer('HTTP/1.1 200 OK\r\n\r\nhello') });
    const env = { https_proxy: proxy.url };
    await expect(read('https://vault.test', { env })).rejects.toMatchObject({ code: 'ERR_FETCH_FAILED' });
  });

  it('refuses a proxy that is none before any request', () => {
    const env = { https_proxy: 'socks5://me:s3cret@proxy.test' };
    expect(() => httpFetcher('https://vault.test', { env })).toThrow(
      expect.objectContaining({ code: 'ERR_USAGE', message: expect.not.stringContaining('s3cret') }),
    );
  });
});

describe('httpFetcher and redirects behind a proxy', () => {
  it('follows http to https of the same host, each by its own proxy, without the credentials', async () => {
    const secure = await park.serve(ok, ORIGIN);
    const location = `https://vault.test:${secure.port}/x`;
    const plain = await park.serve((_, response) => void response.writeHead(302, { location }).end());
    const [first, second] = [await park.proxy(), await park.proxy()];
    const env = { http_proxy: first.url, https_proxy: second.url };
    expect(await read(`http://reader:own@vault.test:${plain.port}`, { env })).toBe('content');
    expect(second.tunnels).toEqual([`vault.test:${secure.port}`]);
    expect(plain.requests[0]?.headers.authorization).toMatch(/^Basic /);
    expect(secure.requests[0]?.headers.authorization).toBeUndefined();
  });

  it('refuses https to http', async () => {
    const plain = await park.serve(ok);
    const location = `http://vault.test:${plain.port}/x`;
    const secure = await park.serve(
      (_, response) => void response.writeHead(302, { location }).end(),
      ORIGIN,
    );
    const proxy = await park.proxy();
    const env = { all_proxy: proxy.url };
    const error = await failureOf(read(`https://vault.test:${secure.port}`, { env }));
    expect(error.code).toBe('ERR_FETCH_REFUSED');
    expect(plain.requests).toHaveLength(0);
  });
});

function answer(bytes: string, then: 'end' | 'stay' = 'end') {
  return (_: unknown, socket: Socket): void => {
    socket.write(bytes);
    if (then === 'end') socket.end();
  };
}

function drip(_: unknown, socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\n');
  const timer = setInterval(() => socket.write(`x-${'a'.repeat(10)}: 1\r\n`), 10);
  socket.on('close', () => clearInterval(timer));
}
