import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { appendFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TempWorkspace } from '../../../spec/temp-workspace.ts';
import { makePublishedWorkspace } from '../../../spec/vault-workspace.ts';
import installExecutor from '../install/executor.ts';
import verifyExecutor, { type VerifyOptions } from './executor.ts';

// Every test publishes and installs first.
jest.setTimeout(60_000);

let workspace: TempWorkspace;
beforeEach(async () => {
  workspace = await makePublishedWorkspace();
  const options = { plugins: ['@acme/hello'], repo: 'vault', root: 'vault/root.json', pluginsDir: 'out' };
  await installExecutor(options, workspace, workspace.ports);
  workspace.out.length = 0;
});
afterEach(() => workspace.remove());

const verify = (options: Partial<VerifyOptions> = {}): Promise<{ success: boolean }> =>
  verifyExecutor({ pluginsDir: 'out', ...options }, workspace, workspace.ports);

async function damage(): Promise<void> {
  await appendFile(await realpath(join(workspace.root, 'out/current/acme/hello/index.js')), 'evil();\n');
}

describe('verify', () => {
  it('proves what is installed, without the repository, from a given root as well', async () => {
    await rm(join(workspace.root, 'vault/repository'), { recursive: true });
    await expect(verify()).resolves.toEqual({ success: true });
    await expect(verify({ root: 'vault/root.json' })).resolves.toEqual({ success: true });
    const intact = ['@acme/hello@1.0.0 is as signed', 'generation 1 is intact'];
    expect(workspace.out).toEqual([...intact, ...intact]);
  });

  it('fails where a file differs, and changes nothing', async () => {
    await damage();
    const before = await workspace.tree('out');
    await expect(verify()).resolves.toEqual({ success: false });
    expect(workspace.out).toEqual([expect.stringMatching(/^size store\/.*index\.js of @acme\/hello$/)]);
    expect(workspace.err[0]).toMatch(/1 difference \(ERR_INSTALLED_CORRUPT\)$/);
    workspace.out.length = 0;
    await expect(verify({ json: true })).resolves.toEqual({ success: false });
    expect(JSON.parse(workspace.out.join(''))).toMatchObject({ status: 'damaged' });
    expect(await workspace.tree('out')).toEqual(before);
  });

  it('repairs what it can, and says so', async () => {
    await damage();
    await expect(verify({ repair: true, lockTimeout: 1 })).resolves.toEqual({ success: true });
    expect(workspace.out.at(-1)).toBe('generation 2 is repaired');
    await expect(verify()).resolves.toEqual({ success: true });
  });

  it('says that nothing is installed', async () => {
    await expect(verify({ pluginsDir: 'none' })).resolves.toEqual({ success: true });
    expect(workspace.out).toEqual(['no plugins are installed']);
  });

  it('refuses a root that is not there', async () => {
    await expect(verify({ root: 'nope.json', json: true })).resolves.toEqual({ success: false });
    expect(JSON.parse(workspace.out.join(''))).toMatchObject({ code: 'ERR_TUF_ROOT_INVALID' });
  });
});
