import type { Readable, Writable } from 'node:stream';

/** What the command touches of its process, so that a test can run it in memory. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly now: () => Date;
  /** Resolves when the process is asked to stop. */
  readonly stopped: () => Promise<void>;
}

/** True where a person watches: what is drawn again and colour are for them, never for a log. */
export function isInteractive(io: Io): boolean {
  return io.stderr.isTTY === true && !isCi(io);
}

/** True where a log is kept that people read later. */
export function isCi({ env }: Io): boolean {
  return isSet(env['CI']);
}

export function usesColour(io: Io): boolean {
  return io.stdout.isTTY === true && !isSet(io.env['CI']) && !isSet(io.env['NO_COLOR']);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false' && value !== '0';
}
