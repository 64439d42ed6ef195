import type { Command } from 'commander';
import { listGenerations, pinGeneration } from '@ragnos-vault/api';
import { contextOf, createCommand } from '../command.ts';
import { openPluginsFolder, withPluginsOptions, type PluginsOptions } from '../folder-options.ts';
import { lockInput, lockTimeoutOption, type LockOption } from '../lock-option.ts';
import { toGeneration } from '../parse-generation-number.ts';
import type { Io } from '../terminal/io.ts';
import { table } from '../terminal/table.ts';

interface GenerationsOptions extends PluginsOptions, LockOption {
  readonly json?: boolean;
}

type State = Awaited<ReturnType<typeof listGenerations>>[number];

export function generationsCommand(io: Io): Command {
  const command = createCommand({
    name: 'generations',
    summary: 'List the sets of plugins on disk: which is live, which are pinned.',
    examples: ['generations', 'generations --json', 'generations pin 3', 'generations unpin 3'],
  });
  return withPluginsOptions(command)
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
  return withPluginsOptions(command)
    .argument('<generation>', 'its number', toGeneration)
    .addOption(lockTimeoutOption())
    .action(async (number: number, own: GenerationsOptions, { parent }: Command) => {
      const options = { ...own, ...saidTo(parent) };
      const { output } = contextOf(io, options);
      const { pluginsDir } = await openPluginsFolder(options, io);
      await pinGeneration({ pluginsDir, number, isPinned, ...lockInput(options) });
      output.result({ number, isPinned }, [`${name}ned generation ${number}`]);
    });
}

/** What stands before `pin` holds for it too: else it would change another folder than the one that was named. */
function saidTo(command: Command | null): Readonly<Record<string, unknown>> {
  const said = Object.entries(command?.opts<Record<string, unknown>>() ?? {});
  return Object.fromEntries(said.filter(([key]) => command?.getOptionValueSource(key) === 'cli'));
}

async function runList(options: GenerationsOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const { pluginsDir } = await openPluginsFolder(options, io);
  const generations = await listGenerations(pluginsDir);
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
