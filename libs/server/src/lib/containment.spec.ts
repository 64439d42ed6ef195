import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import type { VaultError } from '@ragnos-vault/errors';
import { ask, askRaw } from '../../spec/http-client.ts';
import { serveVaultFolder, type ServedVault } from '../../spec/served-vault.ts';
import { ARCHIVE_PATH, SECRET } from '../../spec/vault-folder.ts';

const errors: VaultError[] = [];
let vault: ServedVault;
beforeAll(async () => {
  vault = await serveVaultFolder({ onError: (error) => errors.push(error) });
});
afterAll(async () => {
  await vault.stop();
});

describe('what lies outside the two folders', () => {
  it.each([
    '/',
    '/metadata',
    '/metadata/',
    '/targets',
    '/targets/plugins',
    '/targets/plugins/',
    '/vault.yaml',
    '/root.json',
    '/index.json',
    '/beside.json',
    '/keys/root.json',
    '/repository/metadata/timestamp.json',
    '/metadata/../vault.yaml',
    '/metadata/../index.json',
    '/metadata/../../vault.yaml',
    '/metadata/../../keys/root.json',
    '/targets/../beside.json',
    '/targets/..%2fbeside.json',
    '/targets/..%2f..%2fvault.yaml',
    '/targets/%2e%2e/beside.json',
    '/targets/%2e%2e%2fbeside.json',
    '/targets/.%2e/beside.json',
    '/targets/%252e%252e/beside.json',
    '/targets/%252e%252e%252fbeside.json',
    '/targets/..%5c..%5cvault.yaml',
    '/targets/..\\beside.json',
    '/targets/%c0%ae%c0%ae/beside.json',
    '/targets/..;/beside.json',
    '/targets/...//beside.json',
    '/targets//etc/passwd',
    '//etc/passwd',
    '/targets/%2fetc%2fpasswd',
    '/targets/plain.bin%00.json',
    '/targets/plain.bin/',
    '/targets/plain.bin/..',
    '/targets/.hidden',
    '/targets/.git/config',
    '/targets/half.tgz.part',
    '/targets/C:stream',
    '/targets/keys/root.json',
    '/targets/keys/timestamp.pem',
    '/targets/plain',
    '/metadata/7.root.json',
    '/metadata/loop.json',
    '/metadata/sub/1.root.json',
    '/metadata/.timestamp.json',
    '/metadata/.tmp-timestamp.json',
    '/metadata/timestamp.json~',
    '/metadata/timestamp.json.tmp',
    '/metadata/notes.txt',
    `/targets/${'x'.repeat(300)}`,
    `/targets/${'x/'.repeat(3_000)}x`,
  ])('is not found at %j', async (path) => {
    const { status, headers, body } = await ask(vault.port, path);
    expect([400, 404]).toContain(status);
    expect(headers['cache-control']).toBe('no-store');
    expect(body.length).toBeLessThan(20);
  });

  it('stays out of reach when a folder inside is swapped for a link to it, even from memory', async () => {
    const file = await vault.write('targets/swap/root.json', 'public');
    expect((await ask(vault.port, '/targets/swap/root.json')).body.toString()).toBe('public');
    await rm(join(file, '..'), { recursive: true });
    await symlink('../../keys', join(vault.repositoryDir, 'targets/swap'));
    expect((await ask(vault.port, '/targets/swap/root.json')).status).toBe(404);
  });

  it('stays out of reach when a whole published folder is a link', async () => {
    const other = await serveVaultFolder();
    const targets = join(other.repositoryDir, 'targets');
    await rename(targets, `${targets}.old`);
    await symlink('../keys', targets);
    expect((await ask(other.port, '/targets/root.json')).status).toBe(404);
    expect((await ask(other.port, '/targets/timestamp.pem')).status).toBe(404);
    await other.stop();
  });

  it('serves nothing, and says it is not well, where the folder does not exist', async () => {
    const other = await serveVaultFolder();
    await rm(other.repositoryDir, { recursive: true });
    expect((await ask(other.port, '/metadata/timestamp.json')).status).toBe(404);
    expect((await ask(other.port, '/healthz')).status).toBe(503);
    await mkdir(other.repositoryDir);
    await other.write('metadata/timestamp.json', '{}');
    expect((await ask(other.port, '/healthz')).status).toBe(200);
    await other.stop();
  });

  it('does not wait on a FIFO', async () => {
    await promisify(execFile)('mkfifo', [join(vault.repositoryDir, 'targets/pipe')]);
    expect((await ask(vault.port, '/targets/pipe')).status).toBe(404);
  });
});

