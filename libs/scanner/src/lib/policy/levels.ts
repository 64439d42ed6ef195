import { stricterLimit, worseOf, type FailOn, type Severity } from '../severity.ts';
import type { Policy, PolicySettings, RuleSetting } from './policy.ts';
import { DEFAULT_PROFILE, FAIL_ON, severityUnder, stricterProfile, type Profile } from './profiles.ts';

interface Rated {
  readonly rule: string;
  readonly severity: Severity;
}

/** What a policy and all those outside it ask together: at no point less than the one outside does. */
export interface Level {
  readonly policy: Policy;
  readonly profile: Profile;
  readonly failOn: FailOn;
  readonly severityOf: (finding: Rated) => RuleSetting;
}

/** The levels of a policy, the outermost first. */
export function levelsOf(policy: Policy): readonly Level[] {
  const levels: Level[] = [];
  for (const each of outermostFirst(policy)) levels.push(toLevel(each, levels.at(-1)));
  return levels;
}

/** A policy and those outside it, the outermost first. */
export function outermostFirst(policy: Policy): readonly Policy[] {
  const policies: Policy[] = [];
  for (let each: Policy | undefined = policy; each !== undefined; each = each.outer) policies.unshift(each);
  return policies;
}

function toLevel(policy: Policy, outer: Level | undefined): Level {
  if (outer === undefined) {
    const { profile = DEFAULT_PROFILE } = policy;
    const failOn = policy.failOn ?? FAIL_ON[profile];
    return { policy, profile, failOn, severityOf: (finding) => ownSeverity({ ...policy, profile }, finding) };
  }
  const said = policy.failOn ?? (policy.profile === undefined ? 'never' : FAIL_ON[policy.profile]);
  return {
    policy,
    profile: stricterProfile(policy.profile ?? outer.profile, outer.profile),
    failOn: stricterLimit(said, outer.failOn),
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
