import type { Command } from 'commander';
import { listGenerations, pinGeneration } from '@ragnos-vault/api';
import { resolve } from 'node:path';
import { contextOf, createCommand } from '../command.ts';
import { lockInput, lockTimeoutOption, type LockOption } from '../lock-option.ts';
import { toGeneration } from '../parse-generation-number.ts';
import type { Io } from '../terminal/io.ts';
import { table } from '../terminal/table.ts';

interface GenerationsOptions extends LockOption {
  readonly json?: boolean;
  readonly pluginsDir: string;
}

type State = Awaited<ReturnType<typeof listGenerations>>[number];

export function generationsCommand(io: Io): Command {
  const command = createCommand({
    name: 'generations',
    summary: 'List the sets of plugins on disk: which is live, which are pinned.',
    examples: ['generations', 'generations --json', 'generations pin 3', 'generations unpin 3'],
  });
  return withPluginsDir(command)
    .action((options: GenerationsOptions) => runList(options, io))
    .addCommand(pinCommand(io, true))
    .addCommand(pinCommand(io, false));
}

function pinCommand(io: Io, isPinned: boolean): Command {
  const name = isPinned ? 'pin' : 'unpin';
  const command = createCommand({
    name,
    summary: isPinned ? 'Keep a set from `gc`.' : 'Let `gc` remove a set again.',
    examples: [`generations ${name} 3`, `generations ${name} 3 --plugins-dir ./plugins`],
  });
  return withPluginsDir(command)
    .argument('<generation>', 'its number', toGeneration)
    .addOption(lockTimeoutOption())
    .action(async (number: number, options: GenerationsOptions) => {
      const { output } = contextOf(io, options);
      const pluginsDir = resolve(io.cwd, options.pluginsDir);
      await pinGeneration({ pluginsDir, number, isPinned, ...lockInput(options) });
      output.result({ number, isPinned }, [`${name}ned generation ${number}`]);
    });
}

function withPluginsDir(command: Command): Command {
  return command.option('--plugins-dir <dir>', 'where plugins are installed', './plugins');
}

async function runList(options: GenerationsOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const generations = await listGenerations(resolve(io.cwd, options.pluginsDir));
  output.result(
    { generations },
    generations.length === 0 ? ['no plugins are installed'] : describe(generations),
  );
}

function describe(states: readonly State[]): readonly string[] {
  return table(
    states.map(({ number, generation, isLive, isPinned }) => [
      isLive ? '*' : '',
      String(number),
      generation?.createdAt ?? 'damaged',
      isPinned ? 'pinned' : '',
      generation?.plugins.map(({ name, version }) => `${name}@${version}`).join(', ') ?? '',
    ]),
  );
}
