import type { ArchiveLimits } from '@ragnos-vault/archive';
import type { LiveRepository, TopLevelRole } from '@ragnos-vault/metadata';
import { INLINE_SCANNER } from '@ragnos-vault/scanner';
import type { KnownBad, Policy, Scanner, ScanReport } from '@ragnos-vault/scanner';
import { admitArchive } from './accept-archive.ts';
import { planAccept, type AcceptPlanInput } from './accept-plan.ts';
import { findPrevious } from './find-previous.ts';
import type { NamedVersion } from './parse-plugin-version.ts';
import { parseSubmission } from './parse-submission.ts';
import type { VaultConfig } from './parse-vault-config.ts';
import type { PreparedPlugin } from './prepare-plugin.ts';
import { editRepository, type EditEvent, type EditPorts } from './repository-edit.ts';
import { signersOfRole } from './role-signers.ts';
import { submittingVendors, type Submission } from './submission.ts';

export interface AcceptInput {
  /** The file that `--submit` made. */
  readonly submission: Uint8Array;
  /** The operator's own. */
  readonly policy: Policy;
  readonly knownBad?: KnownBad;
  readonly limits: ArchiveLimits;
  readonly config: VaultConfig;
  /** The vault's own root.json: where its publisher's trust starts. */
  readonly trustedRoot: Uint8Array;
  readonly now: Date;
}

export interface AcceptPorts extends Omit<EditPorts, 'submit'> {
  readonly scanner?: Scanner;
  readonly onEvent?: (event: AcceptEvent) => void;
}

export type AcceptEvent =
  | { readonly type: 'scanned'; readonly name: string; readonly version: string; readonly findings: number }
  | EditEvent;

export interface AcceptedPlugin {
  readonly name: string;
  readonly version: string;
  readonly targetPath: string;
  readonly sha256: string;
  readonly length: number;
  readonly scan: ScanReport;
}

export interface AcceptReport {
  /** `unchanged`: it was accepted before. */
  readonly status: 'accepted' | 'unchanged';
  /** Whose roles these are; absent for a submission of `targets`. */
  readonly vendor?: string;
  readonly roles: readonly { readonly role: string; readonly version: number }[];
  /** Archives that it adds. */
  readonly plugins: readonly AcceptedPlugin[];
  /** Paths of all targets that it adds or changes. */
  readonly changed: readonly string[];
  /** Targets that left `targets` for the vendor's role. */
  readonly adopted: number;
  /** The versions now live. */
  readonly versions: Readonly<Record<TopLevelRole, number>>;
}

/**
 * Publishes what somebody else has signed: everything is proven, read and scanned again before snapshot and timestamp
 * are signed. Any refusal leaves the repository as it was. Another submission that was accepted in the meantime is
 * no obstacle, unless it is of the same roles.
 *
 * @throws what `parseSubmission`, `planAccept` and `editRepository` throw.
 */
export async function accept(input: AcceptInput, ports: AcceptPorts): Promise<AcceptReport> {
  const submission = await parseSubmission(input.submission);
  const admit = admitOnce(admitter(submission, input, ports), ports);
  const plan = (repository: LiveRepository) =>
    planAccept({ ...input, submission, repository, admit, store: ports.store });
  const { result, versions } = await editRepository({ ...input, plan }, ports);
  const [vendor] = submittingVendors(submission.roles.keys());
  return {
    status: result.isNew ? 'accepted' : 'unchanged',
    ...(vendor !== undefined && { vendor }),
    roles: [...submission.roles].map(([role, { signed }]) => ({ role, version: signed.version })),
    plugins: result.plugins.map(toAccepted),
    changed: result.changed,
    adopted: result.adopted,
    versions,
  };
}

/** A lost race scans nothing twice. */
function admitOnce(admit: AcceptPlanInput['admit'], ports: AcceptPorts): AcceptPlanInput['admit'] {
  const admitted = new Map<string, Promise<PreparedPlugin>>();
  return async ({ change, archive }, repository) => {
    const known = admitted.get(change.path);
    if (known !== undefined) return known;
    const admitting = admit({ change, archive }, repository);
    admitted.set(change.path, admitting);
    const { name, version, scan } = await admitting;
    ports.onEvent?.({ type: 'scanned', name, version, findings: scan.findings.length });
    return admitting;
  };
}

/** Against the version that is live now, and by whom that was signed. */
function admitter(
  submission: Submission,
  input: AcceptInput,
  { store, scanner = INLINE_SCANNER }: AcceptPorts,
): AcceptPlanInput['admit'] {
  return async ({ change, archive }, repository) => {
    const submitted = submission.roles.get(change.role);
    const { before, now: signers } = await signersOfRole(change.role, submitted, repository);
    const previousOf = (plugin: NamedVersion) =>
      findPrevious(plugin, { ...input, repository, store, scanner, signers: before });
    return admitArchive(change, archive, { ...input, scanner, previousOf, signers });
  };
}

function toAccepted({ name, version, targetPath, sha256, archive, scan }: PreparedPlugin): AcceptedPlugin {
  return { name, version, targetPath, sha256, length: archive.length, scan };
}
