import { Option, type Command } from 'commander';
import { collectVault } from '@ragnos-vault/api';
import type { CollectReport } from '@ragnos-vault/publisher';
import { findVaultDir } from '@ragnos-vault/storage';
import { contextOf, createCommand, given } from '../command.ts';
import type { Io } from '../terminal/io.ts';
import { toMilliseconds, UNIT_MS } from '../parse-period.ts';
import { formatBytes } from '../terminal/table.ts';
import { toCount } from '../vault-command.ts';

interface CollectOptions {
  readonly json?: boolean;
  readonly repoDir?: string;
  readonly grace: number;
  readonly keepSnapshots: number;
  readonly dryRun?: boolean;
}

export function collectCommand(io: Io): Command {
  return createCommand({
    name: 'collect',
    summary: 'Remove old files of the repository: mark what nothing refers to, remove it in a later run.',
    examples: ['collect', 'collect --dry-run', 'collect --grace 7d --keep-snapshots 10'],
  })
    .addOption(
      new Option('--grace <time>', 'remove what has been unused for that long, such as 90m, 1h or 7d')
        .argParser(toMilliseconds)
        .default(UNIT_MS.h, '1h'),
    )
    .option('--keep-snapshots <n>', 'keep what the last n snapshots lead to', toCount, 3)
    .option('--dry-run', 'say what would be done, and change nothing')
    .option('--repo-dir <dir>', 'the vault; no key is needed')
    .action((options: CollectOptions) => runCollect(options, io));
}

async function runCollect(options: CollectOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const report = await collectVault({
    repoDir: await findVaultDir({ ...io, ...given('repoDir', options.repoDir) }),
    graceMs: options.grace,
    keepSnapshots: options.keepSnapshots,
    dryRun: options.dryRun === true,
    now: io.now(),
  });
  output.result(report, describe(report));
  if (options.json === true || report.runningSince === undefined) return;
  output.warn(`another collect removes files since ${report.runningSince}: this one only marked some`);
}

function describe({ dryRun, removed, marked, waiting }: CollectReport): readonly string[] {
  const would = dryRun ? 'would have ' : '';
  const lines = [
    [`${would}removed`, removed],
    [`${would}marked`, marked],
    ['waiting', waiting],
  ] as const;
  const told = lines.filter(([, { files }]) => files > 0);
  if (told.length === 0) return ['nothing to remove'];
  return told.map(
    ([what, { files, bytes }]) =>
      `${what}: ${files} ${files === 1 ? 'file' : 'files'}, ${formatBytes(bytes)}`,
  );
}
