import type { ArchiveLimits } from '@ragnos-vault/archive';
import type { FailOn, Severity } from '../severity.ts';
import type { Profile } from './profiles.ts';

/** One archive that may pass in spite of its findings: all three must match. */
export interface AllowEntry {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  readonly reason?: string;
}

/** What a finding of a rule counts as; `off`: nothing. */
export type RuleSetting = Severity | 'off';

/** What is left out is not said: it comes from the profile, or from the policy outside. */
export interface PolicySettings {
  readonly profile?: Profile;
  /** Findings of this severity or worse block. */
  readonly failOn?: Severity;
  /** By id; it goes before the profile. */
  readonly rules: ReadonlyMap<string, RuleSetting>;
}

export interface Policy extends PolicySettings {
  readonly version: 1;
  readonly allow: readonly AllowEntry[];
  /** What replaces the archive reader's own limits. */
  readonly limits: Partial<ArchiveLimits>;
  /** The policy of the level outside, which this one can only tighten. */
  readonly outer?: Policy;
}

/** What of a policy is in force for one plugin, as its report tells it. */
export interface PolicyFacts {
  /** Of the canonical JSON of the whole policy, every level of it. */
  readonly sha256: string;
  readonly profile: Profile;
  readonly failOn: FailOn;
}

/** What holds where no policy is given. */
export const DEFAULT_POLICY: Policy = { version: 1, rules: new Map(), allow: [], limits: {} };
