import { milderOf, type FailOn, type Severity } from '../severity.ts';

/** From the most lenient to the strictest. */
export const PROFILES = ['audit', 'standard', 'strict'] as const;

export type Profile = (typeof PROFILES)[number];

/** What holds where a policy names no profile, and where there is no policy. */
export const DEFAULT_PROFILE = 'standard' satisfies Profile;

/** From which severity on a finding blocks, unless the policy says so itself. */
export const FAIL_ON: Readonly<Record<Profile, FailOn>> = {
  audit: 'never',
  standard: 'high',
  strict: 'medium',
};

interface LoweredRule {
  /** An id, or the first letters of one with its dash. */
  readonly rule: string;
  readonly atMost: Severity;
  /** Whether what the rule calls critical stays so. */
  readonly keepsCritical?: true;
  readonly reason: string;
}

/**
 * What `standard` and `audit` report at a lower severity than the rule itself does: rules that tell of a capability
 * which much honest code has, and not of what is done with it. What is done with it is for the rules of chains.
 */
export const LOWERED_RULES: readonly LoweredRule[] = [
  {
    rule: 'CNT-001',
    atMost: 'medium',
    reason: 'an unusual extension says nothing of what the file holds; CNT-002 reads its content',
  },
  {
    rule: 'CNT-003',
    atMost: 'medium',
    reason: 'addons ship native code; what starts or loads it is judged by the rules of chains',
  },
  {
    rule: 'CNT-004',
    atMost: 'medium',
    reason: 'test data and models are dense too; EXE-002 tells of what becomes code',
  },
  { rule: 'CNT-006', atMost: 'medium', reason: 'bundles are long, and so are their lines' },
  {
    rule: 'DIF-',
    atMost: 'medium',
    reason: 'most releases add something; it is a change to look at, and no attack by itself',
  },
  {
    rule: 'MAN-001',
    atMost: 'medium',
    reason: 'this product never runs a script by itself; MAN-002 and the commands tell what the script does',
  },
  {
    rule: 'MAN-003',
    atMost: 'medium',
    keepsCritical: true,
    reason: 'addons are built at install; only a command in the build is more than that',
  },
];

/** How severe a finding is under a profile: never more than its rule says. */
export function severityUnder(
  profile: Profile,
  { rule, severity }: { readonly rule: string; readonly severity: Severity },
): Severity {
  if (profile === 'strict') return severity;
  const lowered = LOWERED_RULES.find((entry) => isAbout(entry, rule));
  if (lowered === undefined || (lowered.keepsCritical && severity === 'critical')) return severity;
  return milderOf(severity, lowered.atMost);
}

export function stricterProfile(a: Profile, b: Profile): Profile {
  return PROFILES.indexOf(a) > PROFILES.indexOf(b) ? a : b;
}

function isAbout(entry: LoweredRule, rule: string): boolean {
  return entry.rule.endsWith('-') ? rule.startsWith(entry.rule) : rule === entry.rule;
}
