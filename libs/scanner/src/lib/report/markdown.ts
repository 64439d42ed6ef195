import { CAPABILITY_KINDS } from '../capabilities.ts';
import { toMarkdownText } from './markdown-text.ts';
import {
  count,
  placeOf,
  pluginName,
  policyNotes,
  policyWords,
  ruleOf,
  verdictReason,
  waiverWords,
  worstFirst,
} from './report-words.ts';
import type { Finding, ScanReport } from '../finding.ts';

/** In bytes of UTF-8; all of it together stays below 1 MiB, which is what a job summary of GitHub holds. */
const MAX_FINDINGS = 640 * 1024;
const MAX_DETAILS = 64 * 1024;
const MAX_STEPS = 10;

/**
 * A report as GitHub-flavoured markdown of less than 1 MiB: where that is too little, the least severe findings are left
 * out, and a note says how many. Nothing that a plugin or a policy says is read as markdown or HTML.
 */
export function toMarkdown(report: ScanReport): string {
  return [
    `## ${toMarkdownText(pluginName(report))}: ${report.verdict}`,
    '',
    `${toMarkdownText(verdictReason(report))}.`,
    `${count(report.findings.length, 'finding', 'findings')} in ${count(report.files, 'file', 'files')}; ${policyWords(report)}.`,
    '',
    ...findingTable(report),
    ...details('How to fix', fixes(report)),
    ...details('Capabilities', capabilities(report)),
    ...details('Waivers', waivers(report)),
    ...details('Looked at less closely than code is', skipped(report)),
  ].join('\n');
}

function findingTable(report: ScanReport): readonly string[] {
  if (report.findings.length === 0) return [];
  const rows = worstFirst(report.findings).map((finding) => rowOf(finding, report));
  const { kept, left } = cutTo(MAX_FINDINGS, rows);
  return [
    '| Severity | Rule | Place | What was seen |',
    '| --- | --- | --- | --- |',
    ...kept,
    '',
    ...(left > 0
      ? [`${count(left, 'finding is', 'findings are')} left out here, the least severe of all.`, '']
      : []),
  ];
}

function rowOf(finding: Finding, report: ScanReport): string {
  const { severity, rule, message, blocks } = finding;
  const title = ruleOf(rule)?.title ?? '';
  const seen = [message, ...flowWords(finding), ...policyNotes(finding, report)].map(toMarkdownText);
  const rating = blocks ? `**${severity}**, blocks` : severity;
  const cells = [
    rating,
    toMarkdownText(`${rule} ${title}`),
    toMarkdownText(placeOf(finding)),
    seen.join('<br>'),
  ];
  return `| ${cells.join(' | ')} |`;
}

function flowWords({ flow = [] }: Finding): readonly string[] {
  const more = flow.length - MAX_STEPS;
  return [
    ...flow
      .slice(0, MAX_STEPS)
      .map((step, at) => `${at === 0 ? 'from' : 'then'} ${placeOf(step)} ${step.message}`),
    ...(more > 0 ? [`and ${more} more steps`] : []),
  ];
}

function fixes({ findings }: ScanReport): readonly string[] {
  const rules = new Set(worstFirst(findings).map(({ rule }) => rule));
  return [...rules].flatMap((rule) => {
    const fix = ruleOf(rule)?.fix;
    return fix === undefined ? [] : [`${rule}: ${fix}`];
  });
}

/** A line for each thing, so that a long list is cut between two of them. */
function capabilities(report: ScanReport): readonly string[] {
  return CAPABILITY_KINDS.flatMap((kind) => report.capabilities[kind].map((thing) => `${kind}: ${thing}`));
}

function waivers({ waivers: uses, off }: ScanReport): readonly string[] {
  return [
    ...uses.map((waiver) => `${waiver.state}: ${waiverWords(waiver)}`),
    ...off.map(({ rule, findings }) => `off: ${rule}, ${count(findings, 'finding', 'findings')}`),
  ];
}

function skipped(report: ScanReport): readonly string[] {
  return report.skipped.map(({ path, reason }) => `${path}: ${reason}`);
}

function details(title: string, texts: readonly string[]): readonly string[] {
  if (texts.length === 0) return [];
  const { kept, left } = cutTo(
    MAX_DETAILS,
    texts.map((text) => `- ${toMarkdownText(text)}`),
  );
  return [
    `<details><summary>${title} (${texts.length})</summary>`,
    '',
    ...kept,
    ...(left > 0 ? [`- and ${left} more`] : []),
    '',
    '</details>',
    '',
  ];
}

/** The first lines that fit, and how many do not. */
function cutTo(
  bytes: number,
  lines: readonly string[],
): { readonly kept: readonly string[]; readonly left: number } {
  const encoder = new TextEncoder();
  let rest = bytes;
  const end = lines.findIndex((line) => (rest -= encoder.encode(line).length + 1) < 0);
  return end < 0 ? { kept: lines, left: 0 } : { kept: lines.slice(0, end), left: lines.length - end };
}
