import type { Command } from 'commander';
import { describeEvent, renewVault } from '@ragnos-vault/api';
import type { RenewReport } from '@ragnos-vault/publisher';
import { findVaultDir } from '@ragnos-vault/storage';
import { resolve } from 'node:path';
import { contextOf, createCommand, given } from '../command.ts';
import { describeSubmission } from '../describe-submission.ts';
import { passphraseSource } from '../passphrases.ts';
import type { Io } from '../terminal/io.ts';
import { table } from '../terminal/table.ts';

interface RenewOptions {
  readonly json?: boolean;
  readonly repoDir?: string;
  readonly ifNeeded?: boolean;
  readonly passphraseFile?: string;
  readonly submit?: string;
}

export function renewCommand(io: Io): Command {
  return createCommand({
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
    .option('--if-needed', 'write nothing where no role is in its signing window')
    .option('--repo-dir <dir>', 'the vault')
    .option('--passphrase-file <file>', 'read the passphrase of the keys from the first line of a file')
    .option('--submit <file>', 'write what is signed here for the operator to `accept`, and commit nothing')
    .action((roles: readonly string[], options: RenewOptions) => runRenew(roles, options, io));
}

async function runRenew(roles: readonly string[], options: RenewOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const report = await renewVault({
    roles,
    ifNeeded: options.ifNeeded === true,
    repoDir: await findVaultDir({ ...io, ...given('repoDir', options.repoDir) }),
    passphrase: await passphraseSource(options.passphraseFile, io),
    env: io.env,
    now: io.now(),
    onEvent: (event) => output.progress(describeEvent(event)),
    ...given('submitFile', options.submit === undefined ? undefined : resolve(io.cwd, options.submit)),
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
