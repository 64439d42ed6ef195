import type { Command } from 'commander';
import { revokePlugin } from '@ragnos-vault/api';
import type { RevokeReport } from '@ragnos-vault/publisher';
import { contextOf, createCommand, given, type Context } from '../command.ts';
import { describeSubmission } from '../describe-submission.ts';
import type { Io } from '../terminal/io.ts';
import { vaultInput, withSubmitOption, type VaultOptions } from '../vault-command.ts';

interface RevokeOptions extends VaultOptions {
  readonly undo?: boolean;
  readonly reason?: string;
}

export function revokeCommand(io: Io): Command {
  const command = createCommand({
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
    .option('--undo', 'lift a revocation that was wrong');
  return withSubmitOption(command).action((plugin: string, options: RevokeOptions) =>
    runRevoke(plugin, options, contextOf(io, options)),
  );
}

async function runRevoke(plugin: string, options: RevokeOptions, context: Context): Promise<void> {
  const { io, output } = context;
  const report = await revokePlugin({
    plugin,
    ...(await vaultInput(options, context)),
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
