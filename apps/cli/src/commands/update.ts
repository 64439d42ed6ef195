import type { Command } from 'commander';
import { updateProject } from '@ragnos-vault/api';
import { contextOf, createCommand, given } from '../command.ts';
import { printSet, projectInput, withProjectOptions, type ProjectOptions } from '../project-command.ts';
import type { Io } from '../terminal/io.ts';

interface UpdateOptions extends ProjectOptions {
  readonly dryRun?: boolean;
}

export function updateCommand(io: Io): Command {
  const command = createCommand({
    name: 'update',
    summary: 'Install the newest versions that fit ragnos-vault.json, verified and scanned as any install.',
    examples: ['update', 'update @acme/hello', 'update --dry-run'],
  }).argument('[name...]', 'these plugins alone; else all');
  return withProjectOptions(command)
    .option('--dry-run', 'verify and scan everything, print what would change, and change nothing')
    .action((names: readonly string[], options: UpdateOptions) => runUpdate(names, options, io));
}

async function runUpdate(names: readonly string[], options: UpdateOptions, io: Io): Promise<void> {
  const context = contextOf(io, options);
  const input = await projectInput(options, context);
  const report = await updateProject({
    ...input,
    names,
    ...given('dryRun', options.dryRun),
  });
  printSet(report, { ...options, pluginsDir: input.pluginsDir }, context);
}
