import { RULES } from './catalogue.ts';
import { fingerprint } from './fingerprint.ts';
import { inspect } from './inspect.ts';
import { comparePaths } from './plugin/plugin.ts';
import { judge } from './policy/judge.ts';
import { toDifference, type PreviousRelease } from './release/previous-release.ts';
import { summariseInspection } from './release/summarise.ts';
import { checkDifference, checkKnownBad } from './run-rules.ts';
import type { FileMember } from '@ragnos-vault/archive';
import type { ScanReport } from './finding.ts';
import type { KnownBad } from './known-bad/known-bad.ts';
import type { Policy } from './policy/policy.ts';

export interface ScanInput {
  /** All files of one plugin, as the archive reader gives them; their order does not matter. */
  readonly files: readonly FileMember[];
  readonly name: string;
  readonly version: string;
  /** Of the archive, in lower-case hexadecimal. */
  readonly sha256: string;
  /** By which waivers expire. */
  readonly now: Date;
  /** The version that was signed before this one, as `summarise` makes it: what is new is compared to it. */
  readonly previous?: PreviousRelease;
  /** What is known to be bad; nothing is where it is left out. */
  readonly knownBad?: KnownBad;
  /** The ids of the keys that sign this version's role, where that is known. */
  readonly signers?: readonly string[];
}

/**
 * Looks at every file of a plugin and says whether the policy lets it through.
 *
 * Pure: the same files and policy give the same report, whatever the order of the files. It never throws for what a
 * plugin holds: a rule or parser that fails is a finding (ANA-003), as is a spent budget (ANA-002), and either makes
 * the scan incomplete, which blocks even an archive that the policy allows: a person who allowed it had read findings,
 * and these are not all of them.
 */
export function scan(input: ScanInput, policy: Policy): ScanReport {
  const { files, name, version, sha256 } = input;
  const inspection = inspect(files);
  const { plugin, collector, skipped } = inspection;
  if (input.previous !== undefined) {
    const difference = toDifference(input.previous, summariseInspection(inspection, input));
    checkDifference(RULES, { difference, plugin }, collector);
  }
  if (input.knownBad !== undefined)
    checkKnownBad(RULES, { plugin, name, version, sha256, list: input.knownBad }, collector);
  const complete = !collector.isIncomplete();
  const capabilities = inspection.capabilities.capabilities();
  const seen = { findings: collector.findings(), complete, files: plugin.files, capabilities };
  const { verdict, findings, ...judgement } = judge(seen, input, policy);
  return {
    name,
    version,
    sha256,
    verdict,
    complete,
    findings: fingerprint(findings, plugin),
    skipped: skipped.toSorted((a, b) => comparePaths(a.path, b.path)),
    files: files.length,
    bytes: files.reduce((sum, { content }) => sum + content.length, 0),
    capabilities,
    ...judgement,
  };
}
