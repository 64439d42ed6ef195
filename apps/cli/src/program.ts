import { Command } from 'commander';
import type { Io } from './terminal/io.ts';
import { version } from './version.ts';

type Create = (io: Io) => Command;

/** In the order in which they are used; loaded on use, because most of a short command's time is to load code. */
const COMMANDS: ReadonlyMap<string, () => Promise<Create>> = new Map([
  ['init', async () => (await import('./commands/init.ts')).initCommand],
  ['publish', async () => (await import('./commands/publish.ts')).publishCommand],
  ['accept', async () => (await import('./commands/accept.ts')).acceptCommand],
  ['serve', async () => (await import('./commands/serve.ts')).serveCommand],
  ['status', async () => (await import('./commands/status.ts')).statusCommand],
  ['renew', async () => (await import('./commands/renew.ts')).renewCommand],
  ['verify-repo', async () => (await import('./commands/verify-repo.ts')).verifyRepoCommand],
  ['collect', async () => (await import('./commands/collect.ts')).collectCommand],
  ['keygen', async () => (await import('./commands/keygen.ts')).keygenCommand],
  ['key', async () => (await import('./commands/key.ts')).keyCommand],
  ['root', async () => (await import('./commands/root.ts')).rootCommand],
  ['payload', async () => (await import('./commands/payload.ts')).payloadCommand],
  ['sign', async () => (await import('./commands/sign.ts')).signCommand],
  ['add-signature', async () => (await import('./commands/add-signature.ts')).addSignatureCommand],
  ['vendor', async () => (await import('./commands/vendor.ts')).vendorCommand],
  ['rebalance', async () => (await import('./commands/rebalance.ts')).rebalanceCommand],
  ['yank', async () => (await import('./commands/yank.ts')).yankCommand],
  ['revoke', async () => (await import('./commands/revoke.ts')).revokeCommand],
  ['install', async () => (await import('./commands/install.ts')).installCommand],
  ['update', async () => (await import('./commands/update.ts')).updateCommand],
  ['outdated', async () => (await import('./commands/outdated.ts')).outdatedCommand],
  ['remove', async () => (await import('./commands/remove.ts')).removeCommand],
  ['why', async () => (await import('./commands/why.ts')).whyCommand],
  ['bundle', async () => (await import('./commands/bundle.ts')).bundleCommand],
  ['list', async () => (await import('./commands/list.ts')).listCommand],
  ['verify', async () => (await import('./commands/verify.ts')).verifyCommand],
  ['generations', async () => (await import('./commands/generations.ts')).generationsCommand],
  ['gc', async () => (await import('./commands/gc.ts')).gcCommand],
  ['rollback', async () => (await import('./commands/rollback.ts')).rollbackCommand],
  ['log', async () => (await import('./commands/log.ts')).logCommand],
  ['doctor', async () => (await import('./commands/doctor.ts')).doctorCommand],
  ['trust', async () => (await import('./commands/trust.ts')).trustCommand],
  ['scan', async () => (await import('./commands/scan.ts')).scanCommand],
  ['policy', async () => (await import('./commands/policy.ts')).policyCommand],
  ['demo', async () => (await import('./commands/demo.ts')).demoCommand],
]);

/** The command line: with the one command that the arguments name, or with all of them where they name none. */
export async function createProgram(io: Io, args: readonly string[] = []): Promise<Command> {
  const program = new Command('ragnos-vault')
    .description('Secure plugin distribution: publish signed plugins, install only what was signed.')
    .version(version)
    // Of a command with an action and commands of its own, options behind one of these belong to that.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: () => undefined });
  for (const load of chosenBy(args)) {
    const command = (await load())(io).copyInheritedSettings(program);
    if (command.commands.length > 0) printHelpOf(command, io);
    for (const nested of command.commands) nested.copyInheritedSettings(program);
    program.addCommand(command);
  }
  return program;
}

function chosenBy([name = '']: readonly string[]): readonly (() => Promise<Create>)[] {
  if (name === '--version' || name === '-V') return [];
  const named = COMMANDS.get(name);
  return named === undefined ? [...COMMANDS.values()] : [named];
}

/** A group that is called without one of its commands shows them. */
function printHelpOf(group: Command, io: Io): void {
  group.configureOutput({ writeErr: (text) => io.stdout.write(text), outputError: () => undefined });
}
