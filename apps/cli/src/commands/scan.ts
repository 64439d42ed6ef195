import { Option, type Command } from 'commander';
import { scanSources } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import { assertScanPassed, PLAIN, toDisplayText, toHumanLines, toMarkdown } from '@ragnos-vault/scanner';
import type { ScanReport, Style } from '@ragnos-vault/scanner';
import { resolve } from 'node:path';
import { createCommand, given } from '../command.ts';
import { assertReported } from '../reported-error.ts';
import { knownBadOption, policyFiles, policyOption } from '../policy-option.ts';
import { assertFitsSarif, openScanFiles, saveText, toText, withScanFiles } from '../scan-files.ts';
import type { ScanFileOptions } from '../scan-files.ts';
import type { Io } from '../terminal/io.ts';
import { createOutput } from '../terminal/output.ts';
import { reportStyle } from '../terminal/report-style.ts';
import { formatBytes } from '../terminal/table.ts';

/** What a report is written as. */
const FORMATS = ['human', 'markdown', 'json', 'sarif'] as const;

interface ScanOptions extends ScanFileOptions {
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
  readonly json?: boolean;
  readonly policy?: readonly string[];
  readonly knownBad?: readonly string[];
  readonly previous?: string;
}

export function scanCommand(io: Io): Command {
  const command = createCommand({
    name: 'scan',
    summary: 'Scan folders and archives as publish and install do.',
    examples: [
      'scan examples/plugins/hello',
      'scan acme-hello-1.0.0.tgz --policy vault.policy.yaml --json',
      'scan acme-hello-1.0.1.tgz --previous acme-hello-1.0.0.tgz',
      'scan plugins/hello --format markdown --output hello.md',
      'scan plugins/hello --sarif hello.sarif --sarif-root plugins/hello',
    ],
  })
    .argument('<file|folder...>', 'what to scan')
    .addOption(new Option('--format <format>', 'what to write').choices(FORMATS).default('human'))
    .option('--output <file>', 'write to this file, not to the terminal')
    .addOption(policyOption())
    .addOption(knownBadOption())
    .option('--previous <file|folder>', 'the version before: what is new since then is reported too');
  return withScanFiles(command).action((sources: readonly string[], options: ScanOptions) =>
    runScan(sources, options, io),
  );
}

async function runScan(sources: readonly string[], options: ScanOptions, io: Io): Promise<void> {
  assertMeantForOne(sources, options);
  const files = openScanFiles(options, { count: sources.length, io });
  const previous = options.previous === undefined ? undefined : resolve(io.cwd, options.previous);
  const reports = await scanSources(
    sources.map((source) => ({ source: resolve(io.cwd, source), ...given('previous', previous) })),
    { now: io.now(), onScan: files.onScan, ...policyFiles(options, io) },
  );
  await files.save(reports);
  await show(reports, { options, toLog: files.toLog, io });
  for (const report of reports) assertReported(() => assertScanPassed(report));
}

function assertMeantForOne(sources: readonly string[], { previous, format }: ScanOptions): void {
  if (sources.length > 1 && previous !== undefined)
    throw new VaultError('ERR_USAGE', '--previous is about one plugin');
  if (format === 'sarif') assertFitsSarif(sources.length);
}

interface Showing {
  readonly options: ScanOptions;
  readonly toLog: (reports: readonly ScanReport[]) => object;
  readonly io: Io;
}

/** Writes the reports in the format that was asked for; one report of JSON is itself, several are a list. */
async function show(reports: readonly ScanReport[], { options, toLog, io }: Showing): Promise<void> {
  const format = options.json === true ? 'json' : options.format;
  const isText = format === 'human' || format === 'markdown';
  const style = options.output === undefined ? reportStyle(io) : PLAIN;
  const lines = reports.flatMap((report) =>
    format === 'markdown' ? [toMarkdown(report)] : describe(report, style),
  );
  const data = format === 'sarif' ? toLog(reports) : reports.length === 1 ? reports[0] : reports;
  if (options.output === undefined) {
    createOutput(io, !isText).styled(data ?? reports, lines);
    return;
  }
  const text = isText ? `${lines.join('\n')}\n` : toText(data ?? reports);
  await saveText(options.output, text, io);
}

function describe(report: ScanReport, style: Style): readonly string[] {
  const { name, version, findings, files, bytes, verdict } = report;
  const plugin = toDisplayText(version === '' ? name : `${name}@${version}`);
  return [
    ...toHumanLines(report, style),
    `${plugin}: ${verdict}, ${findings.length} findings in ${files} files (${formatBytes(bytes)})`,
  ];
}
