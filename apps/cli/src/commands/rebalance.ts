import { Option, type Command } from 'commander';
import { rebalanceVendor } from '@ragnos-vault/api';
import type { BinKind } from '@ragnos-vault/publisher';
import { contextOf, createCommand, given, type Context } from '../command.ts';
import { describeSubmission } from '../describe-submission.ts';
import type { Io } from '../terminal/io.ts';
import { toCount, vaultInput, withSubmitOption, type VaultOptions } from '../vault-command.ts';

interface RebalanceOptions extends VaultOptions {
  readonly bins: BinKind;
  readonly count?: number;
}

export function rebalanceCommand(io: Io): Command {
  const command = createCommand({
    name: 'rebalance',
    summary: 'Spread the targets of a large vendor over bins, so that a client reads little.',
    examples: ['rebalance acme', 'rebalance acme --bins prefixes', 'rebalance acme --count 256'],
  })
    .argument('<vendor>', 'a vendor of this repository')
    .addOption(
      new Option('--bins <kind>', 'succinct (TAP 15), or prefixes for clients that do not know it')
        .choices(['succinct', 'prefixes'])
        .default('succinct'),
    )
    .option(
      '--count <n>',
      'how many: a power of two, 1 for none (default: for about 100 targets each)',
      toCount,
    );
  return withSubmitOption(command).action((vendor: string, options: RebalanceOptions) =>
    runRebalance(vendor, options, contextOf(io, options)),
  );
}

async function runRebalance(vendor: string, options: RebalanceOptions, context: Context): Promise<void> {
  const { io, output } = context;
  const report = await rebalanceVendor({
    vendor,
    kind: options.bins,
    ...(await vaultInput(options, context)),
    ...given('bins', options.count),
  });
  const { bins, kind, targets, largest } = report;
  output.result(report, [
    bins === 1
      ? `vendor ${vendor}: ${targets} targets in its own role`
      : `vendor ${vendor}: ${targets} targets in ${bins} bins (${kind}), at most ${largest} in one`,
    ...(options.submit === undefined ? [] : describeSubmission(report.submission, io)),
  ]);
}
