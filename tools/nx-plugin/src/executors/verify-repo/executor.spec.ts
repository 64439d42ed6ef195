import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { TempWorkspace } from '../../../spec/temp-workspace.ts';
import { makePublishedWorkspace } from '../../../spec/vault-workspace.ts';
import verifyRepoExecutor, { type VerifyRepoOptions } from './executor.ts';

// Every test publishes first, and walks with two clients.
jest.setTimeout(60_000);

let workspace: TempWorkspace;
beforeEach(async () => {
  workspace = await makePublishedWorkspace();
});
afterEach(() => workspace.remove());

const verify = (options: VerifyRepoOptions = { repoDir: 'vault' }): Promise<{ success: boolean }> =>
  verifyRepoExecutor(options, workspace, workspace.ports);

describe('verify-repo', () => {
  it('finds a vault sound, with two clients, and changes nothing', async () => {
    const before = await workspace.tree('.');
    await expect(verify()).resolves.toEqual({ success: true });
    expect(workspace.out).toEqual([
      expect.stringMatching(/^warning root-threshold/),
      expect.stringMatching(/^walk of ragnos-vault from the root: passed, targets downloaded: [1-9]/),
      expect.stringMatching(/^walk of ragnos-vault from the live state: passed/),
      expect.stringMatching(/^walk of tuf-js from the root: passed, targets downloaded: [1-9]/),
      expect.stringMatching(/^walk of tuf-js from the live state: passed/),
      expect.stringMatching(/^1 roots, \d+ roles, \d+ targets$/),
      'sound, findings: 1',
    ]);
    expect(await workspace.tree('.')).toEqual(before);
  });

  it('verifies any repository from the root that consumers are given', async () => {
    const options = { repo: 'vault/repository', root: 'vault/root.json', json: true };
    await expect(verify(options)).resolves.toEqual({ success: true });
    expect(JSON.parse(workspace.out.join(''))).toMatchObject({ status: 'sound', roots: 1 });
  });

  it('fails for a fault', async () => {
    for (const path of (await workspace.tree('vault')).keys()) {
      if (path.endsWith('hello-1.0.0.tgz')) await workspace.write(`vault/${path}`, 'broken');
    }
    await expect(verify()).resolves.toEqual({ success: false });
    expect(workspace.out.join('\n')).toMatch(/^error target-length in .*hello-1\.0\.0\.tgz/m);
    expect(workspace.err[0]).toMatch(/\(ERR_REPOSITORY_FAULTY\)$/);
  });

  it.each([
    ['nothing to verify', {}, 'ERR_USAGE'],
    ['a folder without a vault', { repoDir: 'nope' }, 'ERR_VAULT_NOT_FOUND'],
  ])('refuses %s', async (_, options, code) => {
    await expect(verify({ ...options, json: true })).resolves.toEqual({ success: false });
    expect(JSON.parse(workspace.out.join(''))).toMatchObject({ code });
  });
});
