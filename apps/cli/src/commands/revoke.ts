import type { Command } from 'commander';
import { describeEvent, revokePlugin } from '@ragnos-vault/api';
import type { RevokeReport } from '@ragnos-vault/publisher';
import { findVaultDir } from '@ragnos-vault/storage';
import { resolve } from 'node:path';
import { contextOf, createCommand, given } from '../command.ts';
import { describeSubmission } from '../describe-submission.ts';
import { passphraseSource } from '../passphrases.ts';
import type { Io } from '../terminal/io.ts';

interface RevokeOptions {
  readonly json?: boolean;
  readonly repoDir?: string;
  readonly undo?: boolean;
  readonly reason?: string;
  readonly passphraseFile?: string;
  readonly submit?: string;
}

export function revokeCommand(io: Io): Command {
  return createCommand({
    name: 'revoke',
    summary: 'Withdraw an archive: whoever knows of it refuses to install it or to go back to it.',
    examples: [
      'revoke @acme/hello@1.2.0 --reason "steals tokens, see advisory 7"',
      'revoke sha256:HEX --reason "built on a stolen machine" --repo-dir vault',
      'revoke @acme/hello@1.2.0 --undo',
    ],
  })
    .argument('<name@version|sha256:hex>', 'one archive of any vendor; signed with the keys of `targets`')
    .option('--reason <text>', 'one line for whoever is refused; needed to revoke')
    .option('--undo', 'lift a revocation that was wrong')
    .option('--repo-dir <dir>', 'the vault')
    .option('--passphrase-file <file>', 'read the passphrase of the keys from the first line of a file')
    .option('--submit <file>', 'write what is signed here for the operator to `accept`, and commit nothing')
    .action((plugin: string, options: RevokeOptions) => runRevoke(plugin, options, io));
}

async function runRevoke(plugin: string, options: RevokeOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const report = await revokePlugin({
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
  output.result(report, [
    ...describe(report, plugin),
    ...(options.submit === undefined ? [] : describeSubmission(report.submission, io)),
  ]);
}

function describe({ status, revocations }: RevokeReport, plugin: string): readonly string[] {
  if (revocations.length === 0) return [`unchanged: ${plugin} is not revoked`];
  return [
    ...revocations.map(({ sha256, name, version, reason }) => {
      const what = name === undefined ? '' : ` ${name}@${version ?? ''}`;
      return `${status}${what} sha256:${sha256}: ${reason}`;
    }),
    ...(status === 'revoked'
      ? ['a range that would choose it is refused, too, until it is yanked as well']
      : []),
  ];
}
