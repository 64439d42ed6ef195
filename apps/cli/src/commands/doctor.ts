import type { Command } from 'commander';
import { examinePlugins } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import { resolve } from 'node:path';
import { toAddress } from '../address.ts';
import { contextOf, createCommand, given } from '../command.ts';
import { openPluginsFolder, withPluginsOptions, type PluginsOptions } from '../folder-options.ts';
import { ReportedError } from '../reported-error.ts';
import type { Io } from '../terminal/io.ts';
import { table } from '../terminal/table.ts';

interface DoctorOptions extends PluginsOptions {
  readonly json?: boolean;
  readonly repo?: string;
  readonly root?: string;
}

export function doctorCommand(io: Io): Command {
  return withPluginsOptions(
    createCommand({
      name: 'doctor',
      summary:
        'Check what changes of the installed plugins need: Node.js, clock, folder, disk, proxy, lock, log, trust.',
      examples: [
        'doctor',
        'doctor --plugins-dir ./plugins --json',
        'doctor --repo https://plugins.example/vault --root root.json',
      ],
    }),
  )
    .option('--repo <address>', 'a repository to be asked as well, with --root')
    .option('--root <file>', 'the root.json that you trust it by')
    .action((options: DoctorOptions) => runDoctor(options, io));
}

async function runDoctor(options: DoctorOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const { pluginsDir } = await openPluginsFolder(options, io);
  const checks = await examinePlugins({
    ...{ pluginsDir, env: io.env, now: io.now() },
    ...given('repository', repositoryOf(options, io)),
  });
  const rows = table(checks.map(({ status, name, message }) => [status, name, message]));
  const lines = checks.flatMap(({ hint }, at) => [
    rows[at] ?? '',
    ...(hint === undefined ? [] : [`  hint: ${hint}`]),
  ]);
  output.result({ checks }, lines);
  const failed = checks.filter(({ status }) => status === 'failed').length;
  if (failed === 0) return;
  throw new ReportedError(
    new VaultError('ERR_DOCTOR_FAILED', `checks that failed: ${failed}`, { facts: { failed } }),
  );
}

function repositoryOf({ repo, root }: DoctorOptions, io: Io) {
  if (repo === undefined && root === undefined) return undefined;
  if (repo === undefined || root === undefined)
    throw new VaultError('ERR_USAGE', '--repo and --root belong together');
  return { repo: toAddress(repo, io), rootFile: resolve(io.cwd, root) };
}
