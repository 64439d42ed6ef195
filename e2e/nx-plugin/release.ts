import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { contentsOf } from '../nx/trees.ts';
import { openFakeRegistry } from './fake-registry.ts';
import { failed, succeeded, type Story } from './story.ts';

/** `nx release publish` beside @nx/js, whose own target would send packages to npm. */
export async function playRelease({ workspace, check }: Story): Promise<void> {
  const { nx, write, amend, root } = workspace;
  const registry = await openFakeRegistry();
  const env = { npm_config_registry: registry.url, npm_config_fetch_retries: '0' };
  const release = (options: string) => nx(`release publish ${options}`, env);
  const raise = (folder: string) => amend(`${folder}/package.json`, { version: '0.9.0' });

  await check('nx release publish publishes into the vault, and asks npm for nothing', async () => {
    for (const folder of ['plugins/hello', 'plugins/open']) await raise(folder);
    const output = succeeded(await release(`--registry=${registry.url} --otp=123456`));
    for (const name of ['@acme/hello', 'open']) assert.match(output, new RegExp(`published ${name}@0.9.0 `));
    assert.match(output, /skipped count@0\.1\.0 /);
    assert.deepEqual(registry.requests, []);
  });

  await check('a release that is run again, or dry, writes nothing', async () => {
    const before = contentsOf(join(root, 'vault'));
    assert.match(succeeded(await release('')), /unchanged: nothing was written/);
    await raise('plugins/count');
    assert.match(succeeded(await release('--dry-run')), /planned count@0\.9\.0 /);
    assert.deepEqual(contentsOf(join(root, 'vault')), before);
    assert.deepEqual(registry.requests, []);
  });

  await check('a plugin that is not private and has no target of its own is sent to npm by Nx', async () => {
    await write('plugins/trap/package.json', { name: 'trap', version: '1.0.0', ragnosVault: {} });
    await amend('nx.json', { release: { projects: ['trap'] } });
    failed(await release(''));
    assert.notDeepEqual(registry.requests, []);
    await rm(join(root, 'plugins/trap'), { recursive: true });
  });
  await registry.close();
}
