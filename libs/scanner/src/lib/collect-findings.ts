import { comparePaths } from './plugin/plugin.ts';
import type { Finding } from './finding.ts';
import type { Position } from './line-index.ts';
import type { Hit, RuleEntry } from './rule.ts';

/** Where a hit was seen. */
export interface Place {
  readonly path: string;
  readonly position?: ((offset: number) => Position) | undefined;
}

/** Gathers hits in any order and gives them back as sorted findings. */
export interface Collector {
  readonly add: (rule: RuleEntry, hit: Hit, place: Place) => void;
  /** The scan did not see everything. */
  readonly markIncomplete: () => void;
  readonly isIncomplete: () => boolean;
  readonly findings: () => readonly Finding[];
}

/** More findings of one rule in one file tell nothing new. */
const MAX_PER_RULE_AND_FILE = 25;

export function collectFindings(): Collector {
  const found = new Map<string, Finding>();
  let incomplete = false;
  return {
    add: (rule, hit, place) => {
      const finding = toFinding(rule, hit, place);
      found.set(JSON.stringify(finding), finding);
    },
    markIncomplete: () => {
      incomplete = true;
    },
    isIncomplete: () => incomplete,
    findings: () => limit([...found.values()].toSorted(compareFindings)),
  };
}

function toFinding(rule: RuleEntry, hit: Hit, place: Place): Finding {
  const path = hit.path ?? place.path;
  const position = hit.offset === undefined ? undefined : place.position?.(hit.offset);
  return { rule: rule.id, severity: hit.severity ?? rule.severity, path, ...position, message: hit.message };
}

/** By path (code point), line, column, rule. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    comparePaths(a.path, b.path) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    comparePaths(a.rule, b.rule) ||
    comparePaths(a.severity, b.severity) ||
    comparePaths(a.message, b.message)
  );
}

/** The severity is part of the key: a flood of small findings must not hide a great one. */
function limit(findings: readonly Finding[]): readonly Finding[] {
  const counts = new Map<string, number>();
  return findings.filter(({ rule, path, severity }) => {
    const key = `${rule} ${severity} ${path}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= MAX_PER_RULE_AND_FILE;
  });
}
