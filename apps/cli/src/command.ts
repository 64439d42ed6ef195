import { Command } from 'commander';
import { createOutput, type Output } from './terminal/output.ts';
import type { Io } from './terminal/io.ts';

/** What every command works with. */
export interface Context {
  readonly io: Io;
  readonly output: Output;
}

export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** Lines of the shell, shown under the options. */
  readonly examples: readonly string[];
}

/** A command with what all have in common: `--json`, `--help` with examples, and errors that are ours. */
export function createCommand({ name, summary, examples }: CommandSpec): Command {
  return new Command(name)
    .description(summary)
    .option('--json', 'print one JSON value instead of text')
    .addHelpText('after', `\nExamples:\n${examples.map((line) => `  $ ragnos-vault ${line}`).join('\n')}`)
    .exitOverride();
}

/** The context of a run: `--json` decides where words go. */
export function contextOf(io: Io, options: { readonly json?: boolean }): Context {
  return { io, output: createOutput(io, options.json === true) };
}

/** An optional property only where there is a value: absence is absence, not `undefined`. */
export function given<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  const object: Partial<Record<K, V>> = {};
  if (value !== undefined) object[key] = value;
  return object;
}
