import type { Command } from 'commander';
import { removeFromProject } from '@ragnos-vault/api';
import { contextOf, createCommand } from '../command.ts';
import { openFolders, withFolderOptions, type FolderOptions } from '../folder-options.ts';
import { lockInput, lockTimeoutOption, type LockOption } from '../lock-option.ts';
import type { Io } from '../terminal/io.ts';
import { table } from '../terminal/table.ts';

interface RemoveOptions extends FolderOptions, LockOption {
  readonly json?: boolean;
}

export function removeCommand(io: Io): Command {
  return withFolderOptions(
    createCommand({
      name: 'remove',
      summary: 'Take plugins out of the set, with what only they required, without network.',
      examples: ['remove @acme/hello', 'remove @acme/hello word-count --plugins-dir ./plugins'],
    }).argument('<name...>', 'plugins by name'),
  )
    .addOption(lockTimeoutOption())
    .action((names: readonly string[], options: RemoveOptions) => runRemove(names, options, io));
}

async function runRemove(names: readonly string[], options: RemoveOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const report = await removeFromProject({
    ...(await openFolders(options, io)),
    ...{ names, now: io.now() },
    ...lockInput(options),
  });
  for (const name of report.stillRequired) output.warn(`${name} stays, because another plugin requires it`);
  const rows = report.changes.map(({ name, from = '' }) => ['removed', `${name}@${from}`]);
  output.result(report, [...table(rows), `generation ${report.generation}`]);
}
