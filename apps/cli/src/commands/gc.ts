import { Option, type Command } from 'commander';
import { collectPlugins } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import { contextOf, createCommand } from '../command.ts';
import { openPluginsFolder, withPluginsOptions, type PluginsOptions } from '../folder-options.ts';
import { lockInput, lockTimeoutOption, type LockOption } from '../lock-option.ts';
import { toMilliseconds, UNIT_MS } from '../parse-period.ts';
import type { Io } from '../terminal/io.ts';
import { formatBytes } from '../terminal/table.ts';
import { toCount } from '../vault-command.ts';

interface GcOptions extends PluginsOptions, LockOption {
  readonly json?: boolean;
  readonly keep: number;
  readonly olderThan: number;
  readonly dryRun?: boolean;
}

type Report = Awaited<ReturnType<typeof collectPlugins>>;

export function gcCommand(io: Io): Command {
  return withPluginsOptions(
    createCommand({
      name: 'gc',
      summary: 'Remove old sets of plugins, and what no set needs any more.',
      examples: ['gc --dry-run', 'gc --keep 5', 'gc --keep 1 --older-than 30d --plugins-dir ./plugins'],
    }),
  )
    .option('--keep <n>', 'keep the n newest sets', toKept, 3)
    .addOption(
      new Option(
        '--older-than <time>',
        'keep what was live within that time: who reads a set by its path is safe for so long',
      )
        .argParser(toMilliseconds)
        .default(UNIT_MS.h, '1h'),
    )
    .option('--dry-run', 'say what would be done, and change nothing')
    .addOption(lockTimeoutOption())
    .action((options: GcOptions) => runGc(options, io));
}

async function runGc(options: GcOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const report = await collectPlugins({
    ...(await openPluginsFolder(options, io)),
    keep: options.keep,
    olderThanMs: options.olderThan,
    dryRun: options.dryRun === true,
    now: io.now(),
    ...lockInput(options),
  });
  output.result(report, describe(report));
}

const BECAUSE = {
  live: 'live',
  pinned: 'pinned',
  newest: 'one of the newest',
  young: 'live not long ago',
  used: 'held open by a process',
};

function describe({ dryRun, removed, kept, entries, bytes }: Report): readonly string[] {
  const did = dryRun ? 'would have removed' : 'removed';
  const freed = `${entries} files and folders of the store that no set needs; ${formatBytes(bytes)} in all`;
  return [
    ...removed.map((number) => `${did} generation ${number}`),
    ...(removed.length + entries === 0 ? ['nothing to remove'] : [`${did} ${freed}`]),
    ...kept.map(({ number, because }) => `kept generation ${number}: ${BECAUSE[because]}`),
  ];
}

function toKept(text: string): number {
  const count = toCount(text);
  if (count > 0) return count;
  throw new VaultError('ERR_USAGE', `at least one set is kept: ${text}`, { facts: { keep: text } });
}
