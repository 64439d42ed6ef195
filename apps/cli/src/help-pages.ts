import type { Command } from 'commander';
import { createProgram } from './program.ts';
import type { Io } from './terminal/io.ts';

export interface HelpPage {
  readonly name: string;
  readonly help: string;
}

/** The help of the program and of each command, as printed on a terminal of 100 columns. */
export async function helpPages(io: Io): Promise<readonly HelpPage[]> {
  const program = await createProgram(io);
  const all = program.commands.flatMap((command) => [command, ...command.commands]);
  return [program, ...all].map((command) => {
    command.configureHelp({ helpWidth: 100 });
    let help = '';
    command.configureOutput({ writeOut: (text) => void (help += text), getOutHelpWidth: () => 100 });
    command.outputHelp();
    return { name: nameOf(command), help };
  });
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}
