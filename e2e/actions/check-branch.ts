import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { exportOnlineKeys, initVault } from '@ragnos-vault/api';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tally } from '../corpus/tally.ts';
import { parsePlugins } from './parse-outputs.ts';
import { runAction, type StepResult } from './runner.ts';
import type { World } from './world.ts';

/** A vault whose repository is a branch of `origin`, as two runs of a CI see it. */
export async function checkBranch(world: World, { check }: Tally): Promise<void> {
  const origin = join(world.dir, 'origin.git');
  const git = (args: readonly string[], cwd = world.dir): string =>
    execFileSync('git', ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.com', ...args], {
      cwd,
      encoding: 'utf8',
    });
  const secret = await seed(world, origin, git);
  const clone = (name: string): string => {
    git(['clone', '--quiet', origin, name]);
    return join(world.dir, name);
  };
  const publish = (workspace: string, tag: string): Promise<StepResult> => {
    const inputs = { plugins: 'plugins-src/*', 'signing-keys': secret };
    const env = {
      GITHUB_REF_TYPE: 'tag',
      GITHUB_REF_NAME: tag,
      RUNNER_TEMP: join(workspace, '../temp', tag.slice(0, 1)),
    };
    return runAction('publish', inputs, world.job({ workspace, env }));
  };
  const head = (): string => git(['rev-parse', 'vault'], origin).trim();

  await check('branch: two tags at once push both, each from its own clone', async () => {
    const [a, b] = [clone('a'), clone('b')];
    const both = await Promise.all([publish(a, 'a@1.0.0'), publish(b, 'b@1.0.0')]);
    for (const step of both) assert.equal(step.code, 0, step.log);
    const statuses = both.flatMap(({ outputs }) =>
      parsePlugins(outputs.get('plugins')).map(({ status }) => status),
    );
    assert.deepEqual(statuses, ['published', 'published']);
    assert.equal(
      git(['rev-list', '--count', 'vault'], origin).trim(),
      '3',
      'one commit each, after the first state',
    );
  });
  await check('branch: the repository is exported for the artifact, and installs', async () => {
    const step = await publish(clone('c'), 'a@1.0.0');
    assert.equal(step.code, 0, step.log);
    const repo = step.outputs.get('repository-path') ?? '';
    assert.deepEqual((await readdir(repo)).sort(), ['metadata', 'targets']);
    const inputs = { plugins: 'a\nb', repo, root: join(world.dir, 'c/vault/root.json'), cache: 'false' };
    const installed = await runAction('install', inputs, world.job());
    assert.equal(installed.code, 0, installed.log);
    assert.equal(parsePlugins(installed.outputs.get('plugins')).length, 2);
  });
  await check(
    'branch: a push that the server does not take is told with the permission to add, and nothing is live',
    async () => {
      const before = head();
      const hook = join(origin, 'hooks/pre-receive');
      await writeFile(hook, '#!/bin/sh\necho "Permission to acme/plugins.git denied" >&2\nexit 1\n');
      await chmod(hook, 0o755);
      const workspace = clone('d');
      const file = join(workspace, 'plugins-src/a/package.json');
      await writeFile(file, (await readFile(file, 'utf8')).replace('1.0.0', '1.1.0'));
      const step = await publish(workspace, 'a@1.1.0');
      await rm(hook);
      assert.equal(step.code, 1);
      assert.match(step.log, /::error::.*ERR_GIT_REFUSED/);
      assert.match(step.log, /hint: .*contents: write/);
      assert.equal(step.outputs.get('published'), 'false');
      assert.equal(head(), before);
    },
  );
}

/** `origin` with plugins, a vault without its keys on main, and the first state on its branch; returns the secret. */
async function seed(
  world: World,
  origin: string,
  git: (args: readonly string[], cwd?: string) => string,
): Promise<string> {
  for (const name of ['a', 'b']) await world.addPlugin(name, { name, version: '1.0.0' });
  const { workspace } = world;
  await rm(join(workspace, 'vault'), { recursive: true });
  git(['init', '--quiet', '--bare', '--initial-branch=main', origin]);
  git(['init', '--quiet', '--initial-branch=main'], workspace);
  git(['remote', 'add', 'origin', origin], workspace);
  const repoDir = join(workspace, 'vault');
  await initVault({ repoDir, store: 'git:vault', keyType: 'ed25519', threshold: 1, now: new Date() });
  const keys = await exportOnlineKeys({ repoDir, passphrase: () => Promise.resolve(undefined), env: {} });
  git(['add', '.'], workspace);
  git(['commit', '--quiet', '-m', 'plugins and vault'], workspace);
  git(['push', '--quiet', 'origin', 'main'], workspace);
  return keys.map(({ pem }) => pem).join('\n');
}
