import { once } from 'node:events';

/** The part of Nx's `ExecutorContext` that the executors read. */
export interface Workspace {
  /** The workspace root: relative paths in options start there. */
  readonly root: string;
  /** Nx's own `--verbose`. */
  readonly isVerbose?: boolean;
}

/** What an executor touches of the process it runs in. */
export interface ExecutorPorts {
  /** One line of data, without its line break. */
  readonly print: (line: string) => void;
  /** One line for people: progress and errors. */
  readonly printError: (line: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** Settles when a continuous task must end. */
  readonly untilStopped: () => Promise<void>;
}

export const processPorts: ExecutorPorts = {
  print: (line) => process.stdout.write(`${line}\n`),
  printError: (line) => process.stderr.write(`${line}\n`),
  env: process.env,
  now: () => new Date(),
  untilStopped: async () => {
    const stopped = new AbortController();
    // `disconnect`: Nx itself was killed, and nobody is left who could stop this process.
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'];
    await Promise.race(signals.map((name) => once(process, name, { signal: stopped.signal })));
    stopped.abort();
  },
};
