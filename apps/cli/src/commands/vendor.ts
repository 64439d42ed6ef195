import { Command } from 'commander';
import { addVaultVendor, removeVaultVendor, rotateVaultVendor } from '@ragnos-vault/api';
import type { VendorInput, VendorKeySource } from '@ragnos-vault/api';
import type { VendorReport } from '@ragnos-vault/publisher';
import { resolve } from 'node:path';
import { contextOf, createCommand, type Context } from '../command.ts';
import type { Io } from '../terminal/io.ts';
import {
  collectValues,
  keyInput,
  toCount,
  vaultInput,
  withKeyOptions,
  withVaultOptions,
  type KeyOptions,
  type VaultOptions,
} from '../vault-command.ts';

interface VendorKeyOptions extends KeyOptions {
  readonly threshold: number;
  readonly publicKey: readonly string[];
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
  return withVendorKeys(command).action(async (vendor: string, options: VendorKeyOptions) => {
    const context = contextOf(io, options);
    const report = await addVaultVendor(await vendorInput(vendor, options, context));
    context.output.result(report, describe(report, 'added'));
  });
}

function rotateCommand(io: Io): Command {
  const command = createCommand({
    name: 'rotate',
    summary: 'Replace the keys of a vendor, and sign all it has published with the new ones.',
    examples: ['vendor rotate acme', 'vendor rotate acme --public-key new.pub.pem --public-key old.pub.pem'],
  }).argument('<vendor>', 'a vendor of this repository');
  return withVendorKeys(command).action(async (vendor: string, options: VendorKeyOptions) => {
    const context = contextOf(io, options);
    const report = await rotateVaultVendor(await vendorInput(vendor, options, context));
    context.output.result(report, describe(report, 'rotated'));
  });
}

function removeCommand(io: Io): Command {
  const command = createCommand({
    name: 'remove',
    summary: 'End the delegation to a vendor: none of its plugins can be installed any more.',
    examples: ['vendor remove acme'],
  }).argument('<vendor>', 'a vendor of this repository');
  return withVaultOptions(command).action(async (vendor: string, options: VaultOptions) => {
    const context = contextOf(io, options);
    const report = await removeVaultVendor({ vendor, ...(await vaultInput(options, context)) });
    context.output.result(report, [`vendor ${vendor} removed; its versions stay on record as yanked`]);
  });
}

function withVendorKeys(command: Command): Command {
  return withKeyOptions(command)
    .option('--threshold <n>', 'keys that must sign; without --public-key as many are made', toCount, 1)
    .option(
      '--public-key <file>',
      'a public key in PEM that the vendor sent (repeatable)',
      collectValues,
      [],
    );
}

async function vendorInput(
  vendor: string,
  options: VendorKeyOptions,
  context: Context,
): Promise<VendorInput & VendorKeySource> {
  return {
    vendor,
    ...(await keyInput(options, context)),
    threshold: options.threshold,
    publicKeys: options.publicKey.map((file) => resolve(context.io.cwd, file)),
  };
}

function describe(report: VendorReport, done: string): readonly string[] {
  const { vendor, role, keyIds, threshold, targets } = report;
  return [
    `vendor ${vendor} ${done}: ${role}, ${threshold} of ${keyIds.length} keys, ${targets} targets`,
    ...keyIds.map((keyId) => `  ${keyId}`),
  ];
}
