import { stat } from 'node:fs/promises';
import type { ArchiveLimits } from '@ragnos-vault/archive';
import { toVaultError, VaultError } from '@ragnos-vault/errors';
import {
  explainFinding,
  explainPolicy,
  levelsOf,
  minimumReleaseAgeOf,
  policySha256,
} from '@ragnos-vault/scanner';
import { policyWarnings, scan } from '@ragnos-vault/scanner';
import type { ExplainedLevel, Policy, PolicyFacts, ScanReport } from '@ragnos-vault/scanner';
import { loadPolicy, type PolicyInput } from './load-policy.ts';
import { readPlugin } from './scan-source.ts';

/** What a policy asks of all plugins that no section speaks of. */
export interface CheckedPolicy {
  readonly policy: PolicyFacts;
  /** One a file, the outermost first. */
  readonly levels: readonly ExplainedLevel[];
  readonly limits: ArchiveLimits;
  readonly sections: readonly string[];
  readonly warnings: readonly string[];
}

export interface ExplainedPolicy {
  readonly name: string;
  readonly policy: PolicyFacts;
  readonly levels: readonly ExplainedLevel[];
  readonly minimumReleaseAgeMs: number;
  /** Where the plugin itself was given: what was found, and why it blocks or does not. */
  readonly scan?: ScanReport;
  readonly reasons?: readonly string[];
}

interface CheckPolicyInput extends PolicyInput {
  readonly now: Date;
}

export interface ExplainPolicyInput extends CheckPolicyInput {
  readonly name: string;
  /** A folder or an archive; where there is none, it is about the name. */
  readonly source: string;
}

/** A name that no section of a policy can speak of. */
const ANY_PLUGIN = '@*/*';

/** Reads policies as every command does. @throws ERR_POLICY_INVALID naming the key; ERR_IO */
export async function checkPolicy(input: CheckPolicyInput): Promise<CheckedPolicy> {
  const { now } = input;
  const { policy, limits } = await loadPolicy(input, now).catch((cause: unknown) => {
    const error = toVaultError(cause);
    if (error.code !== 'ERR_CONFIG_INVALID') throw error;
    throw new VaultError('ERR_POLICY_INVALID', error.message, { facts: error.facts, cause });
  });
  const sections = levelsOf(policy, ANY_PLUGIN).flatMap(({ policy: { vendors, plugins } }) => [
    ...Array.from(vendors.keys(), (key) => `vendors.${key}`),
    ...Array.from(plugins.keys(), (key) => `plugins.${key}`),
  ]);
  return {
    policy: factsOf(policy, ANY_PLUGIN),
    levels: explainPolicy(policy, ANY_PLUGIN),
    limits,
    sections,
    warnings: policyWarnings(policy, now),
  };
}

/**
 * Says what a policy asks of one plugin, by its name; of a folder or an archive also what a scan finds, and why each
 * finding blocks or does not. The verdict is in the report.
 *
 * @throws ERR_CONFIG_INVALID, ERR_IO; for a folder or an archive what `scanSource` throws
 */
export async function explainPolicyOf(input: ExplainPolicyInput): Promise<ExplainedPolicy> {
  const { source, now } = input;
  const { policy, limits, knownBad } = await loadPolicy(input, now);
  const isThere = await stat(source).then(
    () => true,
    () => false,
  );
  const read = isThere ? await readPlugin(source, limits) : undefined;
  const name = read?.name ?? input.name;
  const report =
    read === undefined ? undefined : scan({ ...read, now, ...(knownBad && { knownBad }) }, policy);
  return {
    name,
    policy: report?.policy ?? factsOf(policy, name),
    levels: explainPolicy(policy, name),
    minimumReleaseAgeMs: minimumReleaseAgeOf(policy, name),
    ...(report !== undefined && {
      scan: report,
      reasons: report.findings.map((finding) => explainFinding(finding, report, policy)),
    }),
  };
}

function factsOf(policy: Policy, name: string): PolicyFacts {
  const levels = levelsOf(policy, name);
  const { profile, failOn } = levels.at(-1) ?? levels[0];
  return { sha256: policySha256(policy), profile, failOn };
}
