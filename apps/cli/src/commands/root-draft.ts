import type { Command } from 'commander';
import { draftVaultRoot, rootDraftStatus } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import type { TopLevelRole } from '@ragnos-vault/metadata';
import type { RootSignatures, RootStatus } from '@ragnos-vault/publisher';
import { findVaultDir } from '@ragnos-vault/storage';
import { resolve } from 'node:path';
import { contextOf, createCommand, given } from '../command.ts';
import type { Io } from '../terminal/io.ts';
import { collect, toDuration, toRoleValue, toWholeNumber } from './root-options.ts';

interface RoleValue {
  readonly role: TopLevelRole;
  readonly value: string;
}

interface DraftOptions {
  readonly json?: boolean;
  readonly repoDir?: string;
  readonly addKey: readonly RoleValue[];
  readonly removeKey: readonly RoleValue[];
  readonly threshold: readonly RoleValue[];
  readonly expires?: number;
  readonly targets?: string;
  readonly recover?: number | true;
}

export function rootDraftCommand(io: Io): Command {
  return createCommand({
    name: 'draft',
    summary: 'Write the next root as a file to be signed, on machines that share nothing.',
    examples: [
      'root draft next-root.json',
      'root draft next-root.json --add-key root=carol.pub.pem --remove-key root=3f2a99b0 --threshold root=2',
      'root draft next-root.json --add-key targets=new.pub.pem --targets next-targets.json',
    ],
  })
    .argument('<file>', 'where the draft is written; it must not exist yet')
    .option('--add-key <role=file>', 'a public key in PEM (repeatable)', collect(toRoleValue), [])
    .option('--remove-key <role=keyid>', 'a key id, or its beginning (repeatable)', collect(toRoleValue), [])
    .option('--threshold <role=n>', 'keys that must sign (repeatable)', collect(toRoleValue), [])
    .option('--expires <time>', 'how long it is valid: 365d, 36h (default: as vault.yaml says)', toDuration)
    .option('--targets <file>', 'also write the next targets, whose keys change and are not at hand')
    .option(
      '--recover [snapshot]',
      'end a theft: go on from this snapshot, or the furthest that verifies',
      toWholeNumber,
    )
    .option('--repo-dir <dir>', 'the vault')
    .action((file: string, options: DraftOptions) => runDraft(file, options, io));
}

async function runDraft(file: string, options: DraftOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const { recover, targets } = options;
  const status = await draftVaultRoot({
    repoDir: await findVaultDir({ ...io, ...given('repoDir', options.repoDir) }),
    file: resolve(io.cwd, file),
    addKeys: options.addKey.map(({ role, value }) => ({ role, path: resolve(io.cwd, value) })),
    removeKeys: options.removeKey.map(({ role, value }) => ({ role, keyId: value })),
    thresholds: options.threshold.map(({ role, value }) => ({ role, threshold: toWholeNumber(value) })),
    now: io.now(),
    ...given('lifetime', options.expires),
    ...given('targetsFile', targets === undefined ? undefined : resolve(io.cwd, targets)),
    ...given('recover', recover === true ? ('newest' as const) : recover),
  });
  output.result({ file, ...status }, [
    `draft of root v${status.version} written to ${file}`,
    ...describe(status),
    `next: ragnos-vault sign ${file} --key file2:KEY.pem, with each of these keys`,
  ]);
}

interface StatusOptions {
  readonly json?: boolean;
  readonly repoDir?: string;
  readonly root?: string;
}

export function rootStatusCommand(io: Io): Command {
  return createCommand({
    name: 'status',
    summary: 'Say what a draft of a root changes, who has signed it and who has not.',
    examples: ['root status next-root.json', 'root status next-root.json --root root.json'],
  })
    .argument('<file>', 'the draft')
    .option('--root <file>', 'the root before it, where there is no vault')
    .option('--repo-dir <dir>', 'the vault')
    .action((file: string, options: StatusOptions) => runStatus(file, options, io));
}

async function runStatus(file: string, options: StatusOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const before = await rootBefore(options, io);
  const status = await rootDraftStatus({ file: resolve(io.cwd, file), before, now: io.now() });
  output.result({ file, ...status }, [
    `root v${status.version} ${status.isComplete ? 'can be published' : 'cannot be published yet'}`,
    ...describe(status),
  ]);
  if (before === undefined && options.json !== true)
    output.warn('the root before it is not known here, so its keys are not told: name it with --root');
}

/** A machine that only signs has no vault. */
async function rootBefore(options: StatusOptions, io: Io) {
  if (options.root !== undefined) return { rootFile: resolve(io.cwd, options.root) };
  try {
    return { repoDir: await findVaultDir({ ...io, ...given('repoDir', options.repoDir) }) };
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_VAULT_NOT_FOUND') return undefined;
    throw error;
  }
}

function describe({ expires, isExpired, old, own, changes, recovery }: RootStatus): readonly string[] {
  return [
    `  ${isExpired ? 'EXPIRED' : 'valid until'} ${expires.slice(0, 10)}`,
    ...(recovery === undefined
      ? []
      : [`  recovery: goes on from snapshot v${recovery.snapshot}, with v${recovery.from}`]),
    ...(changes ?? []).flatMap(({ role, added, removed, threshold, previousThreshold }) => [
      ...added.map((keyId) => `  ${role} + ${keyId}`),
      ...removed.map((keyId) => `  ${role} - ${keyId}`),
      ...(threshold === previousThreshold
        ? []
        : [`  ${role} needs ${threshold} of its keys, not ${previousThreshold}`]),
    ]),
    ...(old === undefined ? [] : signatures('before it', old)),
    ...signatures('itself', own),
  ];
}

function signatures(
  whose: string,
  { version, threshold, signed, missing }: RootSignatures,
): readonly string[] {
  return [
    `  keys of the root ${whose} (v${version}): ${signed.length} signed, ${threshold} needed`,
    ...signed.map((keyId) => `    signed   ${keyId}`),
    ...missing.map((keyId) => `    missing  ${keyId}`),
  ];
}
