import { annotateFindings, writeSummary } from '@ragnos-vault/actions-kit';
import type { IdentifiedPlugin, VaultDescription } from '@ragnos-vault/api';
import type { PublishReport } from '@ragnos-vault/publisher';
import { stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { tempDirOf, type PublishRun } from './publish-run.ts';
import { saveBills, saveSarif, type ScanRecord } from './scan-files.ts';
import { publishSummary } from './summary.ts';
import { TOOL } from './tool.ts';

export interface ReportInput {
  readonly plugins: readonly IdentifiedPlugin[];
  readonly scans: ScanRecord;
  /** Where the work was done. */
  readonly report?: PublishReport;
  readonly vault?: VaultDescription;
}

/** Tells what was scanned in every form that the platform shows: annotations, SARIF, bills of materials, summary. */
export async function reportScans(
  { plugins, scans, report, vault }: ReportInput,
  run: PublishRun,
): Promise<void> {
  const { inputs, context, say } = run;
  const sources = new Map(plugins.map(({ name, version, source }) => [`${name}@${version}`, source]));
  const reports = scans.reports();
  const annotated = reports.map(async (each) => {
    const source = sources.get(`${each.name}@${each.version}`);
    const isFolder = source !== undefined && (await stat(source)).isDirectory();
    return { report: each, isFolder, ...(source !== undefined && { source }) };
  });
  annotateFindings(await Promise.all(annotated), context.workspace);
  if (reports.length > 0) {
    const file = resolve(context.workspace, inputs['sarif-file'] ?? join(tempDirOf(run), 'plugins.sarif'));
    const roots = new Map([...sources].flatMap(([id, source]) => rootOf(id, source, context.workspace)));
    await saveSarif(file, reports, { roots, tool: TOOL });
    const bills = await saveBills(join(tempDirOf(run), 'sbom'), scans.bills());
    say({ 'sarif-file': file, 'sbom-file': bills.join('\n') });
  }
  const artifact = inputs['artifact-name'];
  const url = vault === undefined ? undefined : rawUrl(vault, context);
  const summary = publishSummary({
    ...(url !== undefined && { url }),
    ...(report !== undefined && { report }),
    ...(vault !== undefined && { vault }),
    ...(artifact !== undefined && !context.isGhes && { artifact }),
    scans: reports,
  });
  await writeSummary(summary, { file: join(tempDirOf(run), 'summary.md'), env: run.env });
}

/** Where github.com serves the files of a branch; of another server nobody here knows. */
function rawUrl(
  { branch }: VaultDescription,
  { serverUrl, repository }: PublishRun['context'],
): string | undefined {
  if (branch === undefined || serverUrl !== 'https://github.com') return undefined;
  return `https://raw.githubusercontent.com/${repository}/${branch}`;
}

/** SARIF places a plugin below the workspace only. */
function rootOf(id: string, source: string, workspace: string): readonly (readonly [string, string])[] {
  const path = relative(workspace, source).split(sep).join('/');
  return path === '' || path.startsWith('../') ? [] : [[id, path]];
}
