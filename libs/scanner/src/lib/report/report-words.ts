import { RULES } from '../catalogue.ts';
import { severityUnder } from '../policy/profiles.ts';
import { isAtLeast, SEVERITIES } from '../severity.ts';
import type { Finding, ScanReport, WaiverUse } from '../finding.ts';
import type { FailOn } from '../severity.ts';
import type { RuleEntry } from '../rule.ts';

/** What is shown where a finding is about no file of its own. */
const ARCHIVE = 'the archive';

const BY_ID: ReadonlyMap<string, RuleEntry> = new Map(RULES.map((rule) => [rule.id, rule]));

export function ruleOf(id: string): RuleEntry | undefined {
  return BY_ID.get(id);
}

/** `name@version`, or the name alone where there is no version. */
export function pluginName({ name, version }: ScanReport): string {
  return version === '' ? name : `${name}@${version}`;
}

/** `path:line:column`, as editors and terminals open it. */
export function placeOf({ path, line, column }: Pick<Finding, 'path' | 'line' | 'column'>): string {
  const file = path === '' ? ARCHIVE : path;
  return line === undefined ? file : `${file}:${line}:${column ?? 1}`;
}

/** The worst first; within a severity the order of the report stays. */
export function worstFirst<F extends Finding>(findings: readonly F[]): readonly F[] {
  return findings.toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
}

/** What the policy made of a finding, one phrase each. */
export function policyNotes(
  { rule, severity, ruled, waiver }: Finding,
  report: ScanReport,
): readonly string[] {
  const { profile } = report.policy;
  const notes: string[] = [];
  if (ruled !== undefined) {
    const byProfile = severityUnder(profile, { rule, severity: ruled }) === severity;
    const change = isAtLeast(severity, ruled) ? 'raised' : 'lowered';
    notes.push(`${change} from ${ruled} by ${byProfile ? `profile ${profile}` : 'the policy'}`);
  }
  if (waiver?.by === 'waiver')
    notes.push(`waived until ${waiver.expires} by ${waiver.approvedBy}: ${waiver.reason}`);
  if (waiver?.by === 'installScripts') notes.push('its install scripts are accepted by the policy');
  return notes;
}

export function waiverWords({ rule, path, expires, approvedBy, reason }: WaiverUse): string {
  return `${rule} ${path}, until ${expires}, by ${approvedBy}: ${reason}`;
}

/** Why the verdict is what it is. */
export function verdictReason(report: ScanReport): string {
  const { verdict, complete, findings, allowedBy, policy } = report;
  const blocking = findings.filter(({ blocks }) => blocks);
  if (verdict === 'pass') return passReason(policy.failOn);
  if (verdict === 'allowed') return allowedReason(findings, allowedBy);
  const [worst] = worstFirst(blocking);
  const unfinished = complete ? [] : ['the scan was not finished'];
  if (worst === undefined) return unfinished.join();
  const blocks = `${count(blocking.length, 'finding blocks', 'findings block')}, the worst is`;
  return [...unfinished, `${blocks} ${worst.rule} (${worst.severity}) at ${placeOf(worst)}`].join('; ');
}

export function policyWords({ policy: { profile, failOn, sha256 } }: ScanReport): string {
  return `profile ${profile}, ${failOn === 'never' ? 'blocks only what is final' : `blocks from ${failOn} on`}, sha256 ${sha256}`;
}

export function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

function passReason(failOn: FailOn): string {
  return failOn === 'never' ? 'nothing found is final' : `nothing found is ${failOn} or worse`;
}

function allowedReason(findings: readonly Finding[], allowedBy: ScanReport['allowedBy']): string {
  if (allowedBy !== undefined)
    return `the policy allows this archive: ${allowedBy.reason ?? 'no reason given'}`;
  const waived = findings.filter(({ waiver }) => waiver !== undefined).length;
  return `the policy excuses ${count(waived, 'finding', 'findings')}`;
}
