import type { Command } from 'commander';
import { describeEvent, yankPlugin } from '@ragnos-vault/api';
import { findVaultDir } from '@ragnos-vault/storage';
import { resolve } from 'node:path';
import { contextOf, createCommand, given } from '../command.ts';
import { describeSubmission } from '../describe-submission.ts';
import { passphraseSource } from '../passphrases.ts';
import type { Io } from '../terminal/io.ts';

interface YankOptions {
  readonly json?: boolean;
  readonly repoDir?: string;
  readonly undo?: boolean;
  readonly reason?: string;
  readonly passphraseFile?: string;
  readonly submit?: string;
}

export function yankCommand(io: Io): Command {
  return createCommand({
    name: 'yank',
    summary: 'Take a version out of every range; who names it exactly still gets it, with a warning.',
    examples: [
      'yank @acme/hello@1.2.0 --reason "loses data on restart"',
      'yank @acme/hello@1.2.0 --undo --repo-dir vault',
    ],
  })
    .argument('<name@version>', 'one published version, signed with the keys of its vendor')
    .option('--reason <text>', 'one line for whoever still installs it')
    .option('--undo', 'let ranges choose it again')
    .option('--repo-dir <dir>', 'the vault')
    .option('--passphrase-file <file>', 'read the passphrase of the keys from the first line of a file')
    .option('--submit <file>', 'write what is signed here for the operator to `accept`, and commit nothing')
    .action((plugin: string, options: YankOptions) => runYank(plugin, options, io));
}

async function runYank(plugin: string, options: YankOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const report = await yankPlugin({
    plugin,
    repoDir: await findVaultDir({ ...io, ...given('repoDir', options.repoDir) }),
    passphrase: await passphraseSource(options.passphraseFile, io),
    env: io.env,
    now: io.now(),
    onEvent: (event) => output.progress(describeEvent(event)),
    ...given('submitFile', options.submit === undefined ? undefined : resolve(io.cwd, options.submit)),
    ...given('undo', options.undo),
    ...given('reason', options.reason),
  });
  const { status, name, version, reason } = report;
  output.result(report, [
    `${status} ${name}@${version}${reason === undefined ? '' : `: ${reason}`}`,
    ...(options.submit === undefined ? [] : describeSubmission(report.submission, io)),
  ]);
}
