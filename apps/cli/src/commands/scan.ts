import type { Command } from 'commander';
import { scanSource } from '@ragnos-vault/api';
import { toVaultError } from '@ragnos-vault/errors';
import { assertScanPassed, toDisplayText, toHumanLines } from '@ragnos-vault/scanner';
import type { ScanReport } from '@ragnos-vault/scanner';
import { resolve } from 'node:path';
import { contextOf, createCommand, given } from '../command.ts';
import { ReportedError } from '../reported-error.ts';
import { knownBadOption, policyFiles, policyOption } from '../policy-option.ts';
import type { Io } from '../terminal/io.ts';
import { reportStyle } from '../terminal/report-style.ts';
import { formatBytes } from '../terminal/table.ts';

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
  output.styled(report, describe(report, io));
  try {
    assertScanPassed(report);
  } catch (error) {
    throw new ReportedError(toVaultError(error));
  }
}

function describe(report: ScanReport, io: Io): readonly string[] {
  const { name, version, findings, files, bytes, verdict } = report;
  const plugin = toDisplayText(version === '' ? name : `${name}@${version}`);
  return [
    ...toHumanLines(report, reportStyle(io)),
    `${plugin}: ${verdict}, ${findings.length} findings in ${files} files (${formatBytes(bytes)})`,
  ];
}
