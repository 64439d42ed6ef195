import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Operation, Place } from './operations.ts';

/** A process that performs operations, and may be killed in one. */
export interface Victim {
  readonly pid: number;
  /** Of the threads that call the system: `main`, and the one worker that all asynchronous calls share. */
  readonly threads: Readonly<Record<ThreadName, number>>;
  /** Resolves to how it ended: `done`, the code of an error, or `killed`. */
  perform(operation: Operation, place: Place): Promise<string>;
  readonly isDead: () => boolean;
  end(): Promise<void>;
}

export type ThreadName = 'main' | 'worker';

export interface VictimOptions {
  /** It has no `sync` command, so that each file is made durable by itself. */
  readonly hasNoSync?: boolean;
}

const SCRIPT = join(import.meta.dirname, 'child.ts');

/** Starts one, and lets it rehearse. */
export async function startVictim(
  operation: Operation,
  rehearsal: Place,
  { hasNoSync = false }: VictimOptions = {},
): Promise<Victim> {
  const child = spawn(process.execPath, [SCRIPT], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      ...(hasNoSync && { PATH: '/nonexistent' }),
      UV_THREADPOOL_SIZE: '1',
      NODE_COMPILE_CACHE: join(rehearsal.pluginsDir, '../../compiled'),
    },
  });
  const exit = once(child, 'exit').then(() => 'killed');
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const perform = async (next: Operation, { vaultDir, pluginsDir }: Place): Promise<string> => {
    child.stdin.write(`${next}\t${vaultDir}\t${pluginsDir}\n`);
    const answer = await answers.next();
    return answer.done === true ? exit : answer.value;
  };
  // Of one that is dead already the pipe is closed.
  child.stdin.on('error', () => undefined);
  const said = await perform(operation, rehearsal);
  const { pid } = child;
  if (said !== 'done' || pid === undefined) throw new Error(`the rehearsal of ${operation} ended: ${said}`);
  return {
    pid,
    threads: { main: pid, worker: workerOf(pid) },
    perform,
    isDead: () => child.exitCode !== null || child.signalCode !== null,
    end: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

function workerOf(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const worker = tasks.find((task) =>
    readFileSync(`/proc/${pid}/task/${task}/comm`, 'utf8').startsWith('libuv-worker'),
  );
  return Number(worker);
}
