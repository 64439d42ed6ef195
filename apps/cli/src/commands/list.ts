import type { Command } from 'commander';
import { listPlugins } from '@ragnos-vault/api';
import type { ListReport } from '@ragnos-vault/installer';
import { join, relative } from 'node:path';
import { contextOf, createCommand } from '../command.ts';
import { openPluginsFolder, withPluginsOptions, type PluginsOptions } from '../folder-options.ts';
import type { Io } from '../terminal/io.ts';
import { table } from '../terminal/table.ts';

interface ListOptions extends PluginsOptions {
  readonly json?: boolean;
  readonly generations?: boolean;
}

export function listCommand(io: Io): Command {
  return withPluginsOptions(
    createCommand({
      name: 'list',
      summary: 'List the installed plugins.',
      examples: ['list', 'list --generations', 'list --plugins-dir ./plugins --json'],
    }),
  )
    .option('--generations', 'list the sets that rollback can go back to')
    .action((options: ListOptions) => runList(options, io));
}

async function runList(options: ListOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const { pluginsDir } = await openPluginsFolder(options, io);
  const report = await listPlugins(pluginsDir);
  output.result(
    report,
    options.generations === true
      ? describeGenerations(report)
      : describe(report, options.tenant === undefined ? options.pluginsDir : relative(io.cwd, pluginsDir)),
  );
}

function describe({ current }: ListReport, pluginsDir: string): readonly string[] {
  if (current === undefined) return ['no plugins are installed'];
  const rows = current.plugins.map(({ name, version, vendor, shortName }) => [
    `${name}@${version}`,
    join(pluginsDir, 'current', vendor, shortName),
  ]);
  return [...table(rows), `generation ${current.number} of ${current.createdAt}, from ${current.repository}`];
}

function describeGenerations({ current, generations }: ListReport): readonly string[] {
  if (generations.length === 0) return ['no plugins are installed'];
  return table(
    generations.map(({ number, createdAt, plugins }) => [
      number === current?.number ? '*' : '',
      String(number),
      createdAt,
      plugins.map(({ name, version }) => `${name}@${version}`).join(', '),
    ]),
  );
}
