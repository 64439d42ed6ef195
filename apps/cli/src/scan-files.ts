import type { Command } from 'commander';
import type { OnScan } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import { MAX_SARIF_RUNS, toSarif, toSbom } from '@ragnos-vault/scanner';
import type { ScanReport } from '@ragnos-vault/scanner';
import { replaceVaultFile } from '@ragnos-vault/storage';
import { resolve } from 'node:path';
import { given } from './command.ts';
import type { Io } from './terminal/io.ts';
import { createOutput } from './terminal/output.ts';
import { version } from './version.ts';

const TOOL = { name: 'ragnos-vault', version };

/** Files that a command which scans writes beside its result. */
export interface ScanFileOptions {
  readonly sarif?: string;
  readonly sarifRoot?: string;
  readonly sbom?: string;
}

export interface ScanFiles {
  readonly onScan: OnScan;
  readonly toLog: (reports: readonly ScanReport[]) => object;
  /** Writes what was asked for, whole or not at all; of an archive that could not be read there is no bill. */
  readonly save: (reports: readonly ScanReport[]) => Promise<void>;
  /** As `save` of what was scanned on the way, even where the work was refused for it. */
  readonly saveAfter: <T>(work: Promise<T>) => Promise<T>;
}

export function withScanFiles(command: Command): Command {
  return command
    .option('--sarif <file>', 'also write the report as SARIF 2.1.0, even where the plugin is refused')
    .option('--sarif-root <path>', 'where the plugin is in the repository that the SARIF file is for')
    .option(
      '--sbom <file>',
      'also write a bill of materials, CycloneDX 1.6 (timed by SOURCE_DATE_EPOCH alone)',
    );
}

/** Checks the options before anything is scanned. @throws ERR_USAGE */
export function openScanFiles(
  options: ScanFileOptions,
  { count, io }: { readonly count: number; readonly io: Io },
): ScanFiles {
  const { sarif, sarifRoot, sbom } = options;
  if (count > 1 && (sarifRoot !== undefined || sbom !== undefined))
    throw new VaultError('ERR_USAGE', '--sarif-root and --sbom are about one plugin');
  if (sarif !== undefined) assertFitsSarif(count);
  const root = sarifRoot === undefined ? undefined : parseSarifRoot(sarifRoot);
  const timestamp = sbom === undefined ? undefined : parseEpoch(io.env['SOURCE_DATE_EPOCH']);
  const toLog = (reports: readonly ScanReport[]): object =>
    toSarif(
      reports.map((report) => ({ report, ...given('root', root) })),
      TOOL,
    );
  const scanned: ScanReport[] = [];
  let bill: string | undefined;
  const save: ScanFiles['save'] = async (reports) => {
    if (sarif !== undefined && reports.length > 0) await saveText(sarif, toText(toLog(reports)), io);
    if (sbom === undefined) return;
    if (bill !== undefined) await saveText(sbom, bill, io);
    else createOutput(io, false).warn(`no bill of materials, for nothing could be read: ${sbom}`);
  };
  return {
    toLog,
    save,
    saveAfter: async (work) => {
      try {
        return await work;
      } finally {
        await save(scanned.toSorted(byName));
      }
    },
    onScan: (plugin, report) => {
      scanned.push(report);
      if (sbom !== undefined) bill = toSbom({ ...plugin, ...given('timestamp', timestamp) }, TOOL);
    },
  };
}

/** Several are scanned at once, and end in any order. */
function byName(a: ScanReport, b: ScanReport): number {
  const [first, second] = [a, b].map(({ name, version }) => `${name}@${version}`);
  return first === second ? 0 : (first ?? '') < (second ?? '') ? -1 : 1;
}

/** @throws ERR_USAGE */
export function assertFitsSarif(count: number): void {
  if (count <= MAX_SARIF_RUNS) return;
  throw new VaultError('ERR_USAGE', `a SARIF file holds at most ${MAX_SARIF_RUNS} plugins`);
}

export function toText(data: object): string {
  return `${JSON.stringify(data, undefined, 2)}\n`;
}

export async function saveText(file: string, text: string, io: Io): Promise<void> {
  await replaceVaultFile(resolve(io.cwd, file), { bytes: new TextEncoder().encode(text), mode: 0o644 });
}

function parseEpoch(epoch: string | undefined): Date | undefined {
  if (epoch === undefined) return undefined;
  if (/^\d{1,11}$/.test(epoch)) return new Date(Number(epoch) * 1000);
  throw new VaultError('ERR_USAGE', `SOURCE_DATE_EPOCH is no number of seconds: ${epoch}`);
}

/** A path in the repository, as SARIF wants it: `/`-separated, without a step out of it. */
function parseSarifRoot(text: string): string {
  const segments = text.split(/[\\/]/).filter((segment) => segment !== '' && segment !== '.');
  const isAbsolute = /^(?:[\\/]|[a-z]:)/i.test(text);
  if (!isAbsolute && !segments.includes('..')) return segments.join('/');
  throw new VaultError('ERR_USAGE', `--sarif-root is no path inside a repository: ${text}`);
}
