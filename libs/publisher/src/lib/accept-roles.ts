import {
  assertSignedBy,
  delegatedKeysOf,
  metadataPath,
  signersOf,
  vendorOf,
  vendorRole,
} from '@ragnos-vault/metadata';
import type {
  LiveRepository,
  RepositoryStore,
  SignedRole,
  SigningKeys,
  Targets,
} from '@ragnos-vault/metadata';
import type { AcceptView } from './accept-view.ts';
import { roleConfig, type VaultConfig } from './parse-vault-config.ts';
import { isSameDelegations } from './same-content.ts';
import { trustAfter } from './sign-edit.ts';
import { refusedSubmission, staleSubmission } from './submission-error.ts';
import { submittingVendors, type Submission } from './submission.ts';
import { binsOf } from './vendor-roles.ts';

export interface AcceptRolesInput {
  readonly submission: Submission;
  readonly repository: LiveRepository;
  readonly view: AcceptView;
  readonly config: VaultConfig;
  readonly now: Date;
}

/** Clocks of two machines differ. */
export const MAX_CLOCK_SKEW_MS = 3_600_000;

/**
 * Proves each role of a submission: made on the live state, signed by enough of the keys that are delegated to and by
 * no others, valid for no longer than the operator allows, and handing on nothing but to the vendor's own bins.
 *
 * @throws ERR_SUBMISSION_STALE, ERR_SUBMISSION_INVALID, ERR_TUF_SIGNATURE, ERR_VENDOR_UNKNOWN
 */
export async function assertAcceptableRoles(input: AcceptRolesInput, store: RepositoryStore): Promise<void> {
  for (const [role, document] of input.submission.roles) {
    await assertCurrent(role, document, { ...input, store });
    await assertSigned(role, document, input);
    assertLifetime(role, document, input);
  }
  for (const vendor of submittingVendors(input.submission.roles.keys())) await assertBins(vendor, input);
  await assertOthersHold(input);
}

/** Whether every role of the submission is live already. */
export async function isAccepted({ roles }: Submission, repository: LiveRepository): Promise<boolean> {
  const { meta } = repository.state.snapshot.signed;
  for (const [role, { signed, payload }] of roles) {
    if (meta.get(role)?.version !== signed.version) return false;
    const live = await repository.role(role);
    if (live === undefined || Buffer.compare(live.payload, payload) !== 0) return false;
  }
  return true;
}

async function assertCurrent(
  role: string,
  document: SignedRole<Targets>,
  { submission, repository, store }: AcceptRolesInput & { readonly store: RepositoryStore },
): Promise<void> {
  const live = repository.state.snapshot.signed.meta.get(role)?.version ?? 0;
  const base = submission.base.roles.get(role) ?? 0;
  if (base !== live) throw staleSubmission(role, base, live);
  const { version } = document.signed;
  let next = live + 1;
  // A version that a crash left behind is never stored with other content: the next one takes its place.
  while (next < version && (await store.read(metadataPath(role, next))) !== undefined) next += 1;
  const taken = await store.read(metadataPath(role, next));
  const isFree = taken === undefined || Buffer.compare(taken.bytes, document.bytes) === 0;
  if (version !== next || !isFree) throw staleSubmission(role, version - 1, isFree ? next - 1 : next);
}

async function assertSigned(
  role: string,
  document: SignedRole<Targets>,
  { submission, repository }: AcceptRolesInput,
): Promise<void> {
  const edit = { roles: new Map<string, never>(), signed: submission.roles };
  for (const trust of await trustAfter(role, { edit, repository })) {
    assertSignedBy(trust, role, document);
    // Other clients refuse a signature that is none, or is of a key that they do not know.
    if (signersOf(trust, document).length !== document.signatures.size)
      throw refusedSubmission('carries signatures that do not count', { role });
  }
}

function assertLifetime(
  role: string,
  { signed }: SignedRole<Targets>,
  { config, now }: AcceptRolesInput,
): void {
  const { expires } = signed;
  const latest = now.getTime() + roleConfig(config, role).expires + MAX_CLOCK_SKEW_MS;
  if (expires <= now) throw refusedSubmission('has expired', { role, expires: expires.toISOString() });
  if (expires.getTime() <= latest) return;
  throw refusedSubmission('is valid for longer than vault.yaml allows', {
    role,
    expires: expires.toISOString(),
    latest: new Date(latest).toISOString(),
  });
}

/** A vendor hands on to its own bins alone, whose keys are its own; whoever changes them submits all of them. */
async function assertBins(vendor: string, { submission, repository, view }: AcceptRolesInput): Promise<void> {
  const own = vendorRole(vendor);
  const content = await view.after(own);
  const bins = binsOf(content);
  const stranger = [...submission.roles.keys()].find((role) => !['targets', own, ...bins].includes(role));
  if (stranger !== undefined)
    throw refusedSubmission('holds a role that nobody delegates to', { role: stranger });
  for (const bin of bins) {
    if (submission.roles.get(bin)?.signed.delegations !== undefined)
      throw refusedSubmission('has a bin that delegates further', { role: bin });
  }
  if (isSameDelegations(content, await view.before(own))) return;
  const edit = { roles: new Map<string, never>(), signed: submission.roles };
  const [trust] = await trustAfter(own, { edit, repository });
  for (const bin of bins) {
    const keys = delegatedKeysOf(content.delegations, bin);
    if (vendorOf(bin) !== vendor || bin === own || !hasSameKeys(keys, trust))
      throw refusedSubmission("delegates to what are not the vendor's own bins", { role: bin });
    if (!submission.roles.has(bin))
      throw refusedSubmission('lacks a bin that it delegates to', { role: bin });
  }
}

/** Whose keys `targets` changes must have signed with the new ones: nobody else's files may vanish for clients. */
async function assertOthersHold({ submission, repository }: AcceptRolesInput): Promise<void> {
  const targets = submission.roles.get('targets')?.signed;
  const { meta } = repository.state.snapshot.signed;
  const before = repository.state.targets.signed.delegations;
  for (const { name } of targets?.delegations?.roles ?? []) {
    const trust = delegatedKeysOf(targets?.delegations, name);
    if (trust === undefined || hasSameKeys(trust, delegatedKeysOf(before, name))) continue;
    const document = submission.roles.get(name) ?? (meta.has(name) ? await repository.role(name) : undefined);
    if (document !== undefined) assertSignedBy(trust, name, document);
  }
}

function hasSameKeys(a: SigningKeys | undefined, b: SigningKeys | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.threshold === b.threshold && [...a.keyIds].sort().join() === [...b.keyIds].sort().join();
}
