import type { Command } from 'commander';
import { yankPlugin } from '@ragnos-vault/api';
import { contextOf, createCommand, given, type Context } from '../command.ts';
import { describeSubmission } from '../describe-submission.ts';
import type { Io } from '../terminal/io.ts';
import { vaultInput, withSubmitOption, type VaultOptions } from '../vault-command.ts';

interface YankOptions extends VaultOptions {
  readonly undo?: boolean;
  readonly reason?: string;
}

export function yankCommand(io: Io): Command {
  const command = createCommand({
    name: 'yank',
    summary: 'Take a version out of every range; who names it exactly still gets it, with a warning.',
    examples: [
      'yank @acme/hello@1.2.0 --reason "loses data on restart"',
      'yank @acme/hello@1.2.0 --undo --repo-dir vault',
    ],
  })
    .argument('<name@version>', 'one published version, signed with the keys of its vendor')
    .option('--reason <text>', 'one line for whoever still installs it')
    .option('--undo', 'let ranges choose it again');
  return withSubmitOption(command).action((plugin: string, options: YankOptions) =>
    runYank(plugin, options, contextOf(io, options)),
  );
}

async function runYank(plugin: string, options: YankOptions, context: Context): Promise<void> {
  const { io, output } = context;
  const report = await yankPlugin({
    plugin,
    ...(await vaultInput(options, context)),
    ...given('undo', options.undo),
    ...given('reason', options.reason),
  });
  const { status, name, version, reason } = report;
  output.result(report, [
    `${status} ${name}@${version}${reason === undefined ? '' : `: ${reason}`}`,
    ...(options.submit === undefined ? [] : describeSubmission(report.submission, io)),
  ]);
}
