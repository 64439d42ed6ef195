import { Option, type Command } from 'commander';
import { describeEvent, rebalanceVendor } from '@ragnos-vault/api';
import type { BinKind } from '@ragnos-vault/publisher';
import { findVaultDir } from '@ragnos-vault/storage';
import { resolve } from 'node:path';
import { contextOf, createCommand, given } from '../command.ts';
import { describeSubmission } from '../describe-submission.ts';
import { passphraseSource } from '../passphrases.ts';
import type { Io } from '../terminal/io.ts';
import { toCount } from './vendor.ts';

interface RebalanceOptions {
  readonly json?: boolean;
  readonly repoDir?: string;
  readonly bins: BinKind;
  readonly count?: number;
  readonly passphraseFile?: string;
  readonly submit?: string;
}

export function rebalanceCommand(io: Io): Command {
  return createCommand({
    name: 'rebalance',
    summary: 'Spread the targets of a large vendor over bins, so that a client reads little.',
    examples: ['rebalance acme', 'rebalance acme --bins prefixes', 'rebalance acme --count 256'],
  })
    .argument('<vendor>', 'a vendor of this repository')
    .option('--repo-dir <dir>', 'the vault')
    .addOption(
      new Option('--bins <kind>', 'succinct (TAP 15), or prefixes for clients that do not know it')
        .choices(['succinct', 'prefixes'])
        .default('succinct'),
    )
    .option(
      '--count <n>',
      'how many: a power of two, 1 for none (default: for about 100 targets each)',
      toCount,
    )
    .option('--passphrase-file <file>', 'read the passphrase of the keys from the first line of a file')
    .option('--submit <file>', 'write what is signed here for the operator to `accept`, and commit nothing')
    .action((vendor: string, options: RebalanceOptions) => runRebalance(vendor, options, io));
}

async function runRebalance(vendor: string, options: RebalanceOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const report = await rebalanceVendor({
    vendor,
    kind: options.bins,
    repoDir: await findVaultDir({ ...io, ...given('repoDir', options.repoDir) }),
    passphrase: await passphraseSource(options.passphraseFile, io),
    env: io.env,
    now: io.now(),
    onEvent: (event) => output.progress(describeEvent(event)),
    ...given('bins', options.count),
    ...given('submitFile', options.submit === undefined ? undefined : resolve(io.cwd, options.submit)),
  });
  const { bins, kind, targets, largest } = report;
  output.result(report, [
    bins === 1
      ? `vendor ${vendor}: ${targets} targets in its own role`
      : `vendor ${vendor}: ${targets} targets in ${bins} bins (${kind}), at most ${largest} in one`,
    ...(options.submit === undefined ? [] : describeSubmission(report.submission, io)),
  ]);
}
