import { PassThrough } from 'node:stream';

/** A process in memory for the command line: what it was given, and what it said. */
export interface MemoryIo {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: PassThrough & { isTTY?: boolean };
  readonly stdout: PassThrough & { isTTY?: boolean };
  readonly stderr: PassThrough & { isTTY?: boolean };
  readonly now: () => Date;
  readonly stopped: () => Promise<void>;
  /** Asks the command to stop. */
  readonly stop: () => void;
  readonly out: () => string;
  readonly err: () => string;
}

export function memoryIo(cwd: string, env: Readonly<Record<string, string | undefined>> = {}): MemoryIo {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const said = { out: '', err: '' };
  stdout.on('data', (chunk) => void (said.out += String(chunk)));
  stderr.on('data', (chunk) => void (said.err += String(chunk)));
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return {
    cwd,
    env,
    stdin: new PassThrough(),
    stdout,
    stderr,
    now: () => new Date(),
    stopped: () => promise,
    stop: () => resolve(undefined),
    out: () => said.out,
    err: () => said.err,
  };
}
