import { Command } from 'commander';
import { demoCommand } from './commands/demo.ts';
import { initCommand } from './commands/init.ts';
import { installCommand } from './commands/install.ts';
import { listCommand } from './commands/list.ts';
import { publishCommand } from './commands/publish.ts';
import { rollbackCommand } from './commands/rollback.ts';
import { scanCommand } from './commands/scan.ts';
import { serveCommand } from './commands/serve.ts';
import { statusCommand } from './commands/status.ts';
import type { Io } from './terminal/io.ts';
import { version } from './version.ts';

/** The whole command line, in the order in which it is used. */
export function createProgram(io: Io): Command {
  const program = new Command('ragnos-vault')
    .description('Secure plugin distribution: publish signed plugins, install only what was signed.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: () => undefined });
  const commands = [
    initCommand,
    publishCommand,
    serveCommand,
    statusCommand,
    installCommand,
    listCommand,
    rollbackCommand,
    scanCommand,
    demoCommand,
  ];
  for (const create of commands) program.addCommand(create(io).copyInheritedSettings(program));
  return program;
}
