import { Option, type Command } from 'commander';
import { describeEvent, PUBLISH_INPUTS, publishPlugins, submitPlugins } from '@ragnos-vault/api';
import type { SubmitPluginsInput } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import type { PublishEvent, PublishReport } from '@ragnos-vault/publisher';
import { findVaultDir } from '@ragnos-vault/storage';
import { resolve } from 'node:path';
import { toAddress } from '../address.ts';
import { contextOf, createCommand, given } from '../command.ts';
import { describeSubmission } from '../describe-submission.ts';
import { passphraseSource } from '../passphrases.ts';
import { knownBadOption, policyFiles, policyOption } from '../policy-option.ts';
import { openScanFiles, withScanFiles, type ScanFileOptions } from '../scan-files.ts';
import type { Io } from '../terminal/io.ts';
import { table } from '../terminal/table.ts';
import { collectValues } from '../vault-command.ts';

interface PublishOptions extends ScanFileOptions {
  readonly json?: boolean;
  readonly repoDir?: string;
  readonly targetPath?: string;
  readonly skipExisting?: boolean;
  readonly dryRun?: boolean;
  readonly policy?: readonly string[];
  readonly knownBad?: readonly string[];
  readonly passphraseFile?: string;
  readonly submit?: string;
  readonly repo?: string;
  readonly root?: string;
  readonly vendorKey: readonly string[];
}

export function publishCommand(io: Io): Command {
  const command = createCommand({
    name: 'publish',
    summary: 'Pack, scan, sign and commit plugins, all of them or none.',
    examples: [
      'publish examples/plugins/hello',
      'publish acme-hello-1.0.0.tgz --repo-dir vault',
      'publish plugins/* --skip-existing',
      'publish hello --dry-run',
      'publish hello --target-path plugins/acme/hello.tar.gz',
      'publish hello --sarif hello.sarif --sbom hello.cdx.json',
      'publish hello --submit hello.submission.tgz',
      'publish hello --submit s.tgz --repo https://plugins.example.com --root root.json --vendor-key file2:acme.pem',
    ],
  })
    .argument('<plugin...>', 'a folder, the .tgz of npm pack, or a .tar.gz with a package.json')
    .option('--repo-dir <dir>', 'the vault')
    .option('--target-path <path>', 'publish one plugin under this path')
    .option('--skip-existing', PUBLISH_INPUTS['skip-existing'].description)
    .addOption(new Option('--dry-run', PUBLISH_INPUTS['dry-run'].description).conflicts('submit'))
    .addOption(policyOption())
    .addOption(knownBadOption())
    .option('--passphrase-file <file>', 'read the passphrase of the keys from the first line of a file')
    .option('--submit <file>', "sign with the vendor's keys alone, for the operator to `accept`")
    .option('--repo <address>', 'with --submit: the repository to read, where there is no vault')
    .option('--root <file>', 'with --repo: the trusted root.json')
    .option(
      '--vendor-key <uri>',
      'with --repo: a key, file2:PATH or envvar:NAME (repeatable)',
      collectValues,
      [],
    );
  return withScanFiles(command).action((plugins: readonly string[], options: PublishOptions) =>
    runPublish(plugins, options, io),
  );
}

async function runPublish(plugins: readonly string[], options: PublishOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const { submit } = options;
  const files = openScanFiles(options, { count: plugins.length, io });
  const input = {
    plugins: plugins.map((plugin) => resolve(io.cwd, plugin)),
    passphrase: await passphraseSource(options.passphraseFile, io),
    env: io.env,
    now: io.now(),
    onScan: files.onScan,
    onEvent: (event: PublishEvent) => output.progress(describeEvent(event)),
    ...given('targetPath', options.targetPath),
    ...given('skipExisting', options.skipExisting),
    ...given('dryRun', options.dryRun),
    ...policyFiles(options, io),
  };
  if (submit === undefined) {
    assertNoRemote(options);
    const repoDir = await findVaultDir({ ...io, ...given('repoDir', options.repoDir) });
    const report = await files.saveAfter(publishPlugins({ ...input, repoDir }));
    output.result(report, describe(report));
    return;
  }
  const from = await placeToSubmitFrom(options, io);
  const report = await files.saveAfter(submitPlugins({ ...input, from, file: resolve(io.cwd, submit) }));
  output.result(report, [...describe(report), ...describeSubmission(report.submission, io)]);
}

async function placeToSubmitFrom(options: PublishOptions, io: Io): Promise<SubmitPluginsInput['from']> {
  const { repo, root, vendorKey } = options;
  if (repo === undefined) {
    assertNoRemote(options);
    return { repoDir: await findVaultDir({ ...io, ...given('repoDir', options.repoDir) }) };
  }
  if (root === undefined || options.repoDir !== undefined)
    throw new VaultError('ERR_USAGE', '--repo needs --root, and takes the place of --repo-dir');
  return {
    repo: toAddress(repo, io),
    rootFile: resolve(io.cwd, root),
    vendorKeys: vendorKey,
    keyDir: io.cwd,
  };
}

function assertNoRemote({ repo, root, vendorKey }: PublishOptions): void {
  if (repo === undefined && root === undefined && vendorKey.length === 0) return;
  throw new VaultError('ERR_USAGE', '--repo, --root and --vendor-key belong to --submit, and go together');
}

function describe({ plugins, versions, status }: PublishReport): readonly string[] {
  const rows = plugins.map(({ status: state, name, version, targetPath, sha256, scan }) => [
    state,
    `${name}@${version}`,
    targetPath,
    `sha256:${sha256.slice(0, 16)}`,
    scan.verdict === 'allowed' ? 'allowed by policy' : '',
  ]);
  return [
    ...table(rows),
    ...(status === 'published'
      ? [`live: timestamp v${versions.timestamp}, targets v${versions.targets}`]
      : []),
  ];
}
