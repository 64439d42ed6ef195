import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TempWorkspace } from '../../../spec/temp-workspace.ts';
import { makePublishedWorkspace, makeVaultWorkspace } from '../../../spec/vault-workspace.ts';
import statusExecutor from './executor.ts';

let workspace: TempWorkspace;
beforeEach(async () => {
  workspace = await makePublishedWorkspace();
});
afterEach(() => workspace.remove());

describe('status', () => {
  it('says what is published and until when, and changes nothing', async () => {
    const before = await workspace.tree('.');
    const run = statusExecutor({ repoDir: 'vault' }, workspace, workspace.ports);
    await expect(run).resolves.toEqual({ success: true });
    expect(workspace.out).toEqual([
      expect.stringMatching(/^root {6}v1, threshold 1, until 20\d\d-/),
      expect.stringMatching(/^targets {3}v2, threshold 1, until 20\d\d-/),
      expect.stringMatching(/^snapshot {2}v2, threshold 1, until 20\d\d-/),
      expect.stringMatching(/^timestamp v2, threshold 1, until 20\d\d-/),
      'word-count@0.3.1 at plugins/_/word-count/0.3.1/word-count-0.3.1.tgz',
      '@acme/hello@1.0.0 at plugins/acme/hello/1.0.0/hello-1.0.0.tgz',
    ]);
    expect(await workspace.tree('.')).toEqual(before);
  });

  it('reports an expired role, and succeeds', async () => {
    const ports = { ...workspace.ports, now: () => new Date('2100-01-01T00:00:00Z') };
    await expect(statusExecutor({ repoDir: 'vault' }, workspace, ports)).resolves.toEqual({ success: true });
    expect(workspace.out[0]).toMatch(/^root {6}v1, threshold 1, expired 20\d\d-/);
  });

  it('says that there is nothing yet', async () => {
    const empty = await makeVaultWorkspace();
    await statusExecutor({ repoDir: 'vault' }, empty, empty.ports);
    expect(empty.out.at(-1)).toBe('no plugins yet');
    await empty.remove();
  });

  it('reports to machines', async () => {
    await statusExecutor({ repoDir: 'vault', json: true }, workspace, workspace.ports);
    expect(workspace.out).toHaveLength(1);
    expect(JSON.parse(workspace.out[0]!)).toMatchObject({
      roles: [{ role: 'root' }, { role: 'targets' }, { role: 'snapshot' }, { role: 'timestamp' }],
    });
  });

  it('refuses a folder without a vault, and makes none', async () => {
    const run = statusExecutor({ repoDir: 'nope' }, workspace, workspace.ports);
    await expect(run).resolves.toEqual({ success: false });
    expect(workspace.err).toEqual([
      expect.stringMatching(/^error: no vault in .*nope \(ERR_VAULT_NOT_FOUND\)$/),
      expect.stringMatching(/^hint: /),
    ]);
    expect((await workspace.tree('nope')).size).toBe(0);
  });
});
