import { memoryIo } from '@ragnos-vault/testing';
import { run } from '../../apps/cli/src/run.ts';
import type { ExecutorPorts, Workspace } from '../../tools/nx-plugin/src/lib/executor-ports.ts';

export const NOW = new Date();

/** What a run came to. */
export interface Said {
  readonly isDone: boolean;
  readonly json: unknown;
}

/** A run of the command with `--json`. */
export async function command(line: string, cwd: string): Promise<Said> {
  const io = memoryIo(cwd);
  const code = await run([...line.split(' '), '--json'], { ...io, now: () => NOW });
  return { isDone: code === 0, json: JSON.parse(io.out()) };
}

/** A run of an executor with `json`. */
export async function executor<Options>(
  start: (
    options: Options,
    workspace: Workspace,
    ports: ExecutorPorts,
  ) => Promise<{ readonly success: boolean }>,
  options: Options,
  root: string,
): Promise<Said> {
  const printed: string[] = [];
  const ports = {
    print: (line: string) => printed.push(line),
    printError: () => undefined,
    env: {},
    now: () => NOW,
    untilStopped: () => Promise.resolve(),
  };
  const { success } = await start({ ...options, json: true }, { root }, ports);
  return { isDone: success, json: JSON.parse(printed.join('')) };
}
