import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openServedVault } from '@ragnos-vault/api';
import { createRepositoryServer } from '@ragnos-vault/server';
import type { Tally } from '../corpus/tally.ts';
import { BRANCH, examplesIn, published, TAG } from './examples.ts';
import type { ActWorld } from './run-act.ts';
import { pluginFiles, readKept, ROOT, type Site } from './site.ts';

/** What users copy beside publish.yml, as they copy it. */
export async function checkExamples(
  world: ActWorld & { readonly dir: string },
  { check }: Tally,
): Promise<void> {
  const { site, run } = examplesIn(world);

  await check('check.yml: a pull request is scanned and reported, and writes nothing', async () => {
    const publisher = await site('check', { example: 'check', vault: 'vault' });
    await publisher.push(pluginFiles('plugins/hello', '@acme/hello'));
    const head = { repo: { full_name: 'acme/plugins' } };
    const env = { GITHUB_REPOSITORY: 'acme/plugins' };
    const payload = {
      pull_request: { head, base: { ref: 'main' } },
      repository: { full_name: 'acme/plugins' },
    };
    await run({ event: 'pull_request', payload, env, workflow: 'check.yml' }, { ...publisher, secret: '' });
    assert.match(await readKept(publisher, 'report.sarif'), /"version": ?"2\.1\.0"/);
    assert.equal(publisher.remote.commits('vault'), 1);
  });

  await check('renew.yml: the schedule renews what is due', async () => {
    const publisher = await site('renew', { example: 'renew', vault: 'vault' });
    await run({ event: 'schedule', workflow: 'renew.yml' }, publisher);
    assert.equal(publisher.remote.commits('vault'), 2);
  });

  await check('pages.yml: what is published is deployed in the same run', async () => {
    const publisher = await site('pages', { example: 'pages', vault: 'vault' });
    await publisher.push(pluginFiles('plugins/hello', '@acme/hello', '1.2.0'));
    await run({ ...TAG, workflow: 'pages.yml' }, publisher);
    const deployed = await readKept(publisher, 'deployed/metadata/timestamp.json');
    assert.equal(deployed, publisher.remote.read('vault', 'metadata/timestamp.json'));
    assert.deepEqual((await readdir(join(publisher.dir, 'kept/deployed'))).sort(), ['metadata', 'targets']);
  });

  await check('monorepo.yml: a push to main publishes eight plugins in one commit', async () => {
    const publisher = await site('monorepo', { example: 'monorepo', vault: 'vault' });
    const names = Array.from({ length: 8 }, (_, at) => `@acme/tool-${at}`);
    const plugins = names.map((name, at) => Object.entries(pluginFiles(`plugins/tool-${at}`, name)));
    await publisher.push({
      ...Object.fromEntries(plugins.flat()),
      'package.json': JSON.stringify({ name: 'plugins', private: true, workspaces: ['plugins/*'] }),
    });
    await promisify(execFile)('npm', ['install', '--offline', '--package-lock-only'], {
      cwd: publisher.clone,
    });
    await publisher.push({ '.gitignore': 'node_modules\n' });
    await run({ ...BRANCH, workflow: 'monorepo.yml' }, publisher);
    assert.equal(published(publisher).length, 8);
    assert.equal(publisher.remote.commits('vault'), 2);
    await checkInstall(publisher);
  });

  async function checkInstall(publisher: Site): Promise<void> {
    await check('install.yml: a consumer installs what its lock says, and its tests run it', async () => {
      const onError = (error: Error): void => assert.fail(error);
      const vault = await openServedVault({ repoDir: join(publisher.clone, 'vault'), onError });
      const served = createRepositoryServer(vault);
      const { url } = await served.listen({ port: 0, host: '127.0.0.1' });
      try {
        const consumer = await site('install', { example: 'install' });
        const script = 'node --eval "console.log(require(\'./plugins/current/acme/tool-3\'))"';
        await copyFile(join(publisher.clone, 'vault/root.json'), join(consumer.clone, 'root.json'));
        await promisify(execFile)(
          process.execPath,
          [
            join(ROOT, 'apps/cli/bin/ragnos-vault.js'),
            'install',
            '@acme/tool-3',
            '--repo',
            url,
            '--root',
            'root.json',
          ],
          { cwd: consumer.clone },
        );
        await rm(join(consumer.clone, 'plugins'), { recursive: true });
        await consumer.push({
          'package.json': JSON.stringify({ name: 'consumer', scripts: { test: script } }),
        });
        const log = await run({ ...BRANCH, workflow: 'install.yml' }, consumer);
        assert.match(log, /this is @acme\/tool-3/);
        assert.ok(!existsSync(join(consumer.clone, 'plugins')), 'it was installed where the job runs');
      } finally {
        await served.close();
        await vault.close();
      }
    });
  }
}
