import { dirname, basename, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { makeKey } from '@ragnos-vault/publisher';
import { addVaultFile } from '@ragnos-vault/storage';
import { contextOf, createCommand } from '../command.ts';
import { newPassphraseSource } from '../passphrases.ts';
import type { Io } from '../terminal/io.ts';

interface KeygenOptions {
  readonly json?: boolean;
  readonly keyType: 'rsa' | 'ed25519' | 'ecdsa';
  readonly encrypt?: boolean;
  readonly passphraseFile?: string;
}

export function keygenCommand(io: Io): Command {
  return createCommand({
    name: 'keygen',
    summary: 'Make a key outside a vault: FILE stays here, FILE.pub goes to whoever must trust it.',
    examples: ['keygen acme.pem', 'keygen root-2.pem --key-type ed25519 --encrypt'],
  })
    .argument('<file>', 'where the private key is written, for its owner only')
    .addOption(
      new Option('--key-type <type>', 'the kind of the key')
        .choices(['rsa', 'ed25519', 'ecdsa'])
        .default('rsa'),
    )
    .option('--encrypt', 'encrypt the private key with a passphrase')
    .option('--passphrase-file <file>', 'read the passphrase from the first line of a file')
    .action((file: string, options: KeygenOptions) => runKeygen(file, options, io));
}

async function runKeygen(file: string, options: KeygenOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const passphrase =
    options.encrypt === true
      ? await (
          await newPassphraseSource(options.passphraseFile, io)
        )('signing')
      : undefined;
  const { pem, publicPem, signer } = await makeKey(options.keyType, passphrase);
  const path = resolve(io.cwd, file);
  const utf8 = new TextEncoder();
  await addVaultFile(dirname(path), basename(path), { bytes: utf8.encode(pem), mode: 0o600 });
  await addVaultFile(dirname(path), `${basename(path)}.pub`, { bytes: utf8.encode(publicPem), mode: 0o644 });
  output.result({ keyId: signer.keyId, privateKey: path, publicKey: `${path}.pub` }, [
    signer.keyId,
    `  ${file} is the private key: keep it to yourself`,
    `  ${file}.pub is the public key: give it to whoever must trust it`,
  ]);
}
