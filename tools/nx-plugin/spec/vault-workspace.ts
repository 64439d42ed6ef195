import initExecutor from '../src/executors/init/executor.ts';
import publishExecutor from '../src/executors/publish/executor.ts';
import { makeWorkspace, type TempWorkspace } from './temp-workspace.ts';

export const HELLO = { name: '@acme/hello', version: '1.0.0', type: 'module' };
export const COUNT = { name: 'word-count', version: '0.3.1', type: 'module' };

/** A workspace with two plugins in `plugins-src/` and an empty vault in `vault/`; its output starts empty. */
export async function makeVaultWorkspace(): Promise<TempWorkspace> {
  const workspace = await makeWorkspace();
  await workspace.plugin('plugins-src/hello', HELLO, 'export const greet = (name) => `Hello, ${name}!`;\n');
  await workspace.plugin('plugins-src/word-count', COUNT);
  await assertSuccess(
    initExecutor({ repoDir: 'vault', keyType: 'ed25519' }, workspace, workspace.ports),
    workspace,
  );
  return workspace;
}

/** As `makeVaultWorkspace`, with both plugins published. */
export async function makePublishedWorkspace(): Promise<TempWorkspace> {
  const workspace = await makeVaultWorkspace();
  const options = { plugins: ['plugins-src/*'], repoDir: 'vault' };
  await assertSuccess(publishExecutor(options, workspace, workspace.ports), workspace);
  return workspace;
}

async function assertSuccess(
  run: Promise<{ readonly success: boolean }>,
  workspace: TempWorkspace,
): Promise<void> {
  const { success } = await run;
  if (!success) throw new Error(`the workspace could not be prepared: ${workspace.err.join('\n')}`);
  workspace.out.length = 0;
}
