import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TargetConfiguration } from '@nx/devkit';
import { makeWorkspace, type TempWorkspace } from '../../spec/temp-workspace.ts';
import { createNodes, createNodesV2, type PluginOptions } from '../index.ts';

let workspace: TempWorkspace;
beforeEach(async () => {
  workspace = await makeWorkspace();
  await workspace.write('repo/vault/vault.yaml', '');
  await plugin('plugins/hello', { name: '@acme/hello', version: '1.0.0', private: true });
});
afterEach(() => workspace.remove());

async function plugin(folder: string, manifest: object): Promise<void> {
  await workspace.write(`${folder}/package.json`, JSON.stringify({ ...manifest, ragnosVault: {} }));
}

/** What Nx makes of all files there are; by name, without how the targets describe themselves. */
async function infer(
  options?: PluginOptions,
): Promise<ReadonlyMap<string, Record<string, TargetConfiguration>>> {
  const [, inferFrom] = createNodes;
  const files = [...(await workspace.tree('.')).keys()].map((file) => file.replaceAll('\\', '/'));
  const context = { workspaceRoot: workspace.root, nxJsonConfiguration: {} };
  const found = await inferFrom(files, options, context);
  const projects = found.flatMap(([, result]) => Object.values(result.projects ?? {}));
  return new Map(projects.map(({ name = '', targets = {} }) => [name, withoutMetadata(targets)]));
}

function withoutMetadata(targets: Record<string, TargetConfiguration>): Record<string, TargetConfiguration> {
  const withoutIt = (target: TargetConfiguration): TargetConfiguration =>
    Object.fromEntries(Object.entries(target).filter(([key]) => key !== 'metadata'));
  return Object.fromEntries(Object.entries(targets).map(([name, target]) => [name, withoutIt(target)]));
}

const ALONE = { cache: false, parallelism: false };

describe('createNodes', () => {
  it('has the name that older Nx looks for as well, and sees the files that matter alone', () => {
    expect(createNodesV2).toBe(createNodes);
    expect(createNodes[0]).toBe('**/{vault.yaml,package.json}');
  });

  it('infers a vault, of which nothing is cached and what signs runs alone', async () => {
    const repoDir = 'repo/vault';
    expect((await infer()).get('repo-vault')).toEqual({
      status: { executor: '@ragnos-vault/nx:status', cache: false, options: { repoDir } },
      verify: { executor: '@ragnos-vault/nx:verify-repo', cache: false, options: { repoDir } },
      serve: { executor: '@ragnos-vault/nx:serve', cache: false, continuous: true, options: { repoDir } },
      renew: { executor: '@ragnos-vault/nx:renew', ...ALONE, options: { repoDir, ifNeeded: true } },
      publish: {
        executor: '@ragnos-vault/nx:publish',
        ...ALONE,
        dependsOn: [{ projects: ['directory:plugins/hello'], target: 'build' }],
        options: { plugins: ['plugins/hello'], repoDir, skipExisting: true },
      },
    });
  });

  it('infers a plugin, of which the scan alone is cached', async () => {
    const options = { plugins: ['plugins/hello'], repoDir: 'repo/vault' };
    expect((await infer()).get('@acme/hello')).toEqual({
      scan: {
        executor: '@ragnos-vault/nx:scan',
        cache: true,
        dependsOn: ['build'],
        inputs: ['{projectRoot}/**/*', { dependentTasksOutputFiles: '**/*' }],
        options: { plugins: ['plugins/hello'] },
      },
      publish: {
        executor: '@ragnos-vault/nx:publish',
        ...ALONE,
        dependsOn: ['build'],
        options: { ...options, skipExisting: true },
      },
      'nx-release-publish': {
        executor: '@ragnos-vault/nx:release-publish',
        ...ALONE,
        dependsOn: ['build', '^nx-release-publish'],
        options,
      },
    });
  });

  it('names targets as nx.json says', async () => {
    const projects = await infer({
      publishTargetName: 'vault-publish',
      buildTargetName: 'compile',
      scanTargetName: 'check',
    });
    expect(Object.keys(projects.get('@acme/hello') ?? {})).toEqual([
      'check',
      'vault-publish',
      'nx-release-publish',
    ]);
    expect(projects.get('@acme/hello')?.['vault-publish']).toMatchObject({ dependsOn: ['compile'] });
    expect(projects.get('repo-vault')?.['vault-publish']).toMatchObject({
      dependsOn: [{ target: 'compile' }],
    });
  });

  it('scans and publishes under the policy of nx.json, whose day counts', async () => {
    const targets = (await infer({ policy: 'vault.policy.yaml' })).get('@acme/hello');
    const policy = ['vault.policy.yaml'];
    expect(targets?.['scan']?.inputs).toEqual([
      '{projectRoot}/**/*',
      { dependentTasksOutputFiles: '**/*' },
      '{workspaceRoot}/vault.policy.yaml',
      { runtime: expect.stringContaining('toISOString') as unknown },
    ]);
    for (const name of ['scan', 'publish', 'nx-release-publish']) {
      expect(targets?.[name]?.options).toMatchObject({ policy });
    }
  });

  it('leaves nx-release-publish of a package that is not private to Nx', async () => {
    await plugin('plugins/open', { name: 'open', version: '1.0.0' });
    expect(Object.keys((await infer()).get('open') ?? {})).toEqual(['scan', 'publish']);
  });

  it('publishes into no vault where several are and none is chosen', async () => {
    await workspace.write('other/vault.yaml', '');
    expect(Object.keys((await infer()).get('@acme/hello') ?? {})).toEqual(['scan']);
    expect((await infer()).get('other')).not.toHaveProperty('publish');
    const chosen = await infer({ vault: './other/' });
    expect(chosen.get('@acme/hello')?.['publish']?.options).toMatchObject({ repoDir: 'other' });
    expect(chosen.get('other')).toHaveProperty('publish');
    expect(chosen.get('repo-vault')).not.toHaveProperty('publish');
  });

  it('sees a vault and a plugin at the root of the workspace', async () => {
    await workspace.write('vault.yaml', '');
    await plugin('.', { name: 'top', version: '1.0.0' });
    const projects = await infer({ vault: '.' });
    expect(projects.get('vault')?.['status']?.options).toEqual({ repoDir: '.' });
    expect(projects.get('top')?.['scan']?.options).toEqual({ plugins: ['.'] });
  });

  it('sees no plugin in what was installed, in other packages and in broken ones', async () => {
    await plugin(`plugins/store/${'a'.repeat(64)}-evil-1.0.0`, { name: '@acme/evil' });
    await workspace.write('libs/a/package.json', JSON.stringify({ name: 'a', ragnosVault: true }));
    await workspace.write('libs/b/package.json', '{ "name": "b", "ragnosVault": {');
    await workspace.write('libs/c/package.json', JSON.stringify({ ragnosVault: {} }));
    expect([...(await infer()).keys()]).toEqual(['repo-vault', '@acme/hello']);
  });

  it.each<[string, unknown]>([
    ['an option that there is not', { vualt: 'repo' }],
    ['a name that is empty', { publishTargetName: '' }],
    ['a vault that is no text', { vault: 1 }],
    ['a policy that is no file', { policy: [{}] }],
    ['a list', []],
  ])('refuses %s', async (_, options) => {
    await expect(infer(options as PluginOptions)).rejects.toMatchObject({ code: 'ERR_CONFIG_INVALID' });
  });
});
