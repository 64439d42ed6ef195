import { VaultError } from '@ragnos-vault/errors';
import {
  encodeTargets,
  loadRepository,
  openLiveRepository,
  parseTargets,
  vendorOfPath,
} from '@ragnos-vault/metadata';
import type { LiveRepository, SignedRole, Targets, TargetsContent } from '@ragnos-vault/metadata';
import { firstFreeVersion } from './commit-edit.ts';
import { roleConfig } from './parse-vault-config.ts';
import type { EditInput, EditOutcome, EditPorts, RepositoryEdit } from './repository-edit.ts';
import { signAsFarAsPossible, trustAfter } from './sign-edit.ts';
import { signaturesOf, type RoleSignatures } from './submission-signatures.ts';
import { submittingVendors, type Submission } from './submission.ts';
import { versionsOf } from './versions-of.ts';

/** An edit that was signed for somebody else to accept. */
export interface SubmittedEdit {
  readonly submission: Submission;
  /** Of each role; what is missing may be added on other machines. */
  readonly signatures: readonly RoleSignatures[];
}

/** Where submissions go. */
export type Submit = (edit: SubmittedEdit) => Promise<void>;

/**
 * Runs any command's edit up to its signatures and hands it to `submit` in place of a commit. The store is only read,
 * and only keys of the roles that change are asked for: never those of snapshot and timestamp.
 *
 * @throws ERR_USAGE where roles of several vendors change; what `plan` and `loadRepository` throw.
 */
export async function submitEdit<T>(
  input: EditInput<T>,
  ports: EditPorts & { readonly submit: Submit },
): Promise<EditOutcome<T>> {
  const state = await loadRepository(ports.store, input.trustedRoot);
  const repository = openLiveRepository(state, ports.store);
  const { edit, result } = await input.plan(repository);
  const roles = edit === undefined ? new Map<string, TargetsContent>() : rolesToSubmit(edit, repository);
  if (edit !== undefined && roles.size > 0) {
    const signed = await signDrafts({ ...input, repository, edit: { ...edit, roles } }, ports);
    const { meta } = state.snapshot.signed;
    const base = {
      root: state.root.signed.version,
      snapshot: state.snapshot.signed.version,
      roles: new Map([...roles.keys()].map((role) => [role, meta.get(role)?.version ?? 0])),
    };
    await ports.submit({
      submission: { base, files: new Map(edit.files), ...signed },
      signatures: signed.signatures,
    });
  }
  return { result, isCommitted: false, versions: versionsOf(state) };
}

/** What of a vendor still lies in `targets` is taken out there by whoever accepts: that needs the key of `targets`. */
function rolesToSubmit(
  edit: RepositoryEdit,
  repository: LiveRepository,
): ReadonlyMap<string, TargetsContent> {
  const vendors = submittingVendors(edit.roles.keys());
  const [vendor] = vendors;
  if (vendors.length > 1) {
    throw new VaultError(
      'ERR_USAGE',
      `a submission is of one vendor, not of several: ${vendors.join(', ')}`,
      {
        facts: { vendors: vendors.join(', ') },
      },
    );
  }
  const targets = edit.roles.get('targets');
  if (vendor === undefined || targets === undefined) return edit.roles;
  const isAdopted = isOnlyWithout(vendor, targets, repository.state.targets.signed);
  return isAdopted ? new Map([...edit.roles].filter(([role]) => role !== 'targets')) : edit.roles;
}

function isOnlyWithout(vendor: string, after: TargetsContent, before: TargetsContent): boolean {
  return (
    after.delegations === before.delegations &&
    after.extra === before.extra &&
    [...after.targets].every(([path, target]) => before.targets.get(path) === target) &&
    [...before.targets.keys()].every((path) => after.targets.has(path) || vendorOfPath(path) === vendor)
  );
}

interface DraftInput extends Pick<EditInput<unknown>, 'config' | 'now'> {
  readonly repository: LiveRepository;
  readonly edit: RepositoryEdit;
}

async function signDrafts(
  input: DraftInput,
  ports: EditPorts,
): Promise<{ readonly roles: Submission['roles']; readonly signatures: readonly RoleSignatures[] }> {
  const roles = new Map<string, SignedRole<Targets>>();
  const signatures: RoleSignatures[] = [];
  for (const [role, content] of input.edit.roles) {
    const [trust] = await trustAfter(role, input);
    if (trust === undefined) continue;
    const draft = await toDraft(role, content, { ...input, ports });
    const signing = { role, version: draft.version, signed: encodeTargets(draft), trust: [trust] };
    const document = parseTargets(await signAsFarAsPossible(signing, ports));
    roles.set(role, document);
    signatures.push(signaturesOf(role, document, trust));
  }
  return { roles, signatures };
}

async function toDraft(
  role: string,
  { targets, delegations, extra }: TargetsContent,
  { config, now, repository, ports }: DraftInput & { readonly ports: EditPorts },
): Promise<Targets> {
  const live = repository.state.snapshot.signed.meta.get(role)?.version ?? 0;
  return {
    version: await firstFreeVersion(role, live + 1, ports.store),
    expires: new Date(now.getTime() + roleConfig(config, role).expires),
    extra,
    targets,
    ...(delegations !== undefined && { delegations }),
  };
}
