import type { ArchiveLimits } from '@ragnos-vault/archive';
import type { Capabilities } from '../capabilities.ts';
import type { FailOn, Severity } from '../severity.ts';
import type { FileType } from './file-type.ts';
import type { Profile } from './profiles.ts';

/** One archive, by all three. */
export interface ArchiveName {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}

/** One archive that may pass in spite of its findings. */
export interface AllowEntry extends ArchiveName {
  readonly reason?: string;
}

/** What a finding of a rule counts as; `off`: nothing. */
export type RuleSetting = Severity | 'off';

/** `true`: all; `false`: none; with `allow`: these alone; with `deny`: never these, whatever `allow` says. */
export type CapabilitySetting =
  boolean | { readonly allow?: readonly string[]; readonly deny?: readonly string[] };

/** One finding that is known and accepted for a time. */
export interface Waiver {
  readonly rule: string;
  readonly path: string;
  /** Of the archive; or else `files`. */
  readonly sha256?: string;
  /** Every file in the trace of the finding, with its SHA-256. */
  readonly files?: ReadonlyMap<string, string>;
  readonly reason: string;
  readonly approvedBy: string;
  /** The last day it counts, `YYYY-MM-DD` in UTC. */
  readonly expires: string;
}

/** What is left out is not said: it comes from the profile, a wider section or the policy outside. */
export interface PolicySettings {
  readonly profile?: Profile;
  /** Findings of this severity or worse block. */
  readonly failOn?: FailOn;
  /** By id; it goes before the profile. */
  readonly rules: ReadonlyMap<string, RuleSetting>;
  /** Lower case, without the dot; `''` for names without one. */
  readonly allowedExtensions?: readonly string[];
  readonly deniedExtensions?: readonly string[];
  readonly allowedTypes?: readonly FileType[];
  readonly deniedTypes?: readonly FileType[];
  readonly capabilities: { readonly [kind in keyof Capabilities]?: CapabilitySetting };
  /** Milliseconds since the signed time of publication. */
  readonly minimumReleaseAge?: number;
  readonly waivers: readonly Waiver[];
}

export interface Policy extends PolicySettings {
  readonly version: 1;
  readonly allow: readonly AllowEntry[];
  /** Archives whose install scripts are accepted. */
  readonly installScripts: readonly ArchiveName[];
  /** What replaces the archive reader's own limits. */
  readonly limits: Partial<ArchiveLimits>;
  /** Where lists of known-bad packages are, relative to the policy file. */
  readonly knownBad?: readonly string[];
  /** Plugins that may be as young as they are. */
  readonly minimumReleaseAgeExclude: readonly string[];
  readonly vendors: ReadonlyMap<string, PolicySettings>;
  /** By name, or by its beginning and `*`. */
  readonly plugins: ReadonlyMap<string, PolicySettings>;
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
export const DEFAULT_POLICY: Policy = {
  version: 1,
  rules: new Map(),
  capabilities: {},
  waivers: [],
  allow: [],
  installScripts: [],
  limits: {},
  minimumReleaseAgeExclude: [],
  vendors: new Map(),
  plugins: new Map(),
};
