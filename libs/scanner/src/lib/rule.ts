import type { Analysis } from './javascript/analysis.ts';
import type { KnownBad } from './known-bad/known-bad.ts';
import type { Command } from './plugin/commands.ts';
import type { Plugin, PluginFile } from './plugin/plugin.ts';
import type { Difference } from './release/previous-release.ts';
import type { Severity } from './severity.ts';

/** What the manual says about a rule; `docs/rules.md` is generated from it. */
export interface RuleEntry {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly what: string;
  readonly why: string;
  readonly incident: string;
  readonly fix: string;
  /** No waiver and no policy can let it pass: what the archive is, and what is known to be bad. */
  readonly isFinal?: true;
  /** It tells that something is missing, so that adding a file may end it; every other finding stays whatever is added. */
  readonly isAbsence?: true;
}

/** One stop of data, by offset in the file of the hit unless `path` names another. */
export interface HitStep {
  readonly offset: number;
  readonly path?: string;
  readonly message: string;
}

/** What a rule saw. `severity` is given only where it differs from the rule's own. */
export interface Hit {
  readonly offset?: number;
  readonly message: string;
  readonly severity?: Severity;
  /** Given by rules over the whole plugin; otherwise the file at hand. */
  readonly path?: string;
  /** From the source to the hit, the source first. */
  readonly flow?: readonly HitStep[];
}

/** What is looked up in a list of what is known to be bad. */
export interface KnownBadSubject {
  readonly plugin: Plugin;
  readonly name: string;
  readonly version: string;
  /** Of the archive. */
  readonly sha256: string;
  readonly list: KnownBad;
}

/** A rule is pure; each check may be left out. What a check throws makes the scan incomplete. */
export interface Rule extends RuleEntry {
  readonly checkPlugin?: (plugin: Plugin) => Iterable<Hit>;
  readonly checkFile?: (file: PluginFile, plugin: Plugin) => Iterable<Hit>;
  readonly checkProgram?: (analysis: Analysis, file: PluginFile) => Iterable<Hit>;
  readonly checkCommand?: (command: Command) => Iterable<Hit>;
  /** Asked where the version before is known. */
  readonly checkDifference?: (difference: Difference) => Iterable<Hit>;
  /** Asked where a list of what is known to be bad was given. */
  readonly checkKnownBad?: (subject: KnownBadSubject) => Iterable<Hit>;
}
