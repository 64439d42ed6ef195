import type { Command } from 'commander';
import { scanSource } from '@ragnos-vault/api';
import { toVaultError } from '@ragnos-vault/errors';
import { assertScanPassed } from '@ragnos-vault/scanner';
import type { ScanReport } from '@ragnos-vault/scanner';
import { resolve } from 'node:path';
import { contextOf, createCommand, given } from '../command.ts';
import { ReportedError } from '../reported-error.ts';
import { knownBadOption, policyFiles, policyOption } from '../policy-option.ts';
import type { Io } from '../terminal/io.ts';
import { formatBytes, table } from '../terminal/table.ts';

interface ScanOptions {
  readonly json?: boolean;
  readonly policy?: readonly string[];
  readonly knownBad?: readonly string[];
  readonly previous?: string;
}

export function scanCommand(io: Io): Command {
  return createCommand({
    name: 'scan',
    summary: 'Scan a folder or an archive as publish and install do.',
    examples: [
      'scan examples/plugins/hello',
      'scan acme-hello-1.0.0.tgz --policy vault.policy.yaml --json',
      'scan acme-hello-1.0.1.tgz --previous acme-hello-1.0.0.tgz',
    ],
  })
    .argument('<file|folder>', 'what to scan')
    .addOption(policyOption())
    .addOption(knownBadOption())
    .option('--previous <file|folder>', 'the version before: what is new since then is reported too')
    .action((source: string, options: ScanOptions) => runScan(source, options, io));
}

async function runScan(source: string, options: ScanOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const report = await scanSource({
    source: resolve(io.cwd, source),
    now: io.now(),
    ...given('previous', options.previous === undefined ? undefined : resolve(io.cwd, options.previous)),
    ...policyFiles(options, io),
  });
  output.result(report, describe(report));
  try {
    assertScanPassed(report);
  } catch (error) {
    throw new ReportedError(toVaultError(error));
  }
}

function describe(report: ScanReport): readonly string[] {
  const { name, version, findings, files, bytes, verdict } = report;
  const rows = findings.map(({ severity, rule, path, line, column, message }) => [
    severity,
    rule,
    line === undefined ? path : `${path}:${line}:${column ?? 1}`,
    message,
  ]);
  return [
    ...table(rows),
    `${version === '' ? name : `${name}@${version}`}: ${verdict}, ${findings.length} findings in ${files} files (${formatBytes(bytes)})`,
  ];
}
