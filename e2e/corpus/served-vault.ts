import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { parseServeEvent } from './parse-reports.ts';
import { exitOf, startVault, type CommandInput } from './vault-command.ts';

/** A running `ragnos-vault serve`. */
export interface ServedVault {
  /** Without a slash at its end. */
  readonly url: string;
  /** Asks it to stop, and resolves to its exit code. */
  readonly stop: () => Promise<number>;
}

const START_MS = 30_000;

/** Starts `serve --port 0` and waits until it listens. @throws Error with its words where it does not. */
export async function serveVault(args: readonly string[], input: CommandInput): Promise<ServedVault> {
  const child = startVault(['serve', '--port', '0', '--json', ...args], input);
  const words: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => words.push(chunk.toString()));
  try {
    return {
      url: await Promise.race([
        listening(child.stdout),
        failed(exitOf(child), words),
        failed(delay(START_MS, -1, { ref: false }), words),
      ]),
      stop: () => stop(child),
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

async function listening(stdout: ReturnType<typeof startVault>['stdout']): Promise<string> {
  if (stdout === null) throw new Error('the server has no output');
  const lines = createInterface({ input: stdout });
  const url = new Promise<string>((resolve) => {
    // The lines that follow are read as well, or a full pipe would stop the server.
    lines.on('line', (line) => {
      const event = parseServeEvent(line);
      if (event.type === 'listening' && event.url !== undefined) resolve(event.url.replace(/\/$/, ''));
    });
  });
  return url;
}

async function failed(end: Promise<number>, words: readonly string[]): Promise<never> {
  throw new Error(`serve did not start (${await end}): ${words.join('')}`);
}

async function stop(child: ReturnType<typeof startVault>): Promise<number> {
  child.kill('SIGTERM');
  return exitOf(child);
}
