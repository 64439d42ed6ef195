import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scanSources } from '@ragnos-vault/api';
import { isAtLeast, type Finding, type ScanReport } from '@ragnos-vault/scanner';
import type { CorpusPackage } from './fetch.ts';
import { parseExplanations } from './parse-explanations.ts';
import { idOf } from './scan-corpus.ts';

/** What was found in honest packages under the policy that holds where there is none. */
export interface BenignOutcome {
  readonly scanned: number;
  /** Packages that are blocked, each with the findings that block it. */
  readonly blocked: readonly string[];
  /** Rules that call something high or worse in a package, and nobody has said why. */
  readonly unexplained: readonly string[];
  /** Explanations of what is not found any more. */
  readonly idle: readonly string[];
  /** How many packages each rule calls high or worse, explained or not. */
  readonly highByRule: ReadonlyMap<string, number>;
}

/** Scans honest packages, and holds what is found against the explanations of `explanations.json`. */
export async function lookAtBenign(packages: readonly CorpusPackage[]): Promise<BenignOutcome> {
  const explanations = parseExplanations(
    await readFile(join(import.meta.dirname, 'explanations.json'), 'utf8'),
  );
  const reports = await scanSources(
    packages.map(({ archive }) => ({ source: archive })),
    { now: new Date() },
  );
  const blocked: string[] = [];
  const high = new Set<string>();
  for (const report of reports) {
    const rules = highRules(report);
    for (const rule of rules) high.add(`${rule} ${report.name}`);
    if (report.verdict === 'block') blocked.push(`${idOf(report)}: ${reasonsOf(report)}`);
  }
  const looked = new Set(packages.map(({ name }) => name));
  const explained = new Set(
    explanations.flatMap(({ rule, packages: names }) =>
      names.filter((name) => looked.has(name)).map((name) => `${rule} ${name}`),
    ),
  );
  return {
    scanned: packages.length,
    blocked,
    unexplained: [...high.difference(explained)].toSorted(),
    idle: [...explained.difference(high)].toSorted(),
    highByRule: countRules(high),
  };
}

/** What the rule itself calls high counts, whatever the profile makes of it. */
function isHigh({ severity, ruled }: Finding): boolean {
  return isAtLeast(ruled ?? severity, 'high');
}

function highRules({ findings }: ScanReport): readonly string[] {
  return [...new Set(findings.filter(isHigh).map(({ rule }) => rule))].toSorted();
}

function reasonsOf({ findings, complete }: ScanReport): string {
  const reasons = findings
    .filter(({ blocks }) => blocks)
    .map(({ rule, path, message }) => `${rule} ${path} ${message}`);
  return [...(complete ? [] : ['incomplete']), ...reasons.slice(0, 3)].join('; ');
}

function countRules(high: ReadonlySet<string>): ReadonlyMap<string, number> {
  const groups = Map.groupBy([...high].toSorted(), (line) => line.split(' ', 1)[0] ?? '');
  return new Map([...groups].map(([rule, lines]) => [rule, lines.length]));
}
