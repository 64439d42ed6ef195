import { DEFAULT_LIMITS, type ArchiveLimits } from '@ragnos-vault/archive';
import { stricterLimit, worseOf, type FailOn, type Severity } from '../severity.ts';
import type { Policy, PolicySettings, RuleSetting } from './policy.ts';
import { DEFAULT_PROFILE, FAIL_ON, severityUnder, stricterProfile, type Profile } from './profiles.ts';
import { policyFor } from './sections.ts';

interface Rated {
  readonly rule: string;
  readonly severity: Severity;
}

/** What a policy and all those outside it ask of one plugin: at no point less than the one outside does. */
export interface Level {
  /** What this policy says by itself. */
  readonly policy: Policy;
  readonly profile: Profile;
  readonly failOn: FailOn;
  readonly severityOf: (finding: Rated) => RuleSetting;
}

/** The levels of a policy for one plugin, the outermost first; there is one at least. */
export function levelsOf(policy: Policy, name: string): readonly [Level, ...Level[]] {
  const [outermost, ...inner] = outermostFirst(policy).map((each) => policyFor(each, name));
  const first = outermostLevel(outermost ?? policy);
  return inner.reduce<readonly [Level, ...Level[]]>(
    (levels, each) => [...levels, innerLevel(each, levels.at(-1) ?? first)],
    [first],
  );
}

/** A policy and those outside it, the outermost first. */
export function outermostFirst(policy: Policy): readonly Policy[] {
  const policies: Policy[] = [];
  for (let each: Policy | undefined = policy; each !== undefined; each = each.outer) policies.unshift(each);
  return policies;
}

/** What the archive reader keeps to: the outermost policy may raise a limit, those inside only lower it. */
export function limitsOf(policy: Policy): ArchiveLimits {
  const [outermost, ...inner] = outermostFirst(policy);
  return inner.reduce((limits, each) => lower(limits, each.limits), {
    ...DEFAULT_LIMITS,
    ...outermost?.limits,
  });
}

/** How old a plugin must be, in milliseconds. A name that one policy excludes is still held to by the others. */
export function minimumReleaseAgeOf(policy: Policy, name: string): number {
  const ages = outermostFirst(policy)
    .filter(({ minimumReleaseAgeExclude }) => !minimumReleaseAgeExclude.includes(name))
    .map((each) => policyFor(each, name).minimumReleaseAge ?? 0);
  return Math.max(0, ...ages);
}

function outermostLevel(policy: Policy): Level {
  const { profile = DEFAULT_PROFILE } = policy;
  const severityOf = (finding: Rated): RuleSetting => ownSeverity({ ...policy, profile }, finding);
  return { policy, profile, failOn: policy.failOn ?? FAIL_ON[profile], severityOf };
}

function innerLevel(policy: Policy, outer: Level): Level {
  return {
    policy,
    profile: stricterProfile(policy.profile ?? outer.profile, outer.profile),
    failOn: stricterLimit(policy.failOn ?? 'never', outer.failOn),
    severityOf: (finding) => worseSetting(ownSeverity(policy, finding), outer.severityOf(finding)),
  };
}

/** What one policy says by itself; `off` where it says nothing. */
function ownSeverity({ rules, profile }: PolicySettings, finding: Rated): RuleSetting {
  return rules.get(finding.rule) ?? (profile === undefined ? 'off' : severityUnder(profile, finding));
}

function worseSetting(a: RuleSetting, b: RuleSetting): RuleSetting {
  if (a === 'off') return b;
  return b === 'off' ? a : worseOf(a, b);
}

function lower(limits: ArchiveLimits, said: Partial<ArchiveLimits>): ArchiveLimits {
  return {
    maxMembers: Math.min(limits.maxMembers, said.maxMembers ?? Infinity),
    maxDepth: Math.min(limits.maxDepth, said.maxDepth ?? Infinity),
    maxPathLength: Math.min(limits.maxPathLength, said.maxPathLength ?? Infinity),
    maxMemberSize: Math.min(limits.maxMemberSize, said.maxMemberSize ?? Infinity),
    maxTotalSize: Math.min(limits.maxTotalSize, said.maxTotalSize ?? Infinity),
    maxRatio: Math.min(limits.maxRatio, said.maxRatio ?? Infinity),
  };
}
