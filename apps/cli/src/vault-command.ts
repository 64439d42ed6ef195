import { Option, type Command } from 'commander';
import { describeEvent } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import { findVaultDir } from '@ragnos-vault/storage';
import { resolve } from 'node:path';
import { given, type Context } from './command.ts';
import { newPassphraseSource, passphraseSource } from './passphrases.ts';

/** Options of every command that changes a vault. */
export interface VaultOptions {
  readonly json?: boolean;
  readonly repoDir?: string;
  readonly passphraseFile?: string;
  readonly submit?: string;
}

export interface KeyOptions extends VaultOptions {
  readonly keyType: 'rsa' | 'ed25519' | 'ecdsa';
  readonly encrypt?: boolean;
}

export function withVaultOptions(command: Command): Command {
  return command
    .option('--repo-dir <dir>', 'the vault')
    .option('--passphrase-file <file>', 'read the passphrase of the keys from the first line of a file');
}

/** For a command whose keys may be on another machine. */
export function withSubmitOption(command: Command): Command {
  return withVaultOptions(command).option(
    '--submit <file>',
    'write what is signed here for the operator to `accept`, and commit nothing',
  );
}

/** For a command that makes keys. */
export function withKeyOptions(command: Command): Command {
  return withVaultOptions(command)
    .addOption(
      new Option('--key-type <type>', 'the kind of new keys')
        .choices(['rsa', 'ed25519', 'ecdsa'])
        .default('rsa'),
    )
    .option('--encrypt', 'encrypt new keys with a passphrase');
}

/** What {@link VaultOptions} say, as a use case takes it. @throws ERR_VAULT_NOT_FOUND, ERR_PASSPHRASE */
export async function vaultInput(options: VaultOptions, { io, output }: Context) {
  const { submit } = options;
  return {
    repoDir: await findVaultDir({ ...io, ...given('repoDir', options.repoDir) }),
    passphrase: await passphraseSource(options.passphraseFile, io),
    env: io.env,
    now: io.now(),
    onEvent: (event: Parameters<typeof describeEvent>[0]) => output.progress(describeEvent(event)),
    ...given('submitFile', submit === undefined ? undefined : resolve(io.cwd, submit)),
  };
}

/** {@link vaultInput} for a command that makes keys. */
export async function keyInput(options: KeyOptions, context: Context) {
  const { io } = context;
  const newPassphrase =
    options.encrypt === true ? await newPassphraseSource(options.passphraseFile, io) : undefined;
  return {
    ...(await vaultInput(options, context)),
    keyType: options.keyType,
    ...given('newPassphrase', newPassphrase),
  };
}

/** The parser of an option that takes a number. @throws ERR_USAGE */
export function toCount(text: string): number {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw new VaultError('ERR_USAGE', `not a whole number: ${text}`, { facts: { value: text } });
}

/** The parser of an option that may be given several times. */
export function collectValues(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
