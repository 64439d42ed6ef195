import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TempWorkspace } from '../../../spec/temp-workspace.ts';
import { makeVaultWorkspace } from '../../../spec/vault-workspace.ts';
import serveExecutor, { type ServeOptions } from './executor.ts';

let workspace: TempWorkspace;
beforeEach(async () => {
  workspace = await makeVaultWorkspace();
});
afterEach(() => workspace.remove());

const urlOf = (line: string | undefined): string => / at (http:\S+)$/.exec(line ?? '')?.[1] ?? '';

/** Serves for as long as `visit` takes. */
function serveWhile(
  visit: (url: string) => Promise<void>,
  options: Partial<ServeOptions> = {},
): Promise<{ success: boolean }> {
  const untilStopped = async (): Promise<void> => {
    await Promise.resolve();
    await visit(urlOf(workspace.out.at(-1)));
  };
  const ports = { ...workspace.ports, untilStopped };
  const verbose = { root: workspace.root, isVerbose: true };
  return serveExecutor({ repoDir: 'vault', port: 0, ...options }, verbose, ports);
}

describe('serve', () => {
  it('serves the published half of a vault, and nothing beside it, until it is stopped', async () => {
    const timestamp = await readFile(
      join(workspace.root, 'vault/repository/metadata/timestamp.json'),
      'utf8',
    );
    let served = '';
    const run = serveWhile(async (url) => {
      served = url;
      expect(await (await fetch(`${url}/metadata/timestamp.json`)).text()).toBe(timestamp);
      for (const path of ['/vault.yaml', '/keys/root.pem', '/metadata/../../vault.yaml']) {
        expect((await fetch(url + path)).status).toBe(404);
      }
    });
    await expect(run).resolves.toEqual({ success: true });
    expect(workspace.out).toEqual([
      expect.stringMatching(/^serving .* at http:/),
      `stopped serving ${served}`,
    ]);
    expect(workspace.err[0]).toMatch(/^GET \/metadata\/timestamp\.json 200 \d+ bytes in [\d.]+ ms$/);
    await expect(fetch(`${served}/healthz`)).rejects.toThrow();
  });

  it('serves below a prefix, to the web pages it is told', async () => {
    const run = serveWhile(
      async (url) => {
        const reply = await fetch(`${url}/metadata/timestamp.json`);
        expect([reply.status, reply.headers.get('access-control-allow-origin')]).toEqual([
          200,
          'https://a.example',
        ]);
        expect(new URL(url).pathname).toBe('/vault');
      },
      { prefix: '/vault', cors: 'https://a.example' },
    );
    await expect(run).resolves.toEqual({ success: true });
  });

  it('refuses a folder without a vault', async () => {
    const run = serveWhile(() => Promise.reject(new Error('listened')), { repoDir: 'plugins-src' });
    await expect(run).resolves.toEqual({ success: false });
    expect(workspace.err[0]).toMatch(/\(ERR_VAULT_NOT_FOUND\)$/);
    expect(workspace.out).toEqual([]);
  });

  it('says that a port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const run = serveWhile(() => Promise.reject(new Error('listened')), { port });
    await expect(run).resolves.toEqual({ success: false });
    expect(workspace.err[0]).toBe(`error: cannot listen, the port is taken: 127.0.0.1:${port} (ERR_SERVE)`);
    other.close();
  });
});
