import { Command } from 'commander';
import { describeEvent, publishVaultRoot, recoverVault, rotateVaultRole } from '@ragnos-vault/api';
import type { VaultRootReport } from '@ragnos-vault/api';
import { toVaultError } from '@ragnos-vault/errors';
import type { RootEvent } from '@ragnos-vault/publisher';
import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { contextOf, createCommand, given, type Context } from '../command.ts';
import type { Io } from '../terminal/io.ts';
import {
  keyInput,
  vaultInput,
  withKeyOptions,
  withVaultOptions,
  type KeyOptions,
  type VaultOptions,
} from '../vault-command.ts';
import { rootDraftCommand, rootStatusCommand } from './root-draft.ts';
import { toRole, toWholeNumber } from './root-options.ts';

export function rootCommand(io: Io): Command {
  const command = new Command('root').description(
    'Change who signs a repository: replace keys, hold a ceremony, recover from a theft.',
  );
  const commands = [rotateCommand, rootDraftCommand, rootStatusCommand, rootPublishCommand, recoverCommand];
  for (const create of commands) command.addCommand(create(io));
  return command.exitOverride();
}

interface RotateOptions extends KeyOptions {
  readonly threshold?: number;
  readonly lost?: boolean;
}

function rotateCommand(io: Io): Command {
  const command = createCommand({
    name: 'rotate',
    summary: 'Give a role new keys and publish the root that says so, with all keys at hand.',
    examples: ['root rotate timestamp', 'root rotate root --threshold 2', 'root rotate snapshot --lost'],
  })
    .argument('<role>', 'root, targets, snapshot or timestamp')
    .option('--threshold <n>', 'keys to make, all of which must sign (default: as now)', toWholeNumber)
    .option('--lost', 'the old keys are lost or stolen: clients cannot refresh for a moment');
  return withKeyOptions(command).action(async (role: string, options: RotateOptions) => {
    const context = contextOf(io, options);
    const report = await rotateVaultRole({
      ...(await keyInput(options, context)),
      ...sayingGaps(options, context),
      role: toRole(role),
      lost: options.lost === true,
      ...given('threshold', options.threshold),
    });
    tell(report, options, context);
  });
}

interface PublishOptions extends VaultOptions {
  readonly lost?: boolean;
  readonly targets?: string;
}

function rootPublishCommand(io: Io): Command {
  const command = createCommand({
    name: 'publish',
    summary: 'Publish a signed draft as the next root. Run it again if it was cut short.',
    examples: ['root publish next-root.json', 'root publish next-root.json --targets next-targets.json'],
  })
    .argument('<file>', 'a draft that enough old and new keys have signed')
    .option('--targets <file>', 'targets signed elsewhere by the old and the new keys')
    .option('--lost', 'the old keys are lost or stolen: clients cannot refresh for a moment');
  return withVaultOptions(command).action(async (file: string, options: PublishOptions) => {
    const context = contextOf(io, options);
    const { targets } = options;
    const report = await publishVaultRoot({
      ...(await vaultInput(options, context)),
      ...sayingGaps(options, context),
      draft: await read(resolve(io.cwd, file)),
      lost: options.lost === true,
      ...given('targets', targets === undefined ? undefined : await read(resolve(io.cwd, targets))),
    });
    tell(report, options, context);
  });
}

interface RecoverOptions extends KeyOptions {
  readonly snapshotVersion?: number;
  readonly targets?: boolean;
}

function recoverCommand(io: Io): Command {
  const command = createCommand({
    name: 'recover',
    summary: 'Take a repository back from whoever stole the timestamp and snapshot keys.',
    examples: ['root recover', 'root recover --targets --snapshot-version 41'],
  })
    .option(
      '--snapshot-version <n>',
      'the last good snapshot (default: the furthest that verifies)',
      toWholeNumber,
    )
    .option('--targets', 'the targets keys were stolen as well; needs --snapshot-version');
  return withKeyOptions(command).action(async (options: RecoverOptions) => {
    const context = contextOf(io, options);
    const report = await recoverVault({
      ...(await keyInput(options, context)),
      ...sayingGaps(options, context),
      replacesTargets: options.targets === true,
      ...given('snapshotVersion', options.snapshotVersion),
    });
    tell(report, options, context);
  });
}

/** A gap is said when it begins, whoever watches: clients may ask why. */
function sayingGaps(options: VaultOptions, { output }: Context) {
  return {
    onEvent: (event: RootEvent) => {
      if (event.type === 'root-gap' && options.json !== true) output.warn(describeEvent(event));
      else output.progress(describeEvent(event));
    },
  };
}

function tell(report: VaultRootReport, options: VaultOptions, { io, output }: Context): void {
  output.result(report, describe(report, io));
  if (options.json !== true && report.resumed)
    output.warn('this finished a publication that had been cut short; nothing else was done');
}

function describe(report: VaultRootReport, io: Io): readonly string[] {
  const { status, version, sha256, versions, signers, retired, dir } = report;
  const place = relative(io.cwd, dir) || '.';
  return [
    status === 'published'
      ? `root v${version} published, timestamp v${versions.timestamp}`
      : `unchanged: root v${version} is live`,
    ...Object.entries(signers).map(([role, uris]) => `  ${role} is signed by ${uris.join(', ')}`),
    ...retired.map((uri) => `  ${uri} signs no more; its file was left where it is`),
    `  root.json sha256:${sha256}`,
    `give new consumers ${place}/root.json; those who have an older one need nothing`,
  ];
}

async function read(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw toVaultError(cause);
  });
}
