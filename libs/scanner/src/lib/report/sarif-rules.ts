import { RULES } from '../catalogue.ts';
import { message } from './sarif-location.ts';
import type { RuleEntry } from '../rule.ts';
import type { Severity } from '../severity.ts';

/** What each severity is called in SARIF, and the number by which GitHub ranks a rule. */
const GRADES: Readonly<Record<Severity, { readonly level: string; readonly score: string }>> = {
  low: { level: 'note', score: '2.0' },
  medium: { level: 'warning', score: '5.5' },
  high: { level: 'error', score: '8.0' },
  critical: { level: 'error', score: '9.5' },
};

const RULE_INDEXES: ReadonlyMap<string, number> = new Map(RULES.map(({ id }, index) => [id, index]));

/** Notices about the scan itself, beside the findings. */
export const NOTIFICATIONS = [
  { id: 'incomplete', shortDescription: { text: 'Part of the plugin was not analysed.' } },
  { id: 'skipped', shortDescription: { text: 'A file was looked at less closely than code is.' } },
  { id: 'truncated', shortDescription: { text: 'There are more findings than the report holds.' } },
] as const;

export function levelOf(severity: Severity): string {
  return GRADES[severity].level;
}

export function ruleIndexOf(id: string): { readonly ruleIndex?: number } {
  const ruleIndex = RULE_INDEXES.get(id);
  return ruleIndex === undefined ? {} : { ruleIndex };
}

/** SARIF 3.49: every rule there is, so that a viewer can say which were checked and found nothing. */
export function sarifRules(): readonly object[] {
  return RULES.map(toDescriptor);
}

function toDescriptor(rule: RuleEntry): object {
  const { id, title, severity, what, why, incident, fix } = rule;
  return {
    id,
    name: toName(title),
    shortDescription: { text: title },
    fullDescription: message(what),
    defaultConfiguration: { level: levelOf(severity) },
    help: {
      text: `${what}\n\nWhy: ${why}\n\nSeen in: ${incident}\n\nWhat to do: ${fix}`,
      markdown: `${what}\n\n**Why:** ${why}\n\n**Seen in:** ${incident}\n\n**What to do:** ${fix}`,
    },
    properties: {
      'security-severity': GRADES[severity].score,
      precision: precisionOf(rule),
      tags: ['security', 'supply-chain', `rule-family/${id.slice(0, 3).toLowerCase()}`],
    },
  };
}

/** SARIF 3.49.7: a readable identifier in Pascal case. */
function toName(title: string): string {
  const words = title.match(/[A-Za-z0-9]+/g) ?? [];
  return words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`).join('');
}

function precisionOf({ isFinal, severity }: RuleEntry): string {
  if (isFinal === true) return 'very-high';
  return severity === 'low' || severity === 'medium' ? 'medium' : 'high';
}
