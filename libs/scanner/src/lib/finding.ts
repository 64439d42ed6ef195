import type { Capabilities } from './capabilities.ts';
import type { AllowEntry, PolicyFacts } from './policy/policy.ts';
import type { Severity } from './severity.ts';

/** One stop of data on its way to where a finding is. */
export interface FlowStep {
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
  /** Free of control characters. */
  readonly message: string;
}

/** One thing a rule saw, at one place. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly path: string;
  /** 1-based, where the finding has a place in the text. */
  readonly line?: number;
  /** 1-based, in UTF-16 code units. */
  readonly column?: number;
  /** Free of control characters, whatever the plugin holds. */
  readonly message: string;
  /** The way data took from its source to this place, the source first. */
  readonly flow?: readonly FlowStep[];
  /** What the rule itself calls it, where the policy makes it another severity. */
  readonly ruled?: Severity;
  /** What excuses it; it stays in the report. */
  readonly waiver?: WaivedBy;
  /** The policy refuses the plugin for it. */
  readonly blocks?: true;
}

/** What of a policy excuses a finding. */
export type WaivedBy =
  | {
      readonly by: 'waiver';
      readonly reason: string;
      readonly approvedBy: string;
      /** The last day it counts. */
      readonly expires: string;
    }
  | { readonly by: 'installScripts' };

/**
 * What became of a waiver that is about the plugin. `expired`: its findings fire again. `overruled`: an outer level of the
 * policy blocks what it is for. `unused`: nothing was found that it is for.
 */
export interface WaiverUse {
  readonly rule: string;
  readonly path: string;
  readonly reason: string;
  readonly approvedBy: string;
  readonly expires: string;
  readonly state: 'used' | 'unused' | 'expired' | 'overruled';
}

/** A finding as reports give it: with what finds it again. */
export interface ReportedFinding extends Finding {
  /** Of the content of the file at `path`, where the plugin has such a file. */
  readonly sha256?: string;
  /** Of the code at the place, white space left out: the same wherever its lines move. */
  readonly lineHash?: string;
  /** Names the finding in this version of the plugin and in the next, as long as rule, path and code stay. */
  readonly fingerprint: string;
}

/** A file which was looked at less closely than code is, and why. */
export interface Skipped {
  readonly path: string;
  readonly reason: string;
}

/**
 * `pass`: nothing at or above the limit. `allowed`: something is, and the policy waives this very archive or
 * each of its findings.
 * `block`: something is, or the scan could not be finished.
 */
export type Verdict = 'pass' | 'allowed' | 'block';

export interface ScanReport {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  readonly verdict: Verdict;
  /** False where a rule or parser failed or a budget ran out; such a scan always blocks. */
  readonly complete: boolean;
  readonly policy: PolicyFacts;
  /** Sorted by path (code point), line, column, rule. */
  readonly findings: readonly ReportedFinding[];
  readonly skipped: readonly Skipped[];
  readonly files: number;
  readonly bytes: number;
  /** What it can do; every list is sorted, capped and free of control characters. */
  readonly capabilities: Capabilities;
  readonly waivers: readonly WaiverUse[];
  /** Rules that the policy switched off, and how much they had found. */
  readonly off: readonly { readonly rule: string; readonly findings: number }[];
  readonly allowedBy?: AllowEntry;
}
