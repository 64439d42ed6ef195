import { compareFindings } from '../collect-findings.ts';
import type { Finding, ScanReport } from '../finding.ts';
import type { ScanInput } from '../scan.ts';
import { isAtLeast, stricterLimit, worseOf } from '../severity.ts';
import { excusesOf, isArchive, isInForce, waiverUses, type Excuse } from './excuses.ts';
import { isFinalRule } from './final-rules.ts';
import { levelsOf, type Level } from './levels.ts';
import type { AllowEntry, Policy } from './policy.ts';
import { policyFindings, type PolicySubject } from './policy-findings.ts';
import { policySha256 } from './policy-sha256.ts';

type Judgement = Pick<ScanReport, 'verdict' | 'policy' | 'waivers' | 'off' | 'allowedBy'> & {
  readonly findings: readonly Finding[];
};

/** What was seen of a plugin. */
export interface Seen extends Omit<PolicySubject, 'areScriptsAccepted'> {
  readonly findings: readonly Finding[];
  readonly complete: boolean;
}

/**
 * What a policy makes of findings. Each level of it is asked, the outermost first: what blocks at one level can be excused
 * by that level or by one outside it, never by one inside.
 */
export function judge(seen: Seen, input: ScanInput, policy: Policy): Judgement {
  const levels = levelsOf(policy, input.name);
  const excuses = excusesOf(levels, input);
  const [allowedBy, allowedAt] = allowanceOf(input, levels);
  const found = [
    ...seen.findings.map((finding) => ({ finding, since: 0 })),
    ...foundByPolicy(seen, input, levels),
  ];
  const inForce = excuses.filter(({ waiver }) => waiver === undefined || isInForce(waiver, input.now));
  const judged = found.map((each) => judgeFinding(each, { levels, allowedAt, excuses: inForce }));
  const findings = judged.flatMap(({ finding }) => finding ?? []).toSorted(compareFindings);
  const isBlocked = !seen.complete || findings.some(({ blocks }) => blocks);
  const used = new Set(judged.flatMap(({ excuse }) => excuse ?? []));
  const { profile, failOn } = levels.at(-1) ?? levels[0];
  return {
    verdict: isBlocked ? 'block' : judged.some(({ isExcused }) => isExcused) ? 'allowed' : 'pass',
    policy: { sha256: policySha256(policy), profile, failOn },
    findings,
    waivers: waiverUses(excuses, input, { seen: found.map(({ finding }) => finding), used }),
    off: countOff(found, judged),
    ...(!isBlocked && judged.some(({ isAllowed }) => isAllowed) && allowedBy !== undefined && { allowedBy }),
  };
}

/** A finding, and the level that asks for it first. */
interface Found {
  readonly finding: Finding;
  readonly since: number;
}

interface Judged {
  /** Nothing where its rule is off. */
  readonly finding?: Finding;
  readonly excuse?: Excuse;
  /** It would block, were there no exception; `isAllowed`: none but that of the whole archive. */
  readonly isExcused?: boolean;
  readonly isAllowed?: boolean;
}

interface Terms {
  readonly levels: readonly [Level, ...Level[]];
  readonly allowedAt: number;
  readonly excuses: readonly Excuse[];
}

function judgeFinding({ finding, since }: Found, { levels, allowedAt, excuses }: Terms): Judged {
  if (isFinalRule(finding.rule)) return judgeFinal(finding, levels);
  const severity = (levels.at(-1) ?? levels[0]).severityOf(finding);
  if (severity === 'off') return {};
  const rated = severity === finding.severity ? finding : { ...finding, severity, ruled: finding.severity };
  const blockedAt = levels.findIndex((level, at) => at >= since && isBlocked(finding, level));
  const reach = blockedAt < 0 ? Infinity : blockedAt;
  const excuse = excuses.find(({ level, covers }) => level <= reach && covers(finding));
  if (excuse !== undefined)
    return { finding: { ...rated, waiver: excuse.waivedBy }, excuse, isExcused: blockedAt >= 0 };
  if (blockedAt < 0) return { finding: rated };
  const isAllowed = allowedAt <= blockedAt;
  return isAllowed ? { finding: rated, isExcused: true, isAllowed } : { finding: { ...rated, blocks: true } };
}

/** What no policy excuses nor rates lower, and what blocks from this severity on even where nothing else does. */
const FINAL_LIMIT = 'high';

function judgeFinal(finding: Finding, levels: Terms['levels']): Judged {
  const { failOn, severityOf } = levels.at(-1) ?? levels[0];
  const setting = severityOf(finding);
  const severity = setting === 'off' ? finding.severity : worseOf(setting, finding.severity);
  const blocks = isAtLeast(severity, stricterLimit(failOn, FINAL_LIMIT));
  const rated = severity === finding.severity ? finding : { ...finding, severity, ruled: finding.severity };
  return { finding: blocks ? { ...rated, blocks } : rated };
}

function isBlocked(finding: Finding, { severityOf, failOn }: Level): boolean {
  const severity = severityOf(finding);
  return severity !== 'off' && isAtLeast(severity, failOn);
}

/** An inner level finds all that those outside it find, so that each finding is that of the outermost that has it. */
function foundByPolicy(seen: Seen, input: ScanInput, levels: readonly Level[]): readonly Found[] {
  const found = new Map<string, Found>();
  let areScriptsAccepted = false;
  for (const [since, { policy }] of levels.entries()) {
    areScriptsAccepted ||= policy.installScripts.some((entry) => isArchive(entry, input));
    for (const finding of policyFindings({ ...seen, areScriptsAccepted }, policy)) {
      const key = JSON.stringify(finding);
      if (!found.has(key)) found.set(key, { finding, since });
    }
  }
  return [...found.values()];
}

/** The outermost entry that names this very archive, and its level. */
function allowanceOf(input: ScanInput, levels: readonly Level[]): readonly [AllowEntry | undefined, number] {
  for (const [at, { policy }] of levels.entries()) {
    const entry = policy.allow.find((each) => isArchive(each, input));
    if (entry !== undefined) return [entry, at];
  }
  return [undefined, Infinity];
}

/** How many findings a policy switched off, by rule. */
function countOff(found: readonly Found[], judged: readonly Judged[]): ScanReport['off'] {
  const off = found
    .filter((...[, at]) => judged[at]?.finding === undefined)
    .map(({ finding }) => finding.rule);
  return [...new Set(off)]
    .toSorted()
    .map((rule) => ({ rule, findings: off.filter((each) => each === rule).length }));
}
