import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TempWorkspace } from '../../../spec/temp-workspace.ts';
import { makePublishedWorkspace } from '../../../spec/vault-workspace.ts';
import serveExecutor from '../serve/executor.ts';
import installExecutor, { type InstallOptions } from './executor.ts';

// Every test publishes first.
jest.setTimeout(30_000);

let workspace: TempWorkspace;
beforeEach(async () => {
  workspace = await makePublishedWorkspace();
});
afterEach(() => workspace.remove());

const install = (options: Partial<InstallOptions> = {}): Promise<{ success: boolean }> =>
  installExecutor(
    {
      plugins: ['@acme/hello', 'word-count'],
      repo: 'vault',
      root: 'vault/root.json',
      pluginsDir: 'out',
      ...options,
    },
    workspace,
    workspace.ports,
  );
const installed = (path: string): Promise<string> =>
  readFile(join(workspace.root, 'out/current', path), 'utf8');

/** All but the trusted metadata, which a refused install may well have brought up to date. */
async function visible(): Promise<readonly (readonly [string, string])[]> {
  return [...(await workspace.tree('out'))].filter(([path]) => !path.startsWith('.'));
}

describe('install', () => {
  it('installs a set of plugins, byte for byte', async () => {
    await expect(install()).resolves.toEqual({ success: true });
    for (const [there, here] of [
      ['acme/hello', 'hello'],
      ['_/word-count', 'word-count'],
    ] as const) {
      for (const file of ['package.json', 'index.js']) {
        const source = await readFile(join(workspace.root, 'plugins-src', here, file), 'utf8');
        expect(await installed(`${there}/${file}`)).toBe(source);
      }
    }
    expect(workspace.out).toEqual([
      `installed @acme/hello@1.0.0 in ${join(workspace.root, 'out/current/acme/hello')}`,
      `installed word-count@0.3.1 in ${join(workspace.root, 'out/current/_/word-count')}`,
      'installed: generation 1',
    ]);
  });

  it('installs from a mirror where the repository cannot be reached', async () => {
    await expect(install({ repo: 'http://127.0.0.1:9', mirrors: ['vault'] })).resolves.toEqual({
      success: true,
    });
    expect(await installed('acme/hello/index.js')).toContain('Hello');
  });

  it('says unchanged, and switches nothing, when it is run again', async () => {
    await install();
    const before = await visible();
    workspace.out.length = 0;
    await expect(install({ json: true })).resolves.toEqual({ success: true });
    expect(JSON.parse(workspace.out.join(''))).toMatchObject({ status: 'unchanged', generation: 1 });
    expect(await visible()).toEqual(before);
  });

  it('installs into ./plugins of the workspace where nothing else is said', async () => {
    const options = { plugins: ['@acme/hello'], repo: 'vault', root: 'vault/root.json' };
    await expect(installExecutor(options, workspace, workspace.ports)).resolves.toEqual({ success: true });
    expect(workspace.out[0]).toContain(join(workspace.root, 'plugins/current/acme/hello'));
  });

  it('installs from an address that the serve executor prints, telling each step', async () => {
    const ports = {
      ...workspace.ports,
      untilStopped: async () => {
        await Promise.resolve();
        const { url } = JSON.parse(workspace.out.at(-1)!) as { url: string };
        const options = {
          plugins: ['@acme/hello@^1.0.0'],
          repo: url,
          root: 'vault/root.json',
          pluginsDir: 'out',
        };
        const verbose = { root: workspace.root, isVerbose: true };
        expect(await installExecutor(options, verbose, workspace.ports)).toEqual({ success: true });
      },
    };
    const run = serveExecutor({ repoDir: 'vault', port: 0, json: true }, workspace, ports);
    await expect(run).resolves.toEqual({ success: true });
    expect(await installed('acme/hello/index.js')).toContain('Hello');
    expect(workspace.err).toEqual([
      'refreshed the trusted metadata: timestamp v2',
      expect.stringMatching(/^found plugins\/acme\/hello\/1\.0\.0\/hello-1\.0\.0\.tgz, bytes: \d+$/),
      'downloaded and verified plugins/acme/hello/1.0.0/hello-1.0.0.tgz',
      'scanned @acme/hello@1.0.0, findings: 0',
      'activated generation 1',
    ]);
  });

  const refusals: {
    name: string;
    options?: Partial<InstallOptions>;
    prepare?: () => Promise<void>;
    code: string;
  }[] = [
    { name: 'a plugin nobody published', options: { plugins: ['@acme/nope'] }, code: 'ERR_TARGET_NOT_FOUND' },
    { name: 'a name that is none', options: { plugins: ['@acme/'] }, code: 'ERR_INSTALL_SPEC' },
    { name: 'no plugin at all', options: { plugins: [] }, code: 'ERR_USAGE' },
    { name: 'a root that is not there', options: { root: 'nope.json' }, code: 'ERR_TUF_ROOT_INVALID' },
    { name: 'a file larger than the limit', options: { maxFileSize: 16 }, code: 'ERR_ARCHIVE_LIMIT' },
    { name: 'a policy that is not there', options: { policy: 'nope.yaml' }, code: 'ERR_IO' },
    {
      name: 'a tampered archive',
      prepare: async () => {
        for (const path of (await workspace.tree('vault')).keys()) {
          if (path.endsWith('.tgz')) await workspace.write(`vault/${path}`, new Uint8Array(16));
        }
      },
      code: 'ERR_TUF_LENGTH',
    },
  ];
  it.each(refusals)('refuses $name with $code, and installs nothing', async ({ options, prepare, code }) => {
    await prepare?.();
    await expect(install({ ...options, json: true })).resolves.toEqual({ success: false });
    expect(JSON.parse(workspace.out.join(''))).toMatchObject({ code });
    expect(await visible()).toEqual([]);
  });

  it('notes nothing in ragnos-vault.json of what the task names', async () => {
    await install();
    expect([...(await workspace.tree('.')).keys()].filter((path) => path.startsWith('ragnos-vault'))).toEqual(
      [],
    );
  });

  it('leaves the installed set as it is when a later one is refused', async () => {
    await install();
    const before = await visible();
    await expect(install({ plugins: ['@acme/hello', '@acme/nope'] })).resolves.toEqual({ success: false });
    expect(workspace.err[0]).toMatch(/\(ERR_TARGET_NOT_FOUND\)$/);
    expect(await visible()).toEqual(before);
  });
});

