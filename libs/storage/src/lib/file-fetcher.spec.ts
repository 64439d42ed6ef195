import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Fetcher } from '@ragnos-vault/metadata';
import { fileFetcher } from './file-fetcher.ts';
import { openFetcher } from './open-fetcher.ts';

let folder: string;
let root: string;
let fetcher: Fetcher;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'file-fetcher-'));
  root = join(folder, 'repository');
  mkdirSync(join(root, 'metadata'), { recursive: true });
  writeFileSync(join(root, 'metadata/timestamp.json'), 'timestamp');
  fetcher = fileFetcher(root);
});

afterEach(() => rmSync(folder, { recursive: true }));

async function read(
  path: string,
  options: { maxLength?: number; signal?: AbortSignal; from?: Fetcher } = {},
): Promise<string | undefined> {
  const { maxLength = 1e7, signal, from = fetcher } = options;
  const stream = await from.get(path, { maxLength, ...(signal && { signal }) });
  if (stream === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('fileFetcher', () => {
  it('reads files of any size and any name', async () => {
    expect(await read('metadata/timestamp.json', { maxLength: 9 })).toBe('timestamp');
    const content = 'x'.repeat(700_000);
    writeFileSync(join(root, 'metadata/a b#%41.json'), content);
    expect(await read('metadata/a b#%41.json')).toBe(content);
  });

  it.each([
    'metadata/2.root.json',
    'nowhere/x',
    'metadata',
    'metadata/timestamp.json/x',
    `metadata/${'x'.repeat(300)}`,
    'metadata/.tmp-1',
    '.lock',
  ])('finds nothing at %s', async (path) => {
    writeFileSync(join(root, 'metadata/.tmp-1'), 'half');
    writeFileSync(join(root, '.lock'), '');
    expect(await read(path)).toBeUndefined();
  });

  it.each(['../secret', 'metadata/../../secret', '/etc/passwd', 'a\\b', '', 'a//b', 'a\0'])(
    'refuses the path %j',
    async (path) => {
      writeFileSync(join(folder, 'secret'), 'secret');
      await expect(read(path)).rejects.toMatchObject({ code: 'ERR_FETCH_REFUSED' });
    },
  );

  it('follows links inside the repository, and refuses those that leave it', async () => {
    writeFileSync(join(folder, 'secret'), 'secret');
    symlinkSync(join(folder, 'secret'), join(root, 'metadata/out.json'));
    symlinkSync('timestamp.json', join(root, 'metadata/in.json'));
    symlinkSync(folder, join(root, 'targets'));
    expect(await read('metadata/in.json')).toBe('timestamp');
    await expect(read('metadata/out.json')).rejects.toMatchObject({ code: 'ERR_FETCH_REFUSED' });
    await expect(read('targets/secret')).rejects.toMatchObject({ code: 'ERR_FETCH_REFUSED' });
  });

  it('refuses a file that is too long before it reads it', async () => {
    await expect(fetcher.get('metadata/timestamp.json', { maxLength: 8 })).rejects.toMatchObject({
      code: 'ERR_TUF_LENGTH',
    });
  });

  it('counts the bytes of a file that grows while it is read', async () => {
    const stream = await fetcher.get('metadata/timestamp.json', { maxLength: 10 });
    appendFileSync(join(root, 'metadata/timestamp.json'), 'more');
    await expect(stream![Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'ERR_TUF_LENGTH' });
  });

  it('fails when the file goes away before it is read', async () => {
    const stream = await fetcher.get('metadata/timestamp.json', { maxLength: 10 });
    rmSync(join(root, 'metadata/timestamp.json'));
    await expect(stream![Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'ERR_FETCH_FAILED' });
  });

  it('does not wait for a FIFO', async () => {
    execFileSync('mkfifo', [join(root, 'metadata/fifo.json')]);
    expect(await read('metadata/fifo.json')).toBeUndefined();
  });

  it('fails when the caller cancels', async () => {
    const cancelled = read('metadata/timestamp.json', { signal: AbortSignal.abort() });
    await expect(cancelled).rejects.toMatchObject({ code: 'ERR_FETCH_FAILED' });
  });
});

describe('openFetcher', () => {
  it.each([
    { name: 'a repository folder', repo: () => root },
    { name: 'a vault folder', repo: () => folder },
    { name: 'a file: URL of a vault', repo: () => pathToFileURL(folder).href },
    { name: 'a file: URL of a repository', repo: () => `${pathToFileURL(root).href}/` },
  ])('reads $name', async ({ repo }) => {
    expect(await read('metadata/timestamp.json', { from: await openFetcher(repo()) })).toBe('timestamp');
  });

  it.each([
    { repo: () => join(root, 'metadata'), code: 'ERR_VAULT_NOT_FOUND' },
    { repo: () => join(folder, 'missing'), code: 'ERR_VAULT_NOT_FOUND' },
    { repo: () => pathToFileURL(join(folder, 'missing')).href, code: 'ERR_VAULT_NOT_FOUND' },
    { repo: () => `${pathToFileURL(folder).href}?x`, code: 'ERR_USAGE' },
    { repo: () => 'file://[', code: 'ERR_USAGE' },
    { repo: () => 'ftp://host/vault', code: 'ERR_FETCH_REFUSED' },
    { repo: () => 'https://', code: 'ERR_USAGE' },
    { repo: () => 'http://host/?query', code: 'ERR_USAGE' },
  ])('refuses what is neither, as $code', async ({ repo, code }) => {
    await expect(openFetcher(repo())).rejects.toMatchObject({ code });
  });

  it('opens an http address without a request', async () => {
    expect(await openFetcher('https://host.invalid/prefix/')).toBeDefined();
  });
});
