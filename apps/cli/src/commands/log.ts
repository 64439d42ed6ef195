import type { Command } from 'commander';
import { readAuditLog } from '@ragnos-vault/api';
import { parseAuditHead } from '@ragnos-vault/audit';
import type { AuditFault, AuditHead } from '@ragnos-vault/audit';
import { VaultError } from '@ragnos-vault/errors';
import { join, relative } from 'node:path';
import { contextOf, createCommand, given } from '../command.ts';
import { openPluginsFolder, withPluginsOptions, type PluginsOptions } from '../folder-options.ts';
import { describeLog, FAULT } from '../describe-log.ts';
import { ReportedError } from '../reported-error.ts';
import type { Io } from '../terminal/io.ts';
import { toCount } from '../vault-command.ts';

interface LogOptions extends PluginsOptions {
  readonly json?: boolean;
  readonly limit: number;
  readonly verify?: boolean;
  readonly expectHead?: AuditHead;
}

export function logCommand(io: Io): Command {
  return withPluginsOptions(
    createCommand({
      name: 'log',
      summary: 'Show who changed the installed plugins, and prove that the record of it was not changed.',
      examples: [
        'log',
        'log --limit 100 --json',
        'log --verify',
        'log --expect-head 12:d2a84f4b8b650937ec8f73cd8be2c74add5a911ba64df27458ed8229da804a26',
      ],
    }),
  )
    .option('--limit <n>', 'how many records to show, the newest', toCount, 20)
    .option('--verify', 'exit with 1 where the log is not what was written')
    .option(
      '--expect-head <seq:sha256>',
      'the same, also where the log does not go through a head that was kept elsewhere',
      parseAuditHead,
    )
    .action((options: LogOptions) => runLog(options, io));
}

async function runLog(options: LogOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const { limit, expectHead, verify = expectHead !== undefined } = options;
  const { pluginsDir } = await openPluginsFolder(options, io);
  const report = await readAuditLog(pluginsDir, { limit, ...given('expected', expectHead) });
  output.result(report, describeLog(report));
  if (report.fault === undefined) return;
  const error = brokenError(report.fault, relative(io.cwd, join(pluginsDir, '.audit/log.jsonl')));
  if (verify) throw new ReportedError(error);
  output.warn(`${error.message} (${error.code})`);
}

function brokenError({ line, reason }: AuditFault, path: string): VaultError {
  return new VaultError('ERR_AUDIT_BROKEN', `${FAULT[reason]}: ${path}, line ${line}`, {
    facts: { path, line, reason },
  });
}
