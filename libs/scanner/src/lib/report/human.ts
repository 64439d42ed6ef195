import { CAPABILITY_KINDS, type Capabilities } from '../capabilities.ts';
import { toDisplayText } from '../display-text.ts';
import {
  count,
  placeOf,
  policyNotes,
  policyWords,
  ruleOf,
  verdictReason,
  waiverWords,
  worstFirst,
} from './report-words.ts';
import type { Finding, FlowStep, ScanReport, Verdict } from '../finding.ts';
import type { Severity } from '../severity.ts';

/** Why a piece of text stands out. */
export type Emphasis = Severity | Verdict | 'heading' | 'faint';

/** Gives text its colour; a terminal's, or none. */
export type Style = (emphasis: Emphasis, text: string) => string;

/** For files, pipes and whoever wants no colour. */
export const PLAIN: Style = (...[, text]) => text;

/** How many skipped files, and things of one capability, are named. */
const MAX_NAMED = 5;
const SEVERITY_WIDTH = 'critical'.length;

/**
 * A report for people, the worst file first and the verdict last. Nothing that a plugin or a policy says can drive a
 * terminal: the only control characters are those that `style` adds.
 */
export function toHumanLines(report: ScanReport, style: Style): readonly string[] {
  return [
    ...findingLines(report, style),
    ...section('waivers', waiverLines(report), style),
    ...section('skipped', skippedLines(report), style),
    ...section('capabilities', capabilityLines(report.capabilities), style),
    `${style('heading', 'verdict')} ${style(report.verdict, report.verdict)}: ${toDisplayText(verdictReason(report))}`,
    `${style('heading', 'policy')} ${policyWords(report)}`,
  ];
}

/** `network: a.example, b.example`, a line for each kind that there is. */
export function capabilityLines(capabilities: Capabilities): readonly string[] {
  const lines = CAPABILITY_KINDS.filter((kind) => capabilities[kind].length > 0).map((kind) => {
    const all = capabilities[kind];
    const more = all.length > MAX_NAMED ? `, and ${all.length - MAX_NAMED} more` : '';
    return `${kind}: ${all.slice(0, MAX_NAMED).join(', ')}${more}`;
  });
  return lines.length === 0 ? ['none'] : lines;
}

function findingLines(report: ScanReport, style: Style): readonly string[] {
  const explained = new Set<string>();
  const lines: string[] = [];
  for (const [path, findings] of Map.groupBy(worstFirst(report.findings), ({ path }) => path)) {
    lines.push(style('heading', toDisplayText(placeOf({ path }))));
    for (const finding of findings) {
      lines.push(titleLine(finding, style));
      const fix = explained.has(finding.rule) ? undefined : ruleOf(finding.rule)?.fix;
      explained.add(finding.rule);
      lines.push(...detailsOf(finding, report).map((line) => `    ${toDisplayText(line)}`));
      if (fix !== undefined) lines.push(style('faint', `    fix: ${fix}`));
    }
    lines.push('');
  }
  return lines;
}

function titleLine({ rule, severity, blocks }: Finding, style: Style): string {
  const title = ruleOf(rule)?.title;
  const words = [rule, ...(title === undefined ? [] : [title]), ...(blocks ? ['(blocks)'] : [])];
  return `  ${style(severity, severity.padEnd(SEVERITY_WIDTH))} ${words.join(' ')}`;
}

function detailsOf(finding: Finding, report: ScanReport): readonly string[] {
  return [
    `${placeOf(finding)} ${finding.message}`,
    ...(finding.flow ?? []).map(stepLine),
    ...policyNotes(finding, report),
  ];
}

/** The source comes first, and the finding's own place is where it ends. */
function stepLine(step: FlowStep, at: number): string {
  return `  ${at === 0 ? 'from' : 'then'} ${placeOf(step)} ${step.message}`;
}

function section(title: string, lines: readonly string[], style: Style): readonly string[] {
  if (lines.length === 0) return [];
  return [style('heading', title), ...lines.map((line) => `  ${toDisplayText(line)}`), ''];
}

function waiverLines({ waivers, off }: ScanReport): readonly string[] {
  return [
    ...waivers.map((waiver) => `${waiver.state}: ${waiverWords(waiver)}`),
    ...off.map(({ rule, findings }) => `off: ${rule}, ${count(findings, 'finding', 'findings')}`),
  ];
}

function skippedLines({ skipped }: ScanReport): readonly string[] {
  if (skipped.length === 0) return [];
  const more = skipped.length - MAX_NAMED;
  return [
    `${count(skipped.length, 'file was', 'files were')} looked at less closely than code is`,
    ...skipped.slice(0, MAX_NAMED).map(({ path, reason }) => `${path}: ${reason}`),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}
