import type { Command } from 'commander';
import { vaultStatus } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import type { BinsStatus, RoleStatus, StatusReport } from '@ragnos-vault/publisher';
import { findVaultDir } from '@ragnos-vault/storage';
import { contextOf, createCommand, given } from '../command.ts';
import { parseMoment } from '../parse-moment.ts';
import { ReportedError } from '../reported-error.ts';
import type { Io } from '../terminal/io.ts';
import { formatBytes, table } from '../terminal/table.ts';

interface StatusOptions {
  readonly json?: boolean;
  readonly repoDir?: string;
  readonly validAt?: string;
}

const DAY_MS = 86_400_000;

export function statusCommand(io: Io): Command {
  return createCommand({
    name: 'status',
    summary: 'Say what a vault publishes, who signs it and until when it is valid.',
    examples: ['status', 'status --repo-dir vault --json', 'status --valid-at +14d'],
  })
    .option('--repo-dir <dir>', 'the vault')
    .option(
      '--valid-at <time>',
      'judge expiry at a time (RFC 3339, or +14d), and fail if a role has expired by then',
    )
    .action((options: StatusOptions) => runStatus(options, io));
}

async function runStatus(options: StatusOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const now = options.validAt === undefined ? io.now() : parseMoment(options.validAt, io.now());
  const repoDir = await findVaultDir({ ...io, ...given('repoDir', options.repoDir) });
  const report = await vaultStatus({ repoDir, now });
  output.result({ repoDir, ...report }, [`vault ${repoDir}`, ...describe(report, now)]);
  if (options.json !== true) for (const { message } of report.warnings) output.warn(message);
  if (options.validAt !== undefined) assertValid(report);
}

function assertValid({ expired, at }: StatusReport): void {
  if (expired.length === 0) return;
  const roles = expired.join(', ');
  const error = new VaultError('ERR_TUF_EXPIRED', `expired at ${at}: ${roles}`, { facts: { roles, at } });
  throw new ReportedError(error);
}

function describe({ roles, targets }: StatusReport, now: Date): readonly string[] {
  const roleRows = roles.flatMap((role) => [
    roleRow(role, now),
    ...(role.bins ? [binsRow(role.bins, now)] : []),
  ]);
  const targetRows = targets.map(({ path, length, plugin }) => [
    plugin === undefined ? '-' : `${plugin.name}@${plugin.version}`,
    formatBytes(length),
    path,
  ]);
  return [...table(roleRows), `${targets.length} targets`, ...table(targetRows)];
}

function roleRow(
  { role, version, expires, expired, due, keyIds, threshold, targets }: RoleStatus,
  now: Date,
) {
  return [
    role,
    `v${version}`,
    until(expires, { expired, due, now }),
    `${threshold} of ${keyIds.length} keys`,
    targets === undefined ? '' : `${targets} targets`,
  ];
}

function binsRow({ count, kind, targets, expires, expired, due, largest }: BinsStatus, now: Date) {
  return [
    `  ${count} bins`,
    kind,
    until(expires, { expired: expired > 0, due: due > 0, now }),
    `at most ${largest.targets} in one`,
    `${targets} targets`,
  ];
}

function until(
  expires: string,
  { expired, due, now }: { readonly expired: boolean; readonly due: boolean; readonly now: Date },
): string {
  const day = expires.slice(0, 10);
  if (expired) return `EXPIRED ${day}`;
  const days = Math.floor((Date.parse(expires) - now.getTime()) / DAY_MS);
  return `until ${day} (${days} days${due ? ', due' : ''})`;
}
