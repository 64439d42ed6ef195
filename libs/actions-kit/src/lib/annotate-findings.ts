import { error, notice, warning } from '@actions/core';
import type { AnnotationProperties } from '@actions/core';
import { toDisplayText } from '@ragnos-vault/scanner';
import type { Finding, ScanReport } from '@ragnos-vault/scanner';
import { relative, sep } from 'node:path';

/** GitHub shows ten of a kind for a step; the report has them all. */
const MOST_PER_PLUGIN = 10;

/** Where a scanned plugin lies in the workspace. */
export interface AnnotatedPlugin {
  readonly report: ScanReport;
  /** Its folder or archive, absolute; a finding in an archive is noted on the archive. */
  readonly source?: string;
  readonly isFolder: boolean;
}

/** Notes findings on the files and lines that they are about; those that block as errors. */
export function annotateFindings(plugins: readonly AnnotatedPlugin[], workspace: string): void {
  for (const plugin of plugins) {
    const seen = plugin.report.findings.filter(({ waiver }) => waiver === undefined);
    for (const finding of seen.toSorted(blockingFirst).slice(0, MOST_PER_PLUGIN)) {
      const note = finding.blocks === true ? error : finding.severity === 'low' ? notice : warning;
      note(toDisplayText(finding.message), placeOf(finding, plugin, workspace));
    }
  }
}

function placeOf(finding: Finding, plugin: AnnotatedPlugin, workspace: string): AnnotationProperties {
  const { name, version } = plugin.report;
  const title = toDisplayText(`${finding.rule} in ${name}@${version}`);
  if (plugin.source === undefined) return { title };
  const base = relative(workspace, plugin.source).split(sep).join('/');
  if (!plugin.isFolder) return { title, file: base };
  const { line, column } = finding;
  return {
    title,
    file: [base, finding.path].filter((part) => part !== '').join('/'),
    ...(line !== undefined && { startLine: line, ...(column !== undefined && { startColumn: column }) }),
  };
}

function blockingFirst(a: Finding, b: Finding): number {
  return Number(b.blocks === true) - Number(a.blocks === true);
}
