import type { Command } from 'commander';
import { renewVault } from '@ragnos-vault/api';
import type { RenewReport } from '@ragnos-vault/publisher';
import { contextOf, createCommand, type Context } from '../command.ts';
import { describeSubmission } from '../describe-submission.ts';
import type { Io } from '../terminal/io.ts';
import { table } from '../terminal/table.ts';
import { vaultInput, withSubmitOption, type VaultOptions } from '../vault-command.ts';

interface RenewOptions extends VaultOptions {
  readonly ifNeeded?: boolean;
}

export function renewCommand(io: Io): Command {
  const command = createCommand({
    name: 'renew',
    summary: 'Sign anew what is about to expire, with its content unchanged, and the timestamp.',
    examples: [
      'renew --if-needed',
      'renew snapshot timestamp --if-needed',
      'renew targets',
      'renew vendor-acme',
      'renew targets --submit targets.submission.tgz',
    ],
  })
    .argument('[role...]', 'sign these whatever their window: targets, snapshot, timestamp, vendor-NAME')
    .option('--if-needed', 'write nothing where no role is in its signing window');
  return withSubmitOption(command).action((roles: readonly string[], options: RenewOptions) =>
    runRenew(roles, options, contextOf(io, options)),
  );
}

async function runRenew(roles: readonly string[], options: RenewOptions, context: Context): Promise<void> {
  const { io, output } = context;
  const report = await renewVault({
    roles,
    ifNeeded: options.ifNeeded === true,
    ...(await vaultInput(options, context)),
  });
  output.result(report, [
    ...describe(report),
    ...(options.submit === undefined ? [] : describeSubmission(report.submission, io)),
  ]);
  if (options.json === true) return;
  for (const { role, message } of report.skipped) output.warn(`${role} was skipped: ${message}`);
  if (report.due.includes('root')) {
    output.warn('root is in its signing window: start its renewal with `ragnos-vault root draft`');
  }
}

function describe({ status, renewed, versions }: RenewReport): readonly string[] {
  if (status === 'unchanged') return ['unchanged: no role is in its signing window'];
  const rows = renewed.map(({ role, version, expires }) => [
    status,
    role,
    `v${version}`,
    `until ${expires.slice(0, 10)}`,
  ]);
  return [...table(rows), ...(status === 'renewed' ? [`live: timestamp v${versions.timestamp}`] : [])];
}
