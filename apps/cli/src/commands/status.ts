import type { Command } from 'commander';
import { vaultStatus } from '@ragnos-vault/api';
import type { StatusReport } from '@ragnos-vault/publisher';
import { findVaultDir } from '@ragnos-vault/storage';
import { contextOf, createCommand, given } from '../command.ts';
import type { Io } from '../terminal/io.ts';
import { formatBytes, table } from '../terminal/table.ts';

interface StatusOptions {
  readonly json?: boolean;
  readonly repoDir?: string;
}

const DAY_MS = 86_400_000;

export function statusCommand(io: Io): Command {
  return createCommand({
    name: 'status',
    summary: 'Say what a vault publishes, who signs it and until when it is valid.',
    examples: ['status', 'status --repo-dir vault --json'],
  })
    .option('--repo-dir <dir>', 'the vault')
    .action((options: StatusOptions) => runStatus(options, io));
}

async function runStatus(options: StatusOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const repoDir = await findVaultDir({ ...io, ...given('repoDir', options.repoDir) });
  const now = io.now();
  const report = await vaultStatus({ repoDir, now });
  output.result({ repoDir, ...report }, [`vault ${repoDir}`, ...describe(report, now)]);
}

function describe({ roles, targets }: StatusReport, now: Date): readonly string[] {
  const roleRows = roles.map(({ role, version, expires, expired, keyIds, threshold }) => [
    role,
    `v${version}`,
    expired
      ? `EXPIRED ${expires.slice(0, 10)}`
      : `until ${expires.slice(0, 10)} (${daysUntil(expires, now)} days)`,
    `${threshold} of ${keyIds.length} keys`,
  ]);
  const targetRows = targets.map(({ path, length, plugin }) => [
    plugin === undefined ? '-' : `${plugin.name}@${plugin.version}`,
    formatBytes(length),
    path,
  ]);
  return [...table(roleRows), `${targets.length} targets`, ...table(targetRows)];
}

function daysUntil(expires: string, now: Date): number {
  return Math.floor((Date.parse(expires) - now.getTime()) / DAY_MS);
}
