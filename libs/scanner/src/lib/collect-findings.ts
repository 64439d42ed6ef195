import { comparePaths } from './plugin/plugin.ts';
import type { Finding, FlowStep } from './finding.ts';
import type { Position } from './line-index.ts';
import type { Hit, HitStep, RuleEntry } from './rule.ts';

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

/** `placeAt` gives the place of a file that a flow comes by. */
export function collectFindings(placeAt: (path: string) => Place | undefined = () => undefined): Collector {
  const found = new Map<string, Finding>();
  let incomplete = false;
  return {
    add: (rule, hit, place) => {
      const finding = toFinding(rule, hit, place);
      const key = JSON.stringify(finding);
      const flow = hit.flow?.map((step) =>
        toStep(step, step.path === undefined ? place : placeAt(step.path)),
      );
      const known = found.get(key);
      found.set(key, flow === undefined ? (known ?? finding) : earlier({ ...finding, flow }, known));
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

function toStep({ offset, path = '', message }: HitStep, place: Place | undefined): FlowStep {
  return { path: place?.path ?? path, ...place?.position?.(offset), message };
}

/** Two ways to one finding are one finding; which of them is told does not hang on the order they were found in. */
function earlier(finding: Finding, known: Finding | undefined): Finding {
  if (known?.flow === undefined) return finding;
  return comparePaths(JSON.stringify(known.flow), JSON.stringify(finding.flow)) <= 0 ? known : finding;
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