describe('any request at all', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '/',
      '//',
      '..',
      '.',
      '%2e',
      '%2F',
      '%5c',
      '\\',
      '%00',
      '%25',
      '%',
      '?',
      '#',
      ';',
      '~',
      ':',
    ),
    fc.constantFrom(
      'metadata',
      'targets',
      'keys',
      'timestamp.json',
      'plain.bin',
      '.git',
      'vault.yaml',
      'plugins',
    ),
    fc.constantFrom('../', '../../', '%2e%2e/', 'root.json', '.hidden', ARCHIVE_PATH, 'healthz', 'http://x'),
    fc.stringMatching(/^[\x21-\x7e\x80-\xff]{1,6}$/),
  );
  const path = fc.array(piece, { minLength: 1, maxLength: 10 }).map((pieces) => `/${pieces.join('')}`);
  const near = fc.constantFrom('/metadata/', '/targets/', `/${ARCHIVE_PATH}`, '/metadata/timestamp.json');
  const range = fc.oneof(
    fc.stringMatching(/^bytes=\d{0,25}-\d{0,25}(,\d{0,3}-\d{0,3})?$/),
    fc.stringMatching(/^[\x21-\x7e]{0,20}$/),
  );
  const tag = fc.stringMatching(/^[\x21-\x7e]{0,12}$/);

  it('never gets a server error, nor a byte from elsewhere', async () => {
    await fc.assert(
      fc.asyncProperty(near, path, range, tag, async (...[start, rest, rangeHeader, etag]) => {
        const target = rest.length % 2 === 0 ? rest : `${start}${rest.slice(1)}`;
        const lines = [
          `GET ${target} HTTP/1.1`,
          'Host: x',
          `Range: ${rangeHeader}`,
          `If-Range: ${etag}`,
          'Connection: close',
        ];
        const reply = await askRaw(vault.port, `${lines.join('\r\n')}\r\n\r\n`);
        expect(reply).toMatch(/^HTTP\/1\.1 (200|206|400|404|416) /);
        expect(reply).not.toContain(SECRET);
        expect(reply).toContain('X-Content-Type-Options: nosniff');
      }),
      { numRuns: 500 },
    );
    expect(errors).toEqual([]);
  }, 60_000);

  it('never gets a wrong byte for any range', async () => {
    const whole = await ask(vault.port, `/${ARCHIVE_PATH}`);
    await fc.assert(
      fc.asyncProperty(range, async (header) => {
        const { status, headers, body } = await ask(vault.port, `/${ARCHIVE_PATH}`, {
          headers: { Range: header },
        });
        expect([200, 206, 416]).toContain(status);
        if (status === 200) expect(body.equals(whole.body)).toBe(true);
        if (status !== 206) return;
        const [, start, end] = /^bytes (\d+)-(\d+)\/64$/.exec(headers['content-range'] ?? '')!;
        expect(body.equals(whole.body.subarray(Number(start), Number(end) + 1))).toBe(true);
      }),
      { numRuns: 300 },
    );
    expect((await ask(vault.port, '/healthz')).status).toBe(200);
  }, 60_000);

  it('survives bytes that are no request', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        const reply = await askRaw(vault.port, `${Buffer.from(bytes).toString('latin1')}\r\n\r\n`, {
          silenceMs: 200,
        });
        expect(reply).not.toMatch(/^HTTP\/1\.1 5/);
      }),
      { numRuns: 100 },
    );
    expect((await ask(vault.port, '/healthz')).status).toBe(200);
    expect(errors).toEqual([]);
  }, 60_000);
});
