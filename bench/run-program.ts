import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export type Command = readonly [string, ...string[]];

/**
 * Runs a program, and resolves to what it printed; to `undefined`, with the program stopped, where it takes too long.
 *
 * @throws Error with its words where it fails
 */
export async function runWithin(milliseconds: number, command: Command): Promise<string | undefined> {
  const [program, ...args] = command;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const tooSlow = new AbortController();
  const timer = setTimeout(() => {
    tooSlow.abort();
    child.kill('SIGKILL');
  }, milliseconds);
  try {
    const [output, words] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    if (child.exitCode === 0) return output;
    if (tooSlow.signal.aborted) return undefined;
    throw new Error(`${command.join(' ')} ended with ${String(child.exitCode)}: ${words.trim()}`);
  } finally {
    clearTimeout(timer);
  }
}
