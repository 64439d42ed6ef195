import type { Command } from 'commander';
import { examinePlugins } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import { resolve } from 'node:path';
import { contextOf, createCommand } from '../command.ts';
import { ReportedError } from '../reported-error.ts';
import type { Io } from '../terminal/io.ts';
import { table } from '../terminal/table.ts';

interface DoctorOptions {
  readonly json?: boolean;
  readonly pluginsDir: string;
}

export function doctorCommand(io: Io): Command {
  return createCommand({
    name: 'doctor',
    summary: 'Check what changes of the installed plugins need: folder, disk, proxy, lock, log, trust.',
    examples: ['doctor', 'doctor --plugins-dir ./plugins --json'],
  })
    .option('--plugins-dir <dir>', 'where plugins are installed', './plugins')
    .action((options: DoctorOptions) => runDoctor(options, io));
}

async function runDoctor(options: DoctorOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const pluginsDir = resolve(io.cwd, options.pluginsDir);
  const checks = await examinePlugins({ pluginsDir, env: io.env, now: io.now() });
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
