import { Option, type Command } from 'commander';
import { sbomOfSource, scanSources } from '@ragnos-vault/api';
import { toVaultError, VaultError } from '@ragnos-vault/errors';
import {
  assertScanPassed,
  MAX_SARIF_RUNS,
  PLAIN,
  toDisplayText,
  toHumanLines,
  toMarkdown,
  toSarif,
} from '@ragnos-vault/scanner';
import type { ScanReport, Style } from '@ragnos-vault/scanner';
import { replaceVaultFile } from '@ragnos-vault/storage';
import { resolve } from 'node:path';
import { createCommand, given } from '../command.ts';
import { ReportedError } from '../reported-error.ts';
import { knownBadOption, policyFiles, policyOption } from '../policy-option.ts';
import type { Io } from '../terminal/io.ts';
import { createOutput } from '../terminal/output.ts';
import { reportStyle } from '../terminal/report-style.ts';
import { formatBytes } from '../terminal/table.ts';
import { version as toolVersion } from '../version.ts';

const TOOL = { name: 'ragnos-vault', version: toolVersion };

/** What a report is written as. */
const FORMATS = ['human', 'markdown', 'json', 'sarif'] as const;

interface ScanOptions {
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
  readonly json?: boolean;
  readonly policy?: readonly string[];
  readonly knownBad?: readonly string[];
  readonly previous?: string;
  readonly sarif?: string;
  readonly sarifRoot?: string;
  readonly sbom?: string;
}

export function scanCommand(io: Io): Command {
  return createCommand({
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
    .option('--previous <file|folder>', 'the version before: what is new since then is reported too')
    .option('--sarif <file>', 'also write the report as SARIF 2.1.0, even where the plugin is refused')
    .option('--sarif-root <path>', 'where the plugin is in the repository that the SARIF file is for')
    .option(
      '--sbom <file>',
      'also write a bill of materials, CycloneDX 1.6 (timed by SOURCE_DATE_EPOCH alone)',
    )
    .action((sources: readonly string[], options: ScanOptions) => runScan(sources, options, io));
}

async function runScan(sources: readonly string[], options: ScanOptions, io: Io): Promise<void> {
  assertMeantForOne(sources, options);
  const toLog = sarifWriter(options);
  const saveSbom = sbomWriter(options, io);
  const previous = options.previous === undefined ? undefined : resolve(io.cwd, options.previous);
  const reports = await scanSources(
    sources.map((source) => ({ source: resolve(io.cwd, source), ...given('previous', previous) })),
    { now: io.now(), ...policyFiles(options, io) },
  );
  if (options.sarif !== undefined) await saveText(options.sarif, toText(toLog(reports)), io);
  await show(reports, { options, toLog, io });
  for (const source of sources) await saveSbom(source);
  for (const report of reports) refuseBlocked(report);
}

function assertMeantForOne(sources: readonly string[], options: ScanOptions): void {
  const { previous, sarifRoot, sarif, sbom, format } = options;
  const isForOne = previous !== undefined || sarifRoot !== undefined || sbom !== undefined;
  if (sources.length > 1 && isForOne)
    throw new VaultError('ERR_USAGE', '--previous, --sarif-root and --sbom are about one plugin');
  const wantsSarif = sarif !== undefined || format === 'sarif';
  if (wantsSarif && sources.length > MAX_SARIF_RUNS)
    throw new VaultError('ERR_USAGE', `a SARIF file holds at most ${MAX_SARIF_RUNS} plugins`);
}

function sarifWriter({ sarifRoot }: ScanOptions): (reports: readonly ScanReport[]) => object {
  const root = sarifRoot === undefined ? undefined : parseSarifRoot(sarifRoot);
  return (reports) =>
    toSarif(
      reports.map((report) => ({ report, ...given('root', root) })),
      TOOL,
    );
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

function toText(data: object): string {
  return `${JSON.stringify(data, undefined, 2)}\n`;
}

async function saveText(file: string, text: string, io: Io): Promise<void> {
  await replaceVaultFile(resolve(io.cwd, file), { bytes: new TextEncoder().encode(text), mode: 0o644 });
}

function sbomWriter({ sbom }: ScanOptions, io: Io): (source: string) => Promise<void> {
  if (sbom === undefined) return () => Promise.resolve();
  const epoch = io.env['SOURCE_DATE_EPOCH'];
  if (epoch !== undefined && !/^\d{1,11}$/.test(epoch))
    throw new VaultError('ERR_USAGE', `SOURCE_DATE_EPOCH is no number of seconds: ${epoch}`);
  const timestamp = epoch === undefined ? undefined : new Date(Number(epoch) * 1000);
  return async (source) => {
    const from = { source: resolve(io.cwd, source), tool: TOOL, ...given('timestamp', timestamp) };
    await saveText(sbom, await sbomOfSource(from), io);
  };
}

function refuseBlocked(report: ScanReport): void {
  try {
    assertScanPassed(report);
  } catch (error) {
    throw new ReportedError(toVaultError(error));
  }
}

/** A path in the repository, as SARIF wants it: `/`-separated, without a step out of it. */
function parseSarifRoot(text: string): string {
  const segments = text.split(/[\\/]/).filter((segment) => segment !== '' && segment !== '.');
  const isAbsolute = /^(?:[\\/]|[a-z]:)/i.test(text);
  if (!isAbsolute && !segments.includes('..')) return segments.join('/');
  throw new VaultError('ERR_USAGE', `--sarif-root is no path inside a repository: ${text}`);
}

function describe(report: ScanReport, style: Style): readonly string[] {
  const { name, version, findings, files, bytes, verdict } = report;
  const plugin = toDisplayText(version === '' ? name : `${name}@${version}`);
  return [
    ...toHumanLines(report, style),
    `${plugin}: ${verdict}, ${findings.length} findings in ${files} files (${formatBytes(bytes)})`,
  ];
}
