import type { Command } from 'commander';
import { describeEvent, installPlugins, readTrustedRoot } from '@ragnos-vault/api';
import type { InstallReport } from '@ragnos-vault/installer';
import { join, relative, resolve } from 'node:path';
import { contextOf, createCommand, given } from '../command.ts';
import type { Io } from '../terminal/io.ts';
import { table } from '../terminal/table.ts';

interface InstallOptions {
  readonly json?: boolean;
  readonly repo: string;
  readonly root: string;
  readonly pluginsDir: string;
  readonly policy?: string;
}

export function installCommand(io: Io): Command {
  return createCommand({
    name: 'install',
    summary: 'Verify, scan and install plugins as one set, atomically.',
    examples: [
      'install @acme/hello --repo vault --root vault/root.json',
      'install @acme/hello@^1.2.0 word-count --repo https://plugins.example/vault --root root.json',
      'install plugins/acme/hello/1.0.0/hello-1.0.0.tgz --repo vault --root vault/root.json',
    ],
  })
    .argument('<spec...>', '@vendor/name[@range], name[@range] or a target path')
    .requiredOption('--repo <address>', 'an http(s) or file: address, a vault folder or a repository folder')
    .requiredOption('--root <file>', 'the root.json you trust, from the publisher')
    .option('--plugins-dir <dir>', 'where plugins are installed', './plugins')
    .option('--policy <file>', 'scan under this vault.policy.yaml')
    .action((specs: readonly string[], options: InstallOptions) => runInstall(specs, options, io));
}

async function runInstall(specs: readonly string[], options: InstallOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const report = await installPlugins({
    specs,
    repo: /^[a-z][a-z0-9+.-]*:/i.test(options.repo) ? options.repo : resolve(io.cwd, options.repo),
    trustedRoot: await readTrustedRoot(resolve(io.cwd, options.root)),
    pluginsDir: resolve(io.cwd, options.pluginsDir),
    now: io.now(),
    onEvent: (event) => output.progress(describeEvent(event)),
    ...given('policyFile', options.policy === undefined ? undefined : resolve(io.cwd, options.policy)),
  });
  for (const plugin of report.plugins.filter(({ yanked }) => yanked)) {
    output.warn(`${plugin.name}@${plugin.version} was yanked by its publisher`);
  }
  output.result(report, describe(report, { options, io }));
}

function describe(
  report: InstallReport,
  { options, io }: { options: InstallOptions; io: Io },
): readonly string[] {
  const current = join(relative(io.cwd, resolve(io.cwd, options.pluginsDir)) || '.', 'current');
  const rows = report.plugins.map(({ name, version, vendor, shortName, sha256 }) => [
    report.status,
    `${name}@${version}`,
    join(current, vendor, shortName),
    `sha256:${sha256.slice(0, 16)}`,
  ]);
  return [...table(rows), `generation ${report.generation}`];
}
