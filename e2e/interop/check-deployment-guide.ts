import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseListReport } from '../corpus/parse-reports.ts';
import { serveVault } from '../corpus/served-vault.ts';
import type { Tally } from '../corpus/tally.ts';
import { assertSameTree, readTree } from '../corpus/tree.ts';
import { succeedVault, WORKSPACE, type CommandInput } from '../corpus/vault-command.ts';
import { downloadWithTufJs } from './download-with-tuf-js.ts';
import { packWithTar, writePluginFolder } from './plugin-folder.ts';

// The words of the guide; this text is the file that is run.
const EXAMPLE = `import { SecurePluginInstaller } from 'ragnos-vault';
const installer = new SecurePluginInstaller({
  pluginsDir: './plugins', tufOptions: { localRepoDir: './production-repo' },
  ignoreScripts: true, maxFileSize: 100 * 1024 * 1024 });
await installer.initialize();
await installer.installPlugin('plugins/vendor/plugin-name.tar.gz');
`;
const TARGET_PATH = 'plugins/vendor/plugin-name.tar.gz';

/**
 * Follows the deployment guide word by word, under the command's second name, in a folder of the workspace, so that
 * the example finds `ragnos-vault` as any project does that depends on it.
 */
export async function checkDeploymentGuide(tally: Tally, parent: string): Promise<void> {
  const cwd = await mkdtemp(join(parent, 'guide-'));
  const local: CommandInput = { cwd, program: [join(WORKSPACE, 'node_modules', '.bin', 'local-tuf-cli')] };
  const source = await writePluginFolder(cwd, '@vendor/plugin-name', '2.0.0');
  await writeFile(join(cwd, 'install.mjs'), EXAMPLE);
  await packWithTar(source, join(cwd, 'plugin-name.tar.gz'));
  await tally.check('local-tuf-cli init --repo-dir ./production-repo', async () => {
    await succeedVault(['init', '--repo-dir', './production-repo'], local);
  });
  await tally.check(`local-tuf-cli publish --target-path ${TARGET_PATH}`, async () => {
    await succeedVault(['publish', 'plugin-name.tar.gz', '--target-path', TARGET_PATH], local);
  });
  await tally.check('local-tuf-cli serve --host 0.0.0.0 finds that vault', () => checkServe(local));
  await tally.check('the programmatic example runs as written', () => checkExample(cwd, source));
  await tally.check('changed bytes of root.json are refused', async () => {
    const root = await readFile(join(cwd, 'production-repo', 'root.json'));
    await checkRefusedRoot(cwd, Buffer.concat([root, Buffer.from('\n')]));
  });
  await tally.check("another vault's root.json is refused", async () => {
    await succeedVault(['init', '--repo-dir', 'other/vault'], local);
    await checkRefusedRoot(cwd, await readFile(join(cwd, 'other', 'vault', 'root.json')));
  });
}

async function checkServe(input: CommandInput): Promise<void> {
  const { cwd } = input;
  const server = await serveVault(['--host', '0.0.0.0'], input);
  try {
    const [file = ''] = await downloadWithTufJs({
      url: server.url.replace('//0.0.0.0:', '//127.0.0.1:'),
      trustedRoot: join(cwd, 'production-repo', 'root.json'),
      targetPaths: [TARGET_PATH],
      folder: join(cwd, 'client'),
    });
    assert.deepEqual(await readFile(file), await readFile(join(cwd, 'plugin-name.tar.gz')));
  } finally {
    assert.equal(await server.stop(), 0);
  }
}

async function checkExample(cwd: string, source: string): Promise<void> {
  await runExample(cwd);
  const list = parseListReport(await succeedVault(['list', '--json'], { cwd }));
  assert.deepEqual(
    list.current?.plugins.map(({ name, version }) => `${name}@${version}`),
    ['@vendor/plugin-name@2.0.0'],
  );
  const installed = join(cwd, 'plugins', 'current', 'vendor', 'plugin-name');
  assertSameTree(await readTree(installed), await readTree(source));
}

/** Puts other bytes where the pinned root lay, and back. */
async function checkRefusedRoot(cwd: string, bytes: Uint8Array): Promise<void> {
  const root = join(cwd, 'production-repo', 'root.json');
  await copyFile(root, join(cwd, 'kept-root.json'));
  const before = await readTree(join(cwd, 'plugins'));
  await writeFile(root, bytes);
  await assert.rejects(runExample(cwd), /ERR_TUF_ROOT_CHANGED/);
  assertSameTree(await readTree(join(cwd, 'plugins')), before);
  await copyFile(join(cwd, 'kept-root.json'), root);
  await runExample(cwd);
}

async function runExample(cwd: string): Promise<void> {
  await promisify(execFile)(process.execPath, ['install.mjs'], { cwd });
}
