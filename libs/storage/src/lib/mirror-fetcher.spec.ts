import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { VaultError } from '@ragnos-vault/errors';
import type { Fetcher } from '@ragnos-vault/metadata';
import { serverPark, type Served } from '../../spec/servers.ts';
import { openFetcher } from './open-fetcher.ts';

const TIMING = { idleTimeoutMs: 10_000, totalTimeoutMs: 30_000, backoffMs: 1, attempts: 2 };
/** For a server that never answers: each wait for it is a wait of the whole test. */
const IMPATIENT = { ...TIMING, idleTimeoutMs: 2_500, attempts: 1 };
const FILE = 'metadata/timestamp.json';
const TARGET = 'targets/plugins/acme/a.tgz';
const ROOT = 'metadata/2.root.json';
const CONTENT = Buffer.from(Array.from({ length: 150_000 }, (_, index) => (index * 7) % 251));

const park = serverPark();
let dead: string;

beforeEach(async () => {
  const gone = serverPark();
  dead = (await gone.serve(() => undefined)).url;
  await gone.stop();
});
afterEach(() => park.stop());

/** A server of these files; anything else is 404. */
function site(files: Readonly<Record<string, string | Buffer>>): Promise<Served> {
  return park.serve((request, response) => {
    const content = files[(request.url ?? '').slice(1)];
    if (content === undefined) response.writeHead(404, { 'content-length': '0' }).end();
    else response.end(content);
  });
}

const status =
  (code: number): RequestListener =>
  (_, response) =>
    void response.writeHead(code).end('no');

function openMirrors(...urls: readonly string[]): Promise<Fetcher> {
  const [repo = '', ...mirrors] = urls;
  return openFetcher(repo, { ...TIMING, mirrors });
}

const openImpatiently = (url: string, mirror: string): Promise<Fetcher> =>
  openFetcher(url, { ...IMPATIENT, mirrors: [mirror] });

