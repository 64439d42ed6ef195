import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openChecks } from './checks.ts';
import { jsonOf, runNx, spawnNx, stopNx, WORKSPACE } from './run-nx.ts';
import { assertSameFiles, contentsOf } from './trees.ts';

// The targets of the project `repo`, on this workspace itself. What they make is not part of the sources.
const VAULT = join(WORKSPACE, 'repo/vault');
const PLUGINS = join(WORKSPACE, 'repo/plugins');
for (const dir of [VAULT, PLUGINS]) {
  if (existsSync(dir)) throw new Error(`${dir} exists and may hold keys; move it away first`);
}

const NAMES = ['@acme/hello@1.0.0', '@acme/markdown-toc@1.2.0', 'word-count@0.3.1'];
const { check, close } = openChecks();

await check('the example plugins pass their own tests', () => {
  const { status, stdout } = spawnSync(process.execPath, ['--test', 'examples/plugins/**/*.test.js'], {
    cwd: WORKSPACE,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stdout);
  assert.match(stdout, /pass [1-9]/);
});

await check('repo:publish makes the vault and publishes every example plugin', async () => {
  const { code, stdout, stderr } = await runNx('repo:publish');
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /created a vault in /);
  for (const name of NAMES) assert.ok(stdout.includes(`published ${name} `), stdout);
  assert.match(stdout, /^published: targets v2, snapshot v2, timestamp v2$/m);
  assert.doesNotMatch(stdout, /findings/);
});

await check('repo:publish, run again, says unchanged and writes nothing', async () => {
  const before = contentsOf(VAULT);
  const { code, stdout, stderr } = await runNx('repo:publish');
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /^unchanged: there is a vault in /m);
  for (const name of NAMES) assert.ok(stdout.includes(`unchanged ${name} `), stdout);
  assert.match(stdout, /^unchanged: nothing was written$/m);
  assert.doesNotMatch(stdout, /read the output from the cache/i);
  assert.deepEqual(contentsOf(VAULT), before);
});

await check('repo:status lists roles and plugins, for people and for machines', async () => {
  const { code, stdout } = await runNx('repo:status');
  assert.equal(code, 0, stdout);
  assert.match(stdout, /^timestamp v2, threshold 1, until 20/m);
  for (const name of NAMES) assert.ok(stdout.includes(`${name} at plugins/`), stdout);
  const report = jsonOf(await runNx('repo:status', '--json'));
  assert.ok(typeof report === 'object' && report !== null && 'roles' in report && 'targets' in report);
});

await check(
  'repo:verify walks what was published with two clients, and repo:renew has nothing to do',
  async () => {
    const { code, stdout, stderr } = await runNx('repo:verify');
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^walk of tuf-js from the root: passed, targets downloaded: [1-9]/m);
    assert.match((await runNx('repo:renew')).stdout, /^unchanged: no role is in its signing window$/m);
  },
);

await check('repo:install installs what was published, byte for byte', async () => {
  const { code, stdout, stderr } = await runNx('repo:install');
  assert.equal(code, 0, stdout + stderr);
  for (const name of NAMES) assert.ok(stdout.includes(`installed ${name} in `), stdout);
  const small = ['README.md', 'index.js', 'package.json'];
  assertSameFiles('repo/plugins/current/acme/hello', 'examples/plugins/hello', small);
  assertSameFiles('repo/plugins/current/_/word-count', 'examples/plugins/word-count', small);
});

await check('what `files` and `.npmignore` leave out was not published', () => {
  assertSameFiles('repo/plugins/current/acme/markdown-toc', 'examples/plugins/markdown-toc', [
    'README.md',
    'index.js',
    'lib/headings.js',
    'lib/slug.js',
    'package.json',
  ]);
});

await check('an installed plugin runs', () => {
  const code = `import { greet } from './repo/plugins/current/acme/hello/index.js'; console.log(greet('Ada'));`;
  const args = ['--input-type=module', '-e', code];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: WORKSPACE, encoding: 'utf8' });
  assert.equal(stdout, 'Hello, Ada!\n', stderr);
});

await check('repo:install, run again, says unchanged', async () => {
  const { code, stdout, stderr } = await runNx('repo:install');
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /^unchanged: generation 1$/m);
});

await check('a refused install fails with code and hint, without a stack, and changes nothing', async () => {
  const before = contentsOf(join(PLUGINS, 'current'));
  const { code, stdout, stderr } = await runNx('repo:install', '--plugins=@acme/nope');
  assert.equal(code, 1, stdout + stderr);
  assert.match(stdout + stderr, /^error: .*@acme\/nope.* \(ERR_TARGET_NOT_FOUND\)$/m);
  assert.match(stdout + stderr, /^hint: /m);
  assert.doesNotMatch(stdout + stderr, /^ +at /m);
  assert.deepEqual(contentsOf(join(PLUGINS, 'current')), before);
});

await check('options may be written in kebab case', async () => {
  const { code, stdout, stderr } = await runNx('repo:status', '--repo-dir=examples');
  assert.equal(code, 1, stdout + stderr);
  assert.match(stdout + stderr, /^error: no vault in .*examples \(ERR_VAULT_NOT_FOUND\)$/m);
});

await check('an unknown option is refused', async () => {
  const { code, stdout, stderr } = await runNx('repo:status', '--repo-dri=elsewhere');
  assert.equal(code, 1, stdout + stderr);
  assert.match(stdout + stderr, /'repo-dri' is not found in schema/);
});

await check('repo:serve serves the published half until it is stopped', async () => {
  const nx = spawnNx(['repo:serve', '--port=0']);
  try {
    const url = await urlOf(nx.stdout);
    assert.equal((await fetch(`${url}/metadata/timestamp.json`)).status, 200);
    assert.equal((await fetch(`${url}/vault.yaml`)).status, 404);
    stopNx(nx, 'SIGINT');
    await once(nx, 'close');
    await assert.rejects(async () => fetch(`${url}/healthz`));
  } finally {
    stopNx(nx, 'SIGKILL');
  }
});

for (const dir of [VAULT, PLUGINS]) rmSync(dir, { recursive: true, force: true });
close();

async function urlOf(stream: AsyncIterable<unknown> | null): Promise<string> {
  let text = '';
  for await (const chunk of stream ?? []) {
    text += String(chunk);
    const url = /^serving .* at (http:\S+)$/m.exec(text)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`the server did not start:\n${text}`);
}
