import type { Command } from 'commander';
import { describeEvent, publishPlugins } from '@ragnos-vault/api';
import type { PublishReport } from '@ragnos-vault/publisher';
import { findVaultDir } from '@ragnos-vault/storage';
import { resolve } from 'node:path';
import { contextOf, createCommand, given } from '../command.ts';
import { passphraseSource } from '../passphrases.ts';
import type { Io } from '../terminal/io.ts';
import { table } from '../terminal/table.ts';

interface PublishOptions {
  readonly json?: boolean;
  readonly repoDir?: string;
  readonly targetPath?: string;
  readonly policy?: string;
  readonly passphraseFile?: string;
}

export function publishCommand(io: Io): Command {
  return createCommand({
    name: 'publish',
    summary: 'Pack, scan, sign and commit plugins, all of them or none.',
    examples: [
      'publish examples/plugins/hello',
      'publish acme-hello-1.0.0.tgz --repo-dir vault',
      'publish hello --target-path plugins/acme/hello.tar.gz',
    ],
  })
    .argument('<plugin...>', 'a folder, the .tgz of npm pack, or a .tar.gz with a package.json')
    .option('--repo-dir <dir>', 'the vault')
    .option('--target-path <path>', 'publish one plugin under this path')
    .option('--policy <file>', 'scan under this vault.policy.yaml')
    .option('--passphrase-file <file>', 'read the passphrase of the keys from the first line of a file')
    .action((plugins: readonly string[], options: PublishOptions) => runPublish(plugins, options, io));
}

async function runPublish(plugins: readonly string[], options: PublishOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const report = await publishPlugins({
    repoDir: await findVaultDir({ ...io, ...given('repoDir', options.repoDir) }),
    plugins: plugins.map((plugin) => resolve(io.cwd, plugin)),
    passphrase: await passphraseSource(options.passphraseFile, io),
    env: io.env,
    now: io.now(),
    onEvent: (event) => output.progress(describeEvent(event)),
    ...given('targetPath', options.targetPath),
    ...given('policyFile', options.policy === undefined ? undefined : resolve(io.cwd, options.policy)),
  });
  output.result(report, describe(report));
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
