import type { Command } from 'commander';
import { addSignatureToFile } from '@ragnos-vault/api';
import { resolve } from 'node:path';
import { contextOf, createCommand, given } from '../command.ts';
import type { Io } from '../terminal/io.ts';

interface AddSignatureOptions {
  readonly json?: boolean;
  readonly publicKey: string;
  readonly signature: string;
  readonly role?: string;
}

export function addSignatureCommand(io: Io): Command {
  return createCommand({
    name: 'add-signature',
    summary: 'Put a signature over `payload` into a draft; one that does not verify is refused.',
    examples: ['add-signature next-root.json --public-key root-1.pub.pem --signature payload.sig'],
  })
    .argument('<file>', 'a draft of any role, or a submission')
    .requiredOption('--public-key <file>', 'the public key, in PEM')
    .requiredOption('--signature <file>', 'the signature: raw bytes, hex or Base64')
    .option('--role <role>', 'which role of a submission')
    .action((file: string, options: AddSignatureOptions) => runAddSignature(file, options, io));
}

async function runAddSignature(file: string, options: AddSignatureOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const report = await addSignatureToFile({
    file: resolve(io.cwd, file),
    publicKeyFile: resolve(io.cwd, options.publicKey),
    signatureFile: resolve(io.cwd, options.signature),
    ...given('role', options.role),
  });
  output.result(report, [`signature added to ${report.roles.join(', ')} in ${file}`, `  by ${report.keyId}`]);
}
