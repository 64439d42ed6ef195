import { isAtLeast } from '../severity.ts';
import type { Finding, ScanReport } from '../finding.ts';
import type { ScanInput } from '../scan.ts';
import { isFinalRule } from './final-rules.ts';
import { levelsOf, type Level } from './levels.ts';
import type { AllowEntry, Policy } from './policy.ts';
import { policySha256 } from './policy-sha256.ts';

type Judgement = Pick<ScanReport, 'verdict' | 'policy' | 'findings' | 'allowedBy'>;

/**
 * What a policy makes of findings. Each level of it is asked, the outermost first: what blocks at one level can be excused
 * by that level or by one outside it, never by one inside.
 */
export function judge(
  { findings, complete }: { readonly findings: readonly Finding[]; readonly complete: boolean },
  input: ScanInput,
  policy: Policy,
): Judgement {
  const levels = levelsOf(policy);
  const [allowedBy, allowedAt] = allowanceOf(input, levels);
  const judged = findings.flatMap((finding) => judgeFinding(finding, { levels, allowedAt }) ?? []);
  const isBlocked = !complete || judged.some(({ finding }) => finding.blocks);
  const isExcused = !isBlocked && judged.some((each) => each.isExcused);
  const { profile, failOn } = lastOf(levels);
  return {
    verdict: isBlocked ? 'block' : isExcused ? 'allowed' : 'pass',
    policy: { sha256: policySha256(policy), profile, failOn },
    findings: judged.map(({ finding }) => finding),
    ...(isExcused && allowedBy !== undefined && { allowedBy }),
  };
}

interface Judged {
  readonly finding: Finding;
  /** It would block, were there no exception. */
  readonly isExcused: boolean;
}

function judgeFinding(
  finding: Finding,
  { levels, allowedAt }: { readonly levels: readonly Level[]; readonly allowedAt: number },
): Judged | undefined {
  if (isFinalRule(finding.rule)) return { finding: { ...finding, blocks: true }, isExcused: false };
  const severity = lastOf(levels).severityOf(finding);
  if (severity === 'off') return undefined;
  const rated = severity === finding.severity ? finding : { ...finding, severity, ruled: finding.severity };
  const blockedAt = levels.findIndex((level) => isBlocked(finding, level));
  if (blockedAt < 0) return { finding: rated, isExcused: false };
  const isExcused = allowedAt <= blockedAt;
  return { finding: isExcused ? rated : { ...rated, blocks: true }, isExcused };
}

function isBlocked(finding: Finding, { severityOf, failOn }: Level): boolean {
  const severity = severityOf(finding);
  return severity !== 'off' && isAtLeast(severity, failOn);
}

/** The outermost entry that names this very archive, and its level. */
function allowanceOf(
  { name, version, sha256 }: ScanInput,
  levels: readonly Level[],
): readonly [AllowEntry | undefined, number] {
  for (const [at, { policy }] of levels.entries()) {
    const entry = policy.allow.find(
      (each) => each.name === name && each.version === version && each.sha256 === sha256,
    );
    if (entry !== undefined) return [entry, at];
  }
  return [undefined, Infinity];
}

function lastOf(levels: readonly Level[]): Level {
  const last = levels.at(-1);
  if (last === undefined) throw new RangeError('a policy has at least one level');
  return last;
}
