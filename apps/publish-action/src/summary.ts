import type { VaultDescription } from '@ragnos-vault/api';
import type { PublishReport, RenewReport } from '@ragnos-vault/publisher';
import { toMarkdown, toMarkdownText } from '@ragnos-vault/scanner';
import type { ScanReport } from '@ragnos-vault/scanner';

export interface SummaryInput {
  /** Where the work was done. */
  readonly report?: PublishReport;
  readonly vault?: VaultDescription;
  readonly scans: readonly ScanReport[];
  /** Where consumers reach it from anywhere. */
  readonly url?: string;
  /** The artifact that the repository is in. */
  readonly artifact?: string;
}

/** The page of a run: what is live, until when, how to install it, and what the scan saw. */
export function publishSummary(input: SummaryInput): string {
  const { report, vault, scans } = input;
  return [
    `# Plugins: ${report?.status ?? 'refused'}`,
    '',
    ...(report === undefined ? [] : pluginTable(report)),
    ...(vault === undefined ? [] : stateTable(vault)),
    ...(report === undefined || vault === undefined ? [] : installSnippet(report, vault, input)),
    ...scans.map(toMarkdown),
  ].join('\n');
}

/** The page of a renewal. */
export function renewSummary({ status, renewed, due }: RenewReport, vault: VaultDescription): string {
  const roles = renewed.map(({ role }) => role).join(', ');
  return [
    `# Metadata: ${status}`,
    '',
    ...(roles === '' ? [] : [`Signed anew: ${toMarkdownText(roles)}.`, '']),
    ...(due.length === 0 ? [] : [`Due, and not signed here: ${toMarkdownText(due.join(', '))}.`, '']),
    ...stateTable(vault),
  ].join('\n');
}

function pluginTable({ plugins }: PublishReport): readonly string[] {
  const rows = plugins.map(({ name, version, status, sha256, scan }) => {
    const cells = [name, version, status, scan.verdict, `sha256:${sha256}`].map(toMarkdownText);
    return `| ${cells.join(' | ')} |`;
  });
  return ['| Plugin | Version | Status | Scan | Digest |', '| --- | --- | --- | --- | --- |', ...rows, ''];
}

function stateTable({ versions, expires }: VaultDescription): readonly string[] {
  const rows = Object.entries(versions).map(
    ([role, version]) => `| ${toMarkdownText(role)} | ${version} | ${toMarkdownText(expires[role] ?? '')} |`,
  );
  return ['| Role | Version | Expires |', '| --- | --- | --- |', ...rows, ''];
}

/** What a consumer copies into a workflow. */
function installSnippet(
  { plugins }: PublishReport,
  { root }: VaultDescription,
  { url, artifact }: Pick<SummaryInput, 'url' | 'artifact'>,
): readonly string[] {
  const from = url ?? (artifact === undefined ? undefined : `./${artifact}`);
  if (from === undefined || plugins.length === 0) return [];
  const download =
    url === undefined
      ? ['- uses: actions/download-artifact', `  with: { name: ${artifact ?? ''}, path: ${artifact ?? ''} }`]
      : [];
  return [
    'Install it:',
    '',
    '```yaml',
    ...download,
    '- uses: OWNER/ragnos-vault/install',
    '  with:',
    `    repo: ${from}`,
    `    root: sha256:${root}`,
    '    plugins: |',
    ...plugins.map(({ name, version }) => `      ${name}@${version}`),
    '```',
    '',
  ];
}