describe('install of a project', () => {
  const project = { repo: './vault', root: './vault/root.json', plugins: { '@acme/hello': '^1.0.0' } };
  const installProject = (options: Partial<InstallOptions> = {}): Promise<{ success: boolean }> =>
    installExecutor({ pluginsDir: 'out', ...options }, workspace, workspace.ports);

  it('makes the live set what ragnos-vault.json wants, and notes it in the lock', async () => {
    await workspace.write('ragnos-vault.json', JSON.stringify(project));
    await install({ plugins: ['word-count'] });
    await expect(installProject()).resolves.toEqual({ success: true });
    expect(await installed('acme/hello/index.js')).toContain('Hello');
    await expect(installed('_/word-count/package.json')).rejects.toThrow('ENOENT');
    const lock = await readFile(join(workspace.root, 'ragnos-vault.lock.json'), 'utf8');
    expect(JSON.parse(lock)).toMatchObject({ plugins: { '@acme/hello': { version: '1.0.0' } } });
  });

  it('installs what the lock says, and nothing else, where it is frozen', async () => {
    await workspace.write(
      'app/ragnos-vault.json',
      JSON.stringify({ ...project, repo: '../vault', root: '../vault/root.json' }),
    );
    await installProject({ projectDir: 'app' });
    const before = await workspace.tree('app');
    await expect(installProject({ projectDir: 'app', frozen: true, pluginsDir: 'other' })).resolves.toEqual({
      success: true,
    });
    expect((await workspace.tree('other/current')).size).toBe(2);
    expect(await workspace.tree('app')).toEqual(before);
  });

  it('changes nothing in a dry run', async () => {
    await workspace.write('ragnos-vault.json', JSON.stringify(project));
    await expect(installProject({ dryRun: true })).resolves.toEqual({ success: true });
    expect((await workspace.tree('out/current')).size).toBe(0);
    expect([...(await workspace.tree('.')).keys()]).not.toContain('ragnos-vault.lock.json');
  });

  it('takes a digest as the root that is trusted, and what was installed before where it is offline', async () => {
    const root = createHash('sha256')
      .update(await readFile(join(workspace.root, 'vault/root.json')))
      .digest('hex');
    const options = { plugins: ['@acme/hello'], repo: 'vault', root: `sha256:${root}` };
    await expect(installProject(options)).resolves.toEqual({ success: true });
    await expect(installProject({ ...options, offline: true })).resolves.toEqual({ success: true });
    expect(workspace.out.at(-1)).toBe('unchanged: generation 1');
  });

  it.each<[string, Partial<InstallOptions>, string]>([
    ['nothing that names a repository', {}, 'ERR_USAGE'],
    ['a frozen set without a lock', { frozen: true }, 'ERR_LOCK_STALE'],
    ['a frozen set with a further plugin', { frozen: true, plugins: ['@acme/hello'] }, 'ERR_USAGE'],
    ['a map that is not there', { map: 'nope/map.json' }, 'ERR_IO'],
    ['a bundle that is not there', { bundle: 'nope.vault', root: 'vault/root.json' }, 'ERR_VAULT_NOT_FOUND'],
  ])('refuses %s, and installs nothing', async (_, options, code) => {
    await expect(installProject({ ...options, json: true })).resolves.toEqual({ success: false });
    expect(JSON.parse(workspace.out.join(''))).toMatchObject({ code });
    expect(await visible()).toEqual([]);
  });
});
