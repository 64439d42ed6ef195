import { Command } from 'commander';
import { acceptCommand } from './commands/accept.ts';
import { addSignatureCommand } from './commands/add-signature.ts';
import { bundleCommand } from './commands/bundle.ts';
import { collectCommand } from './commands/collect.ts';
import { demoCommand } from './commands/demo.ts';
import { gcCommand } from './commands/gc.ts';
import { generationsCommand } from './commands/generations.ts';
import { doctorCommand } from './commands/doctor.ts';
import { initCommand } from './commands/init.ts';
import { installCommand } from './commands/install.ts';
import { keyCommand } from './commands/key.ts';
import { keygenCommand } from './commands/keygen.ts';
import { listCommand } from './commands/list.ts';
import { logCommand } from './commands/log.ts';
import { payloadCommand } from './commands/payload.ts';
import { policyCommand } from './commands/policy.ts';
import { publishCommand } from './commands/publish.ts';
import { rebalanceCommand } from './commands/rebalance.ts';
import { renewCommand } from './commands/renew.ts';
import { revokeCommand } from './commands/revoke.ts';
import { rollbackCommand } from './commands/rollback.ts';
import { rootCommand } from './commands/root.ts';
import { scanCommand } from './commands/scan.ts';
import { serveCommand } from './commands/serve.ts';
import { signCommand } from './commands/sign.ts';
import { outdatedCommand } from './commands/outdated.ts';
import { removeCommand } from './commands/remove.ts';
import { statusCommand } from './commands/status.ts';
import { trustCommand } from './commands/trust.ts';
import { vendorCommand } from './commands/vendor.ts';
import { verifyCommand } from './commands/verify.ts';
import { verifyRepoCommand } from './commands/verify-repo.ts';
import { updateCommand } from './commands/update.ts';
import { whyCommand } from './commands/why.ts';
import { yankCommand } from './commands/yank.ts';
import type { Io } from './terminal/io.ts';
import { version } from './version.ts';

/** The whole command line, in the order in which it is used. */
export function createProgram(io: Io): Command {
  const program = new Command('ragnos-vault')
    .description('Secure plugin distribution: publish signed plugins, install only what was signed.')
    .version(version)
    // Of a command with an action and commands of its own, options behind one of these belong to that.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: () => undefined });
  const commands = [
    initCommand,
    publishCommand,
    acceptCommand,
    serveCommand,
    statusCommand,
    renewCommand,
    verifyRepoCommand,
    collectCommand,
    keygenCommand,
    keyCommand,
    rootCommand,
    payloadCommand,
    signCommand,
    addSignatureCommand,
    vendorCommand,
    rebalanceCommand,
    yankCommand,
    revokeCommand,
    installCommand,
    updateCommand,
    outdatedCommand,
    removeCommand,
    whyCommand,
    bundleCommand,
    listCommand,
    verifyCommand,
    generationsCommand,
    gcCommand,
    rollbackCommand,
    logCommand,
    doctorCommand,
    trustCommand,
    scanCommand,
    policyCommand,
    demoCommand,
  ];
  for (const create of commands) {
    const command = create(io).copyInheritedSettings(program);
    if (command.commands.length > 0) printHelpOf(command, io);
    for (const nested of command.commands) nested.copyInheritedSettings(program);
    program.addCommand(command);
  }
  return program;
}

/** A group that is called without one of its commands shows them. */
function printHelpOf(group: Command, io: Io): void {
  group.configureOutput({ writeErr: (text) => io.stdout.write(text), outputError: () => undefined });
}
