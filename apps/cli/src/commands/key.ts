import type { Command } from 'commander';
import { exportOnlineKeys } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import { findVaultDir } from '@ragnos-vault/storage';
import { contextOf, createCommand, given } from '../command.ts';
import { passphraseSource } from '../passphrases.ts';
import type { Io } from '../terminal/io.ts';
import { withVaultOptions, type VaultOptions } from '../vault-command.ts';

export function keyCommand(io: Io): Command {
  const command = createCommand({
    name: 'key',
    summary: 'Take keys to where they sign without a person.',
    examples: ['key export --online --repo-dir vault | gh secret set VAULT_SIGNING_KEYS'],
  });
  return command.addCommand(exportCommand(io));
}

function exportCommand(io: Io): Command {
  const command = createCommand({
    name: 'export',
    summary: 'Print private keys as one PEM text, for the secret of a CI. They are not encrypted: pipe them.',
    examples: [
      'key export --online | gh secret set VAULT_SIGNING_KEYS',
      'key export --online --repo-dir vault | gh secret set VAULT_SIGNING_KEYS --env plugins',
    ],
  });
  return withVaultOptions(command)
    .option(
      '--online',
      'the keys of targets, snapshot, timestamp and vendors that are at hand; never those of root',
    )
    .action((options: VaultOptions & { readonly online?: boolean }) => runExport(options, io));
}

async function runExport(options: VaultOptions & { readonly online?: boolean }, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  if (options.online !== true)
    throw new VaultError(
      'ERR_USAGE',
      'only the keys that sign without a ceremony are exported: say --online',
    );
  const keys = await exportOnlineKeys({
    repoDir: await findVaultDir({ ...io, ...given('repoDir', options.repoDir) }),
    passphrase: await passphraseSource(options.passphraseFile, io),
    env: io.env,
  });
  for (const { keyId, roles } of keys) output.progress(`${keyId} signs ${roles.join(', ')}`);
  output.result(
    { keys },
    keys.flatMap(({ pem }) => pem.trim().split('\n')),
  );
}
