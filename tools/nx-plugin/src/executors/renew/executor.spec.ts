import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { NOW, type TempWorkspace } from '../../../spec/temp-workspace.ts';
import { makeVaultWorkspace } from '../../../spec/vault-workspace.ts';
import renewExecutor, { type RenewOptions } from './executor.ts';

const DAY_MS = 86_400_000;

let workspace: TempWorkspace;
beforeEach(async () => {
  workspace = await makeVaultWorkspace();
});
afterEach(() => workspace.remove());

const renew = (options: Partial<RenewOptions> = {}, days = 0): Promise<{ success: boolean }> =>
  renewExecutor({ repoDir: 'vault', ...options }, workspace, {
    ...workspace.ports,
    now: () => new Date(NOW.getTime() + days * DAY_MS),
  });

describe('renew', () => {
  it('signs the timestamp anew', async () => {
    await expect(renew()).resolves.toEqual({ success: true });
    expect(workspace.out).toEqual([
      expect.stringMatching(/^renewed timestamp v2, until 20\d\d-/),
      'renewed: timestamp v2',
    ]);
  });

  it('writes nothing where nothing is due', async () => {
    const before = await workspace.tree('vault');
    await expect(renew({ ifNeeded: true })).resolves.toEqual({ success: true });
    expect(workspace.out).toEqual(['unchanged: no role is in its signing window']);
    expect(await workspace.tree('vault')).toEqual(before);
  });

  it('renews an expired timestamp and what is named, and tells that root is due', async () => {
    await expect(renew({ roles: ['targets'], json: true }, 360)).resolves.toEqual({ success: true });
    expect(JSON.parse(workspace.out.join(''))).toMatchObject({
      status: 'renewed',
      renewed: expect.arrayContaining([expect.objectContaining({ role: 'targets' })]),
      due: expect.arrayContaining(['root']),
    });
    workspace.out.length = 0;
    await renew({}, 360);
    expect(workspace.out.join('\n')).toMatch(/^warning: root is in its signing window/m);
  });

  it.each<[string, Partial<RenewOptions>, string]>([
    ['a folder without a vault', { repoDir: 'nope' }, 'ERR_VAULT_NOT_FOUND'],
    ['a role that cannot be named', { roles: ['root'] }, 'ERR_USAGE'],
    ['a passphrase file that is not there', { passphraseFile: 'nope' }, 'ERR_IO'],
  ])('refuses %s, and the vault stays as it is', async (_, options, code) => {
    const before = await workspace.tree('vault');
    await expect(renew({ ...options, json: true })).resolves.toEqual({ success: false });
    expect(JSON.parse(workspace.out.join(''))).toMatchObject({ code });
    expect(await workspace.tree('vault')).toEqual(before);
  });

  it('refuses without its key, and the vault stays as it is', async () => {
    await rm(join(workspace.root, 'vault/keys'), { recursive: true });
    const before = await workspace.tree('vault');
    await expect(renew()).resolves.toEqual({ success: false });
    expect(workspace.err[0]).toMatch(/\(ERR_SIGNER_UNAVAILABLE\)$/);
    expect(await workspace.tree('vault')).toEqual(before);
  });
});
