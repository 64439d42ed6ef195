import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tally } from '../corpus/tally.ts';
import { forgeCache } from './forge-cache.ts';
import { startProxy } from './forward-proxy.ts';
import { parsePlugins } from './parse-outputs.ts';
import { runAction, type Job, type StepResult } from './runner.ts';
import type { World } from './world.ts';

export async function checkInstall(world: World, { check }: Tally): Promise<void> {
  const { workspace } = world;
  const install = (inputs: Record<string, string> = {}, change: Partial<Job> = {}): Promise<StepResult> =>
    runAction('install', inputs, world.job(change));
  const isSelfHosted = { env: { RUNNER_ENVIRONMENT: 'self-hosted' } };
  const fresh = (): Promise<void> => rm(join(workspace, 'plugins'), { recursive: true, force: true });
  const forgetTemp = (): Promise<void> => rm(join(world.dir, 'temp'), { recursive: true, force: true });
  const installed = async (step: StepResult): Promise<void> => {
    assert.equal(step.code, 0, step.log);
    const [plugin] = parsePlugins(step.outputs.get('plugins'));
    assert.equal(
      await readFile(join(plugin?.path ?? '', 'index.js'), 'utf8'),
      "console.log('this is @acme/hello');\n",
    );
  };

  await world.addPlugin('hello', { name: '@acme/hello', version: '1.0.0', bin: 'hello' });
  const published = await runAction(
    'publish',
    { plugins: 'plugins-src/*', 'signing-keys': world.secret },
    world.job(),
  );
  assert.equal(published.code, 0, published.log);
  // What download-artifact brings, from what the other job uploaded.
  const unzip = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])';
  const [artifact] = [...world.github.artifacts.values()];
  await writeFile(join(world.dir, 'artifact.zip'), world.github.store.blobs.get(artifact?.blob ?? '') ?? '');
  execFileSync('python3', ['-c', unzip, join(world.dir, 'artifact.zip'), join(workspace, 'folder')]);
  const root = `sha256:${createHash('sha256')
    .update(await readFile(join(workspace, 'vault/root.json')))
    .digest('hex')}`;
  const named = { plugins: '@acme/hello', repo: './folder', root };

  await check('install: publish, artifact, install: what was published is what is installed', async () => {
    const step = await install({ ...named, 'add-to-path': 'true', cache: 'false' });
    await installed(step);
    assert.equal(step.outputs.get('generation'), '1');
    const [bin = ''] = step.paths;
    assert.equal(execFileSync(join(bin, 'hello'), { encoding: 'utf8' }), 'this is @acme/hello\n');
    assert.match(step.summary, /acme\/hello.*sha256:[0-9a-f]{64}/);
  });
  await check('install: another root is refused, and what is installed stays', async () => {
    const before = await readdir(join(workspace, 'plugins'));
    const step = await install({ ...named, root: `sha256:${'0'.repeat(64)}` });
    assert.equal(step.code, 1);
    assert.match(step.log, /::error::.*ERR_TUF_ROOT_INVALID/);
    assert.deepEqual(await readdir(join(workspace, 'plugins')), before);
  });
  await check('install: a byte changed in the repository is refused, and nothing is installed', async () => {
    await fresh();
    await cp(join(workspace, 'folder'), join(workspace, 'forged'), { recursive: true });
    await flipArchives(join(workspace, 'forged/targets'));
    const step = await install({ ...named, repo: './forged', cache: 'false' });
    assert.equal(step.code, 1);
    assert.match(step.log, /::error::.*ERR_TUF_(?:HASH_MISMATCH|LENGTH)/);
    assert.deepEqual(
      (await readdir(join(workspace, 'plugins'))).filter((name) => name === 'current'),
      [],
    );
  });
  await check('install: a project and its lock: the first run writes them, the next is frozen', async () => {
    await fresh();
    await writeFile(
      join(workspace, 'ragnos-vault.json'),
      JSON.stringify({ repo: './folder', root, plugins: { '@acme/hello': '^1.0.0' } }),
    );
    await installed(await install());
    const lock = await readFile(join(workspace, 'ragnos-vault.lock.json'));
    await fresh();
    const step = await install();
    await installed(step);
    assert.ok((step.outputs.get('lock-file') ?? '').endsWith('ragnos-vault.lock.json'));
    assert.deepEqual(await readFile(join(workspace, 'ragnos-vault.lock.json')), lock);
  });
  await check('install: the cache saves the download, and only that', async () => {
    for (const forget of [fresh, forgetTemp]) await forget();
    assert.equal((await install()).code, 0);
    assert.equal(world.github.caches.size > 0, true, 'an entry was saved');
    for (const forget of [fresh, forgetTemp]) await forget();
    const step = await install();
    await installed(step);
    assert.equal(step.outputs.get('cache-hit'), 'true', step.log);
  });
  await check('install: a cache entry with a flipped byte is dropped, and the archive fetched', async () => {
    const { blobs } = world.github.store;
    for (const entry of world.github.caches.values())
      blobs.set(entry, await forgeCache(blobs.get(entry) ?? Buffer.alloc(0), flipArchives));
    for (const forget of [fresh, forgetTemp]) await forget();
    const step = await install();
    await installed(step);
    assert.equal(step.outputs.get('cache-hit'), 'false');
  });
  await check('install: a cache entry that is no archive is a warning, and the archive fetched', async () => {
    for (const entry of world.github.caches.values())
      world.github.store.blobs.set(entry, Buffer.from('nothing'));
    for (const forget of [fresh, forgetTemp]) await forget();
    const step = await install();
    await installed(step);
    assert.match(step.log, /::warning::/);
  });
  await check('install: a cache entry that brings a set of its own is dropped, with its set', async () => {
    const forged = async (dir: string): Promise<void> => {
      const home = join(dir, 'workspace/plugins/current/acme/hello');
      await mkdir(home, { recursive: true });
      await writeFile(join(home, 'index.js'), 'evil');
    };
    await forgetTemp();
    world.github.caches.clear();
    await fresh();
    assert.equal((await install()).code, 0);
    const { blobs } = world.github.store;
    for (const entry of world.github.caches.values())
      blobs.set(entry, await forgeCache(blobs.get(entry) ?? Buffer.alloc(0), forged));
    for (const forget of [fresh, forgetTemp]) await forget();
    const step = await install();
    await installed(step);
    assert.match(step.log, /::warning::a cache entry wrote into the plugins folder/);
  });
  await check('install: a proxy is asked for the repository', async () => {
    const proxy = await startProxy('vault.test', join(workspace, 'folder'));
    await fresh();
    const env = { http_proxy: proxy.url };
    const step = await install({ ...named, repo: 'http://vault.test', cache: 'false' }, { env });
    proxy.close();
    await installed(step);
    assert.ok(proxy.asked.length > 0);
    assert.ok(proxy.asked.every((host) => host === 'vault.test'));
  });
  await check('install: no cache is asked on a tag', async () => {
    for (const forget of [fresh, forgetTemp]) await forget();
    const step = await install({}, { env: { GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.0.0' } });
    await installed(step);
    assert.equal(step.state.has('key'), false);
  });
  await check('install: the tool cache of a runner that stays saves the download', async () => {
    await fresh();
    assert.equal((await install({}, isSelfHosted)).code, 0);
    await fresh();
    const step = await install({}, isSelfHosted);
    await installed(step);
    assert.equal(step.outputs.get('cache-hit'), 'true', step.log);
  });
  await check('install: a forged entry of the tool cache, marked complete, is fetched again', async () => {
    await flipArchives(join(world.dir, 'tools'));
    await fresh();
    const step = await install({}, isSelfHosted);
    await installed(step);
    assert.equal(step.outputs.get('cache-hit'), 'false');
  });
  await check('install: a lock that asks for more than there is stops a frozen run', async () => {
    await fresh();
    const wanted = { repo: './folder', root, plugins: { '@acme/hello': '^2.0.0' } };
    await writeFile(join(workspace, 'ragnos-vault.json'), JSON.stringify(wanted));
    const step = await install();
    assert.equal(step.code, 1);
    assert.match(step.log, /::error::.*ERR_LOCK_STALE/);
  });
  await check('install: a lock file of another name is refused before anything is fetched', async () => {
    const step = await install({ 'lock-file': 'other.json' });
    assert.equal(step.code, 1);
    assert.match(step.log, /::error::.*ERR_USAGE/);
    await mkdir(join(workspace, 'plugins'), { recursive: true });
  });
}

/** Changes the last byte of every archive below a folder. */
async function flipArchives(dir: string): Promise<void> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const archives = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.tgz'));
  assert.ok(archives.length > 0, `no archive below ${dir}`);
  for (const { parentPath, name } of archives) {
    const bytes = await readFile(join(parentPath, name));
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await writeFile(join(parentPath, name), bytes);
  }
}
