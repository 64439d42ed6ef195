import { Command, Option } from 'commander';
import { addVaultVendor, removeVaultVendor, rotateVaultVendor } from '@ragnos-vault/api';
import { describeEvent } from '@ragnos-vault/api';
import type { VendorInput, VendorKeySource } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import type { VendorReport } from '@ragnos-vault/publisher';
import { findVaultDir } from '@ragnos-vault/storage';
import { resolve } from 'node:path';
import { contextOf, createCommand, given } from '../command.ts';
import { newPassphraseSource, passphraseSource } from '../passphrases.ts';
import type { Io } from '../terminal/io.ts';
import type { Output } from '../terminal/output.ts';

interface VendorOptions {
  readonly json?: boolean;
  readonly repoDir?: string;
  readonly passphraseFile?: string;
}

interface KeyOptions extends VendorOptions {
  readonly keyType: 'rsa' | 'ed25519' | 'ecdsa';
  readonly threshold: number;
  readonly publicKey: readonly string[];
  readonly encrypt?: boolean;
}

export function vendorCommand(io: Io): Command {
  const command = new Command('vendor').description('Give a vendor keys of its own, change or end them.');
  for (const create of [addCommand, rotateCommand, removeCommand]) command.addCommand(create(io));
  return command.exitOverride();
}

function addCommand(io: Io): Command {
  const command = createCommand({
    name: 'add',
    summary: 'Delegate plugins/<vendor>/ to keys of its own, and move what is published there.',
    examples: ['vendor add acme', 'vendor add acme --public-key acme.pub.pem'],
  }).argument('<vendor>', 'the npm scope without its @; _ stands for unscoped packages');
  return withKeyOptions(command).action(async (vendor: string, options: KeyOptions) => {
    const { output } = contextOf(io, options);
    const report = await addVaultVendor(await keyInput(vendor, options, { io, output }));
    output.result(report, describe(report, 'added'));
  });
}

function rotateCommand(io: Io): Command {
  const command = createCommand({
    name: 'rotate',
    summary: 'Replace the keys of a vendor, and sign all it has published with the new ones.',
    examples: ['vendor rotate acme', 'vendor rotate acme --public-key new.pub.pem --public-key old.pub.pem'],
  }).argument('<vendor>', 'a vendor of this repository');
  return withKeyOptions(command).action(async (vendor: string, options: KeyOptions) => {
    const { output } = contextOf(io, options);
    const report = await rotateVaultVendor(await keyInput(vendor, options, { io, output }));
    output.result(report, describe(report, 'rotated'));
  });
}

function removeCommand(io: Io): Command {
  const command = createCommand({
    name: 'remove',
    summary: 'End the delegation to a vendor: none of its plugins can be installed any more.',
    examples: ['vendor remove acme'],
  }).argument('<vendor>', 'a vendor of this repository');
  return withVaultOptions(command).action(async (vendor: string, options: VendorOptions) => {
    const { output } = contextOf(io, options);
    const report = await removeVaultVendor(await vaultInput(vendor, options, { io, output }));
    output.result(report, [`vendor ${vendor} removed; its versions stay on record as yanked`]);
  });
}

function withVaultOptions(command: Command): Command {
  return command
    .option('--repo-dir <dir>', 'the vault')
    .option('--passphrase-file <file>', 'read the passphrase of the keys from the first line of a file');
}

function withKeyOptions(command: Command): Command {
  return withVaultOptions(command)
    .addOption(
      new Option('--key-type <type>', 'the kind of new keys')
        .choices(['rsa', 'ed25519', 'ecdsa'])
        .default('rsa'),
    )
    .option('--threshold <n>', 'keys that must sign; without --public-key as many are made', toCount, 1)
    .option('--public-key <file>', 'a public key in PEM that the vendor sent (repeatable)', collect, [])
    .option('--encrypt', 'encrypt new keys with a passphrase');
}

interface Terminal {
  readonly io: Io;
  readonly output: Output;
}

async function vaultInput(
  vendor: string,
  options: VendorOptions,
  { io, output }: Terminal,
): Promise<VendorInput> {
  return {
    vendor,
    repoDir: await findVaultDir({ ...io, ...given('repoDir', options.repoDir) }),
    passphrase: await passphraseSource(options.passphraseFile, io),
    env: io.env,
    now: io.now(),
    onEvent: (event) => output.progress(describeEvent(event)),
  };
}

async function keyInput(
  vendor: string,
  options: KeyOptions,
  terminal: Terminal,
): Promise<VendorInput & VendorKeySource> {
  const { io } = terminal;
  const newPassphrase =
    options.encrypt === true ? await newPassphraseSource(options.passphraseFile, io) : undefined;
  return {
    ...(await vaultInput(vendor, options, terminal)),
    keyType: options.keyType,
    threshold: options.threshold,
    publicKeys: options.publicKey.map((file) => resolve(io.cwd, file)),
    ...given('newPassphrase', newPassphrase),
  };
}

function describe(report: VendorReport, done: string): readonly string[] {
  const { vendor, role, keyIds, threshold, targets } = report;
  return [
    `vendor ${vendor} ${done}: ${role}, ${threshold} of ${keyIds.length} keys, ${targets} targets`,
    ...keyIds.map((keyId) => `  ${keyId}`),
  ];
}

export function toCount(text: string): number {
  if (/^[0-9]{1,5}$/.test(text)) return Number(text);
  throw new VaultError('ERR_USAGE', `not a whole number: ${text}`, { facts: { value: text } });
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
