import { expandPlugins, scanSources } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import { assertScanPassed, toHumanLines, PLAIN, type ScanReport } from '@ragnos-vault/scanner';
import { processPorts, type ExecutorPorts, type Workspace } from '../../lib/executor-ports.ts';
import { policyFiles, type PolicyOptions } from '../../lib/policy-files.ts';
import {
  refusalOf,
  runUseCase,
  type ExecutorResult,
  type Outcome,
  type PrintOptions,
} from '../../lib/run-use-case.ts';
import { workspacePath } from '../../lib/workspace-path.ts';

export interface ScanOptions extends PrintOptions, PolicyOptions {
  /** Folders, archives or globs of them. */
  readonly plugins: readonly string[];
  /** A folder or an archive of the version before, of one plugin. */
  readonly previous?: string;
}

/** Scans plugins as a publish would: advice, that Nx may cache, and that no publish ever reads. */
export default async function scanExecutor(
  options: ScanOptions,
  workspace: Workspace,
  ports: ExecutorPorts = processPorts,
): Promise<ExecutorResult> {
  return runUseCase(async () => describe(await scan(options, workspace, ports)), options, ports);
}

async function scan(
  options: ScanOptions,
  workspace: Workspace,
  ports: ExecutorPorts,
): Promise<readonly ScanReport[]> {
  const { previous } = options;
  const sources = await expandPlugins(options.plugins, workspace.root);
  if (sources.length === 0) throw new VaultError('ERR_USAGE', 'name a plugin to scan in `plugins`');
  if (sources.length > 1 && previous !== undefined)
    throw new VaultError('ERR_USAGE', '`previous` is about one plugin');
  const before = previous === undefined ? {} : { previous: workspacePath(workspace, previous) };
  return scanSources(
    sources.map((source) => ({ source, ...before })),
    { now: ports.now(), ...policyFiles(options, workspace) },
  );
}

/** One report of JSON is itself, several are a list, as the command line has it. */
function describe(reports: readonly ScanReport[]): Outcome {
  const [first] = reports;
  return {
    data: reports.length === 1 && first !== undefined ? first : reports,
    lines: reports.flatMap(linesOf),
    ...refusalOf(() => reports.forEach(assertScanPassed)),
  };
}

function linesOf(report: ScanReport): readonly string[] {
  const { name, version, verdict, findings, files } = report;
  const plugin = version === '' ? name : `${name}@${version}`;
  return [
    ...toHumanLines(report, PLAIN),
    `${plugin}: ${verdict}, ${findings.length} findings in ${files} files`,
  ];
}
