import { Option, type Command } from 'commander';
import { INSTALL_INPUTS, installProject } from '@ragnos-vault/api';
import { resolve } from 'node:path';
import { contextOf, createCommand, given } from '../command.ts';
import { printSet, projectInput, withProjectOptions, type ProjectOptions } from '../project-command.ts';
import type { Io } from '../terminal/io.ts';

interface InstallOptions extends ProjectOptions {
  readonly frozen?: boolean;
  readonly dryRun?: boolean;
  readonly save: boolean;
  readonly bundle?: string;
}

export function installCommand(io: Io): Command {
  const command = createCommand({
    name: 'install',
    summary: 'Verify, scan and install plugins as one set, atomically.',
    examples: [
      'install @acme/hello --repo vault --root vault/root.json',
      'install @acme/hello@^1.2.0 word-count --repo https://plugins.example/vault --root root.json',
      'install',
      'install --frozen',
      'install --bundle plugins.vault --root root.json',
      'install plugins/acme/hello/1.0.0/hello-1.0.0.tgz --repo vault --root vault/root.json',
      'install @acme/hello --repo https://plugins.example --mirror /media/vault --root root.json',
      'install @acme/hello --map trust/map.json',
      'install --offline',
    ],
  }).argument(
    '[spec...]',
    '@vendor/name[@range], name[@range] or a target path, added to ragnos-vault.json; without any, what it wants',
  );
  return withProjectOptions(command)
    .addOption(
      new Option('--bundle <file>', INSTALL_INPUTS.bundle.description).conflicts(['repo', 'mirror', 'map']),
    )
    .option('--frozen', INSTALL_INPUTS.frozen.description)
    .option('--dry-run', 'verify and scan everything, print what would change, and change nothing')
    .option('--no-save', 'leave ragnos-vault.json and its lock alone, and keep what else is installed')
    .action((specs: readonly string[], options: InstallOptions) => runInstall(specs, options, io));
}

async function runInstall(specs: readonly string[], options: InstallOptions, io: Io): Promise<void> {
  const context = contextOf(io, options);
  const input = await projectInput(options, context);
  const { bundle } = options;
  const report = await installProject({
    ...input,
    source: { ...input.source, ...given('bundle', bundle && resolve(io.cwd, bundle)) },
    ...{ specs, save: options.save },
    ...given('frozen', options.frozen),
    ...given('dryRun', options.dryRun),
  });
  printSet(report, { ...options, pluginsDir: input.pluginsDir }, context);
}
