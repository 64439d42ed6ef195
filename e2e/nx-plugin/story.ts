import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checks } from '../nx/checks.ts';
import { contentsOf, filesOf } from '../nx/trees.ts';
import { parseGraph, type Targets } from './parse-json.ts';
import type { Run, ThrowAway } from './throw-away.ts';

export interface Story {
  readonly workspace: ThrowAway;
  readonly check: Checks['check'];
}

/** From nothing to installed plugins, as the guide tells it. */
export async function playStory({
  workspace,
  tarball,
  check,
}: Story & { readonly tarball: string }): Promise<void> {
  const { nx, run, write, read, amend, root } = workspace;

  await check('nx add installs the package, and registers it', async () => {
    succeeded(await nx(`add @ragnos-vault/nx@file:${tarball}`));
    assert.match(await read('nx.json'), /"plugins": \[\s*"@ragnos-vault\/nx"\s*\]/);
    assert.match(await read('package.json'), /"@ragnos-vault\/nx": "file:/);
  });

  await check('the generators make a vault and plugins', async () => {
    succeeded(await nx('g @ragnos-vault/nx:repo vault --keyType=ed25519'));
    succeeded(await nx('run vault:init'));
    succeeded(await nx('g @ragnos-vault/nx:plugin plugins/hello --name=@acme/hello'));
    succeeded(await nx('g @ragnos-vault/nx:plugin plugins/count'));
    succeeded(await nx('g @ragnos-vault/nx:plugin plugins/open --npm'));
    await write('plugins/count/build.js', BUILD);
    await write('plugins/count/src/index.js', 'module.exports = (text) => text.split(/\\s+/).length;\n');
    await amend('plugins/count/package.json', BUILT);
    await write('plugins/count/project.json', { name: 'count', targets: { build: BUILD_TARGET } });
    await run('git', 'init', '-q');
    await run('git', 'add', '-A');
    succeeded(
      await run('git', '-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', 'first'),
    );
  });

  await check('the targets of a vault and of plugins are inferred', async () => {
    const expected: unknown = JSON.parse(await readFile(join(import.meta.dirname, 'targets.json'), 'utf8'));
    succeeded(await nx('graph --file=graph.json'));
    const nodes = Object.entries(parseGraph(await read('graph.json')));
    const shown = Object.fromEntries(nodes.map(([name, { targets }]) => [name, essenceOf(name, targets)]));
    assert.deepEqual(shown, expected);
  });

  await check('a plugin is published after it was built, and again it is unchanged', async () => {
    assert.match(
      succeeded(await nx('run count:publish')),
      /^published count@0\.1\.0 as plugins\/_\/count\//m,
    );
    const before = contentsOf(join(root, 'vault'));
    const again = succeeded(await nx('run count:publish'));
    assert.match(again, /^unchanged: nothing was written$/m);
    assert.deepEqual(contentsOf(join(root, 'vault')), before);
  });

  await check('the vault publishes all plugins in one commit, and proves it to two clients', async () => {
    await rm(join(root, 'plugins/count/dist'), { recursive: true });
    const published = succeeded(await nx('run vault:publish'));
    for (const name of ['@acme/hello', 'open'])
      assert.match(published, new RegExp(`^published ${name}@0.1.0 `, 'm'));
    assert.match(published, /^unchanged count@0\.1\.0 /m);
    assert.match(published, /^published: targets v3, snapshot v3, timestamp v3$/m);
    const said = succeeded(await nx('run-many -t verify,status,renew -p vault --output-style=static'));
    assert.match(said, /^walk of tuf-js from the root: passed/m);
    assert.match(said, /^timestamp v3, threshold 1, until 20/m);
    assert.match(said, /^unchanged: no role is in its signing window$/m);
  });

  await check('a scan is cached, a publish is not', async () => {
    succeeded(await nx('run count:scan'));
    assert.match(succeeded(await nx('run count:scan')), CACHED);
    assert.doesNotMatch(succeeded(await nx('run @acme/hello:publish')), CACHED);
  });

  await check('what is affected is published, and a version that exists is skipped', async () => {
    await amend('plugins/hello/package.json', { version: '0.2.0' });
    await write('plugins/count/src/index.js', 'module.exports = (text) => text.length;\n');
    const output = succeeded(
      await nx(
        'affected -t publish --files=plugins/hello/package.json,plugins/count/src/index.js --output-style=stream',
      ),
    );
    assert.match(output, /published @acme\/hello@0\.2\.0 /);
    assert.match(output, /skipped count@0\.1\.0 .*: raise its version/);
    assert.doesNotMatch(output, /open@0\.1\.0/);
  });

  await check('a project is installed as its lock says', async () => {
    await write('app/ragnos-vault.json', {
      repo: '../vault',
      root: '../vault/root.json',
      plugins: { '@acme/hello': '^0.1.0', count: '*' },
    });
    const install = (options: object): object => ({
      executor: '@ragnos-vault/nx:install',
      options: { projectDir: 'app', pluginsDir: 'app/plugins', ...options },
    });
    const verify = { executor: '@ragnos-vault/nx:verify', options: { pluginsDir: 'app/plugins' } };
    await write('app/project.json', {
      name: 'app',
      targets: { install: install({}), ci: install({ frozen: true }), verify },
    });
    assert.match(succeeded(await nx('run app:install')), /^installed @acme\/hello@0\.1\.0 /m);
    const files = ['README.md', 'dist/index.js', 'package.json', 'project.json'];
    assert.deepEqual(filesOf(join(root, 'app/plugins/current/_/count')), files);
    assert.match(succeeded(await nx('run app:ci')), /^unchanged: generation 1$/m);
    assert.match(succeeded(await nx('run app:verify')), /^generation 1 is intact$/m);
    // The installed project.json has the name of the one it was made of: two of them would stop Nx.
    assert.equal(succeeded(await nx('show projects')).match(/^count$/gm)?.length, 1);
  });

  await check('an executor says what it needs on a Node.js that is too old', async () => {
    const old = `Object.defineProperty(process.versions, 'node', { value: '20.20.2' });`;
    const call = `require('@ragnos-vault/nx/package.json'); require('./node_modules/@ragnos-vault/nx/executors.cjs').status({}, {}).then((r) => console.log(r));`;
    const { output } = await run(process.execPath, '-e', old + call);
    assert.match(output, /^error: Node\.js .* is too old for a vault \(ERR_NODE_VERSION\)$/m);
    assert.match(output, /^hint: run Nx on Node\.js \^22\.22\.2 /m);
    assert.match(output, /success: false/);
  });
}

/** How Nx 22, and how later ones say that they ran nothing. */
const CACHED = /read the output from the cache|Cache: +[1-9]/;
/** A build that makes the file which is packed. */
const BUILD = `require('node:fs').cpSync('src', 'dist', { recursive: true });\n`;
const BUILT = { type: 'commonjs', exports: './dist/index.js', files: ['dist', 'project.json'] };
const BUILD_TARGET = {
  executor: 'nx:run-commands',
  cache: true,
  inputs: ['{projectRoot}/src/**/*', '{projectRoot}/build.js'],
  outputs: ['{projectRoot}/dist'],
  options: { command: 'node build.js', cwd: 'plugins/count' },
};

const ESSENCE = ['executor', 'cache', 'continuous', 'dependsOn', 'inputs', 'options'];

/** Of the targets of a project, what every Nx shows alike. */
function essenceOf(name: string, targets: Targets): unknown {
  const essence = Object.entries(targets).map(([target, shown]) => [
    target,
    Object.fromEntries(
      Object.entries(shown).filter(
        ([key, value]) => ESSENCE.includes(key) || (key === 'parallelism' && value === false),
      ),
    ),
  ]);
  // Nx 22 writes the project before a target of its own.
  return JSON.parse(JSON.stringify(Object.fromEntries(essence)).replaceAll(`"${name}:`, '"'));
}

export function succeeded({ code, output }: Run): string {
  assert.equal(code, 0, output);
  return output;
}

export function failed({ code, output }: Run): string {
  assert.notEqual(code, 0, output);
  return output;
}
