import type { Command } from 'commander';
import { acceptSubmission } from '@ragnos-vault/api';
import type { AcceptReport } from '@ragnos-vault/publisher';
import { resolve } from 'node:path';
import { contextOf, createCommand, type Context } from '../command.ts';
import { knownBadOption, policyFiles, policyOption } from '../policy-option.ts';
import type { Io } from '../terminal/io.ts';
import { table } from '../terminal/table.ts';
import { vaultInput, withVaultOptions, type VaultOptions } from '../vault-command.ts';

interface AcceptOptions extends VaultOptions {
  readonly policy?: readonly string[];
  readonly knownBad?: readonly string[];
}

export function acceptCommand(io: Io): Command {
  const command = createCommand({
    name: 'accept',
    summary: 'Check and scan what a vendor has signed, then sign snapshot and timestamp: it is published.',
    examples: [
      'accept hello.submission.tgz',
      'accept hello.submission.tgz --repo-dir vault --policy vault.policy.yaml',
    ],
  })
    .argument('<file>', 'what `publish --submit FILE` made, signed by all who must')
    .addOption(policyOption())
    .addOption(knownBadOption());
  return withVaultOptions(command).action((file: string, options: AcceptOptions) =>
    runAccept(file, options, contextOf(io, options)),
  );
}

async function runAccept(file: string, options: AcceptOptions, context: Context): Promise<void> {
  const { io, output } = context;
  const report = await acceptSubmission({
    file: resolve(io.cwd, file),
    ...(await vaultInput(options, context)),
    ...policyFiles(options, io),
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
