import type { Command } from 'commander';
import { acceptSubmission, describeEvent } from '@ragnos-vault/api';
import type { AcceptReport } from '@ragnos-vault/publisher';
import { findVaultDir } from '@ragnos-vault/storage';
import { resolve } from 'node:path';
import { contextOf, createCommand, given } from '../command.ts';
import { passphraseSource } from '../passphrases.ts';
import type { Io } from '../terminal/io.ts';
import { table } from '../terminal/table.ts';

interface AcceptOptions {
  readonly json?: boolean;
  readonly repoDir?: string;
  readonly policy?: string;
  readonly passphraseFile?: string;
}

export function acceptCommand(io: Io): Command {
  return createCommand({
    name: 'accept',
    summary: 'Check and scan what a vendor has signed, then sign snapshot and timestamp: it is published.',
    examples: [
      'accept hello.submission.tgz',
      'accept hello.submission.tgz --repo-dir vault --policy vault.policy.yaml',
    ],
  })
    .argument('<file>', 'what `publish --submit FILE` made, signed by all who must')
    .option('--repo-dir <dir>', 'the vault')
    .option('--policy <file>', 'scan under this vault.policy.yaml')
    .option('--passphrase-file <file>', 'read the passphrase of the keys from the first line of a file')
    .action((file: string, options: AcceptOptions) => runAccept(file, options, io));
}

async function runAccept(file: string, options: AcceptOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const report = await acceptSubmission({
    repoDir: await findVaultDir({ ...io, ...given('repoDir', options.repoDir) }),
    file: resolve(io.cwd, file),
    passphrase: await passphraseSource(options.passphraseFile, io),
    env: io.env,
    now: io.now(),
    onEvent: (event) => output.progress(describeEvent(event)),
    ...given('policyFile', options.policy === undefined ? undefined : resolve(io.cwd, options.policy)),
  });
  output.result(report, describe(report));
}

function describe({ status, roles, plugins, changed, adopted, versions }: AcceptReport): readonly string[] {
  const rows = plugins.map(({ name, version, targetPath, sha256, scan }) => [
    status,
    `${name}@${version}`,
    targetPath,
    `sha256:${sha256.slice(0, 16)}`,
    scan.verdict === 'allowed' ? 'allowed by policy' : '',
  ]);
  const signed = roles.map(({ role, version }) => `${role} v${version}`).join(', ');
  if (status === 'unchanged') return [`unchanged: ${signed} is live already`];
  return [
    ...table(rows),
    ...(adopted === 0 ? [] : [`targets moved out of the role targets: ${adopted}`]),
    `live: timestamp v${versions.timestamp}, ${signed}, targets changed: ${changed.length}`,
  ];
}
