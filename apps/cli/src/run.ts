import { CommanderError } from 'commander';
import { toVaultError, VaultError } from '@ragnos-vault/errors';
import { createProgram } from './program.ts';
import { ReportedError } from './reported-error.ts';
import { createOutput } from './terminal/output.ts';
import type { Io } from './terminal/io.ts';

/** Answers of commander that are no errors: help or the version was asked for. */
const DONE = ['commander.helpDisplayed', 'commander.help', 'commander.version'];

/** Runs one command line and resolves to its exit code; the one place where an error becomes words. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  try {
    const program = await createProgram(io, args);
    if (args.length === 0) program.help();
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (thrown) {
    if (thrown instanceof CommanderError && DONE.includes(thrown.code)) return 0;
    return report(thrown, args.includes('--json'), io);
  }
}

function report(thrown: unknown, json: boolean, io: Io): number {
  const error = toError(thrown);
  if (!(json && thrown instanceof ReportedError)) createOutput(io, json).error(error);
  if (
    error.code === 'ERR_INTERNAL' &&
    error.cause instanceof Error &&
    io.env['RAGNOS_VAULT_DEBUG'] !== undefined
  ) {
    io.stderr.write(`${error.cause.stack ?? ''}\n`);
  }
  return error.exitCode;
}

function toError(thrown: unknown): VaultError {
  if (thrown instanceof ReportedError) return thrown.error;
  return thrown instanceof CommanderError ? usageError(thrown) : toVaultError(thrown);
}

function usageError(error: CommanderError): VaultError {
  const message = error.message
    .replace(/^error: /, '')
    .replace(/\s+/g, ' ')
    .replace(/\.$/, '');
  return new VaultError('ERR_USAGE', message, { cause: error });
}
