import type { Command } from 'commander';
import { rollbackPlugins } from '@ragnos-vault/api';
import { contextOf, createCommand, given } from '../command.ts';
import { openPluginsFolder, withPluginsOptions, type PluginsOptions } from '../folder-options.ts';
import { toGeneration } from '../parse-generation-number.ts';
import { lockInput, lockTimeoutOption, type LockOption } from '../lock-option.ts';
import type { Io } from '../terminal/io.ts';

interface RollbackOptions extends PluginsOptions, LockOption {
  readonly json?: boolean;
  readonly to?: number;
  readonly acceptYankedUnsafe?: boolean;
}

export function rollbackCommand(io: Io): Command {
  return withPluginsOptions(
    createCommand({
      name: 'rollback',
      summary: 'Switch back to an earlier set of plugins, verified, without network.',
      examples: ['rollback', 'rollback --to 3 --plugins-dir ./plugins'],
    }),
  )
    .option('--to <generation>', 'the set to go back to (default: the one before)', toGeneration)
    .option('--accept-yanked-unsafe', 'go back also to what its publisher has yanked meanwhile')
    .addOption(lockTimeoutOption())
    .action((options: RollbackOptions) => runRollback(options, io));
}

async function runRollback(options: RollbackOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const report = await rollbackPlugins({
    ...(await openPluginsFolder(options, io)),
    ...given('to', options.to),
    acceptYankedUnsafe: options.acceptYankedUnsafe === true,
    ...lockInput(options),
  });
  const { from, generation, revocationsAsOf } = report;
  output.result(report, [
    `rolled back from generation ${from} to ${generation.number} of ${generation.createdAt}`,
    ...generation.plugins.map(({ name, version }) => `  ${name}@${version}`),
    `none of them was revoked${options.acceptYankedUnsafe === true ? '' : ' or yanked'} as of ${describeAge(revocationsAsOf, io.now())}`,
  ]);
}

const DAY_MS = 86_400_000;

/** How much a rollback without network can know. */
function describeAge(asOf: string | undefined, now: Date): string {
  if (asOf === undefined) return 'the trusted metadata that is kept, whose age is unknown';
  const days = Math.max(0, Math.floor((now.getTime() - Date.parse(asOf)) / DAY_MS));
  return `${asOf} (${days} days ago), when the trusted metadata was last refreshed`;
}
