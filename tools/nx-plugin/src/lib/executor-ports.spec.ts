import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TempWorkspace } from '../../spec/temp-workspace.ts';
import { makeVaultWorkspace } from '../../spec/vault-workspace.ts';

// Processes start slowly on a busy machine.
jest.setTimeout(30_000);

const SHIM = join(import.meta.dirname, '../executors/serve/executor.cjs');
/** Runs the serve executor as Nx does: in a process of its own, with a channel to Nx. */
const RUNNER = `
  process.on('message', ([options, context]) =>
    require(${JSON.stringify(SHIM)})(options, context).then((result) => {
      console.log(JSON.stringify(result));
      if (process.connected) process.disconnect();
    }));
`;

let workspace: TempWorkspace;
beforeEach(async () => {
  workspace = await makeVaultWorkspace();
  await workspace.write('runner.cjs', RUNNER);
});
afterEach(() => workspace.remove());

describe('a task that runs until it is stopped', () => {
  const ways: { name: string; stop: (task: ChildProcess) => void }[] = [
    { name: 'SIGTERM', stop: (task) => task.kill('SIGTERM') },
    { name: 'SIGINT', stop: (task) => task.kill('SIGINT') },
    { name: 'the end of Nx', stop: (task) => task.disconnect() },
  ];
  it.each(ways)('ends well on $name', async ({ stop }) => {
    const task = fork(join(workspace.root, 'runner.cjs'), { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    const exited = once(task, 'exit');
    let text = '';
    task.send([{ repoDir: 'vault', port: 0 }, { root: workspace.root }]);
    for await (const chunk of task.stdout!) {
      const isFirst = !text.includes('serving');
      text += String(chunk);
      if (isFirst && text.includes('serving')) stop(task);
    }
    expect(text).toMatch(/^serving .*\nstopped serving .*\n\{"success":true\}\n$/);
    expect(await exited).toEqual([0, null]);
  });
});
