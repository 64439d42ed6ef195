import type { Command } from 'commander';
import { signDraftFile } from '@ragnos-vault/api';
import { resolve } from 'node:path';
import { contextOf, createCommand, given } from '../command.ts';
import { passphraseSource } from '../passphrases.ts';
import type { Io } from '../terminal/io.ts';

interface SignOptions {
  readonly json?: boolean;
  readonly key: string;
  readonly role?: string;
  readonly passphraseFile?: string;
}

export function signCommand(io: Io): Command {
  return createCommand({
    name: 'sign',
    summary: 'Sign a draft in place. It needs the file and the key, but no vault and no network.',
    examples: [
      'sign next-root.json --key file2:root-1.pem',
      'sign hello.submission.tgz --key envvar:ACME_KEY',
    ],
  })
    .argument('<file>', 'a draft of any role, or a submission')
    .requiredOption('--key <uri>', 'the signer: file2:PATH or envvar:NAME')
    .option('--role <role>', 'whose keys sign: targets, or a vendor with its bins (default: all it holds)')
    .option('--passphrase-file <file>', 'read the passphrase of the key from the first line of a file')
    .action((file: string, options: SignOptions) => runSign(file, options, io));
}

async function runSign(file: string, options: SignOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const report = await signDraftFile({
    file: resolve(io.cwd, file),
    uri: options.key,
    dir: io.cwd,
    env: io.env,
    passphrase: await passphraseSource(options.passphraseFile, io),
    ...given('role', options.role),
  });
  output.result(report, [`signed ${report.roles.join(', ')} in ${file}`, `  by ${report.keyId}`]);
}