async function read(fetcher: Fetcher, path = FILE, maxLength = 1e6): Promise<string | undefined> {
  const stream = await fetcher.get(path, { maxLength });
  if (stream === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

async function failureOf(work: Promise<unknown>): Promise<VaultError> {
  return work.then(
    () => {
      throw new Error('it should have failed');
    },
    (error: unknown) => error as VaultError,
  );
}

const asked = ({ requests }: Served): readonly (string | undefined)[] =>
  requests.map(({ url }) => url?.slice(1));

describe('openFetcher with mirrors', () => {
  it('asks the first only, while it answers', async () => {
    const [a, b] = [await site({ [FILE]: 'a' }), await site({ [FILE]: 'b' })];
    expect(await read(await openMirrors(a.url, b.url))).toBe('a');
    expect(asked(b)).toEqual([]);
  });

  it('asks in the given order', async () => {
    const [a, b, c] = [await site({}), await site({ [FILE]: 'b' }), await site({ [FILE]: 'c' })];
    expect(await read(await openMirrors(a.url, b.url, c.url))).toBe('b');
    expect([asked(a), asked(b), asked(c)]).toEqual([[FILE], [FILE], []]);
  });

  const failures: { name: string; first: () => Promise<string> }[] = [
    { name: 'is down', first: () => Promise.resolve(dead) },
    { name: 'answers 500', first: async () => (await park.serve(status(500))).url },
    { name: 'answers 401', first: async () => (await park.serve(status(401))).url },
    {
      name: 'drops the connection',
      first: async () => (await park.serve(({ socket }) => void socket.destroy())).url,
    },
    {
      name: 'redirects elsewhere',
      first: async () =>
        (
          await park.serve(
            (_, response) => void response.writeHead(302, { location: 'http://elsewhere.test/' }).end(),
          )
        ).url,
    },
    { name: 'has a file that is too long', first: async () => (await site({ [FILE]: 'x'.repeat(2e6) })).url },
    { name: 'lacks the file', first: async () => (await site({})).url },
  ];
  it.each(failures)('goes on to the second when the first $name', async ({ first }) => {
    const b = await site({ [FILE]: 'b' });
    expect(await read(await openMirrors(await first(), b.url))).toBe('b');
  });

  it('goes on to the second when the first never answers', async () => {
    const [a, b] = [await park.serve(() => undefined), await site({ [FILE]: 'b' })];
    expect(await read(await openImpatiently(a.url, b.url))).toBe('b');
  });

  it('goes on with the second in the middle of a file', async () => {
    const half: RequestListener = (_, response) => {
      response.writeHead(200, { 'content-length': String(CONTENT.length) });
      response.write(CONTENT.subarray(0, 90_000), () => setTimeout(() => response.destroy(), 10));
    };
    const [a, b] = [await park.serve(half), await site({ [TARGET]: CONTENT })];
    expect(await read(await openMirrors(a.url, b.url), TARGET)).toBe(CONTENT.toString('latin1'));
  });

  it('does not piece a file together from a mirror where it is shorter', async () => {
    const half: RequestListener = (_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('x'.repeat(500), () => setTimeout(() => response.destroy(), 10));
    };
    const [a, b] = [await park.serve(half), await site({ [TARGET]: 'short' })];
    await expect(read(await openMirrors(a.url, b.url), TARGET)).rejects.toMatchObject({
      code: 'ERR_FETCH_FAILED',
    });
  });

  it('waits for a dead mirror once, and asks it last from then on', async () => {
    let requests = 0;
    const a = await park.serve((_, response) => {
      requests += 1;
      if (requests > 1) response.end('a');
    });
    const b = await site({ [FILE]: 'b' });
    const fetcher = await openImpatiently(a.url, b.url);
    expect([await read(fetcher), await read(fetcher)]).toEqual(['b', 'b']);
    expect(requests).toBe(1);
    expect(await read(fetcher, 'metadata/1.targets.json')).toBe('a');
  });

  it('keeps the order where a mirror merely lacks a file', async () => {
    const [a, b] = [await site({ [FILE]: 'a' }), await site({ [FILE]: 'b', [TARGET]: 'b' })];
    const fetcher = await openMirrors(a.url, b.url);
    expect([await read(fetcher, TARGET), await read(fetcher)]).toEqual(['b', 'a']);
  });

  it('ends at once when the caller cancels', async () => {
    const [a, b] = [await park.serve(() => undefined), await site({ [FILE]: 'b' })];
    const fetcher = await openMirrors(a.url, b.url);
    const cancelled = fetcher.get(FILE, { maxLength: 9, signal: AbortSignal.timeout(20) });
    await expect(cancelled).rejects.toMatchObject({ code: 'ERR_FETCH_FAILED' });
    expect(asked(b)).toEqual([]);
  });

  it('refuses a path outside the repository without a request', async () => {
    const [a, b] = [await site({}), await site({})];
    const fetcher = await openMirrors(a.url, b.url);
    await expect(fetcher.get('../x', { maxLength: 9 })).rejects.toMatchObject({ code: 'ERR_FETCH_REFUSED' });
    expect([...asked(a), ...asked(b)]).toEqual([]);
  });

  it('takes folders and file: URLs as mirrors', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mirror-'));
    mkdirSync(join(folder, 'metadata'));
    writeFileSync(join(folder, FILE), 'disk');
    expect(await read(await openMirrors(dead, folder))).toBe('disk');
    expect(await read(await openMirrors(dead, pathToFileURL(folder).href))).toBe('disk');
    rmSync(folder, { recursive: true });
    await expect(openMirrors(dead, folder)).rejects.toMatchObject({ code: 'ERR_VAULT_NOT_FOUND' });
  });
});

describe('openFetcher with mirrors that do not have a file', () => {
  it('finds nothing where all of them have nothing', async () => {
    const [a, b] = [await site({}), await site({})];
    const fetcher = await openMirrors(a.url, b.url);
    expect([await read(fetcher), await read(fetcher, ROOT)]).toEqual([undefined, undefined]);
  });

  it('fails where one that failed may have it', async () => {
    const b = await site({});
    const error = await failureOf(read(await openMirrors(dead, b.url)));
    expect(error.code).toBe('ERR_FETCH_FAILED');
    expect(error.message).toContain(`not there: ${b.url}`);
  });

  it('finds the next root wherever it is', async () => {
    const [a, b] = [await site({}), await site({ [ROOT]: 'root' })];
    expect(await read(await openMirrors(a.url, b.url), ROOT)).toBe('root');
  });

  it.each([true, false])(
    'takes the word of the mirrors that answer for the next root: dead first %j',
    async (first) => {
      const b = await site({});
      const fetcher = await openMirrors(...(first ? [dead, b.url] : [b.url, dead]));
      expect(await read(fetcher, ROOT)).toBeUndefined();
    },
  );

  it('fails where no mirror can say whether there is a next root', async () => {
    const b = await park.serve(status(500));
    await expect(read(await openMirrors(dead, b.url), ROOT)).rejects.toMatchObject({
      code: 'ERR_FETCH_FAILED',
    });
  });

  it('does not wait long for a further mirror to look for the next root', async () => {
    const [a, b] = [await site({}), await park.serve(() => undefined)];
    const fetcher = await openFetcher(a.url, { mirrors: [b.url], idleTimeoutMs: 30_000 });
    const started = performance.now();
    expect(await read(fetcher, ROOT)).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(8_000);
  });
});

describe('openFetcher with mirrors and secrets', () => {
  it('sends credentials to their own origin only', async () => {
    const [a, b] = [await park.serve(status(500)), await site({ [FILE]: 'b' })];
    await read(await openMirrors(a.url.replace('//', '//me:s3cret@'), b.url));
    expect(a.requests[0]?.headers.authorization).toMatch(/^Basic /);
    expect(b.requests[0]?.headers.authorization).toBeUndefined();
  });

  it('says in one error what each mirror said, without credentials', async () => {
    const [a, b] = [await park.serve(status(403)), await park.serve(status(500))];
    const urls = [a.url, b.url, dead].map((url) => url.replace('//', '//me:s3cret@'));
    const error = await failureOf(read(await openMirrors(...urls)));
    expect(error).toMatchObject({
      code: 'ERR_FETCH_FAILED',
      facts: { path: FILE, mirrors: [a.url, b.url, dead].map((url) => `${url}/`).join(' ') },
    });
    for (const [word, { url }] of [
      ['403', a],
      ['500', b],
      ['the connection failed', { url: dead }],
    ] as const) {
      expect(error.message).toContain(`${word}: ${url}/${FILE}`);
    }
    expect(`${error.message}${JSON.stringify(error)}${String(error.cause)}`).not.toContain('s3cret');
  });
});

describe('mirrors() of a fetcher', () => {
  it('begins at each mirror in turn', async () => {
    const [a, b] = [await site({ [FILE]: 'a', [TARGET]: 'a' }), await site({ [FILE]: 'b' })];
    const fetcher = await openMirrors(a.url, b.url);
    const mirrors = fetcher.mirrors?.() ?? [];
    expect(mirrors.map(({ name }) => name)).toEqual([`${a.url}/`, `${b.url}/`]);
    expect(await Promise.all(mirrors.map((mirror) => read(mirror)))).toEqual(['a', 'b']);
    expect(await read(mirrors[1]!, TARGET)).toBeUndefined();
  });

  it('is absent where there is one place', async () => {
    expect(await openMirrors('https://only.example')).not.toHaveProperty('mirrors');
  });
});
