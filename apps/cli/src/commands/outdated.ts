import type { Command } from 'commander';
import { outdatedPlugins } from '@ragnos-vault/api';
import { contextOf, createCommand } from '../command.ts';
import { projectInput, withProjectOptions, type ProjectOptions } from '../project-command.ts';
import type { Io } from '../terminal/io.ts';
import { table } from '../terminal/table.ts';

export function outdatedCommand(io: Io): Command {
  return withProjectOptions(
    createCommand({
      name: 'outdated',
      summary: 'Show of which installed plugins there are newer versions.',
      examples: ['outdated', 'outdated --json'],
    }),
  ).action((options: ProjectOptions) => runOutdated(options, io));
}

async function runOutdated(options: ProjectOptions, io: Io): Promise<void> {
  const context = contextOf(io, options);
  const plugins = await outdatedPlugins(await projectInput(options, context));
  const rows = plugins.map(({ name, current, wanted = '-', latest = '-', yanked }) => [
    ...[name, current, wanted, latest],
    yanked === true ? 'yanked' : '',
  ]);
  const lines = rows.length === 0 ? ['all plugins are up to date'] : table([HEADER, ...rows]);
  context.output.result({ plugins }, lines);
}

const HEADER = ['plugin', 'current', 'wanted', 'latest', ''];
