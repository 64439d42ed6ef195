import { VaultError } from '@ragnos-vault/errors';
import { parseVendorName, vendorOfPath, vendorRole } from '@ragnos-vault/metadata';
import type { LiveRepository, TargetsContent, TopLevelRole } from '@ragnos-vault/metadata';
import { editRepository, type EditInput, type EditPorts, type RepositoryEdit } from './repository-edit.ts';
import { vendorDelegation, withRoles, type VendorKeys } from './vendor-delegation.ts';

export interface VendorInput extends Omit<EditInput<unknown>, 'plan'> {
  readonly vendor: string;
}

export interface VendorReport {
  readonly vendor: string;
  readonly role: string;
  readonly keyIds: readonly string[];
  readonly threshold: number;
  /** Targets that the vendor's roles list now. */
  readonly targets: number;
  readonly versions: Readonly<Record<TopLevelRole, number>>;
}

/**
 * Gives a vendor a role of its own, and moves what `targets` lists of it there, in one commit: clients find the same
 * files before and after. Where the vendor's keys are not at hand, nothing moves until its first submission.
 *
 * @throws ERR_VENDOR_NAME, ERR_VENDOR_EXISTS, ERR_USAGE, what `editRepository` throws
 */
export async function addVendor(
  input: VendorInput & { readonly keys: VendorKeys },
  ports: EditPorts,
): Promise<VendorReport> {
  const { vendor, keys } = input;
  const delegation = vendorDelegation(parseVendorName(vendor), keys);
  const signers = await ports.openSigners(delegation.name);
  const hasKeys =
    signers.filter(({ keyId }) => delegation.keyIds.includes(keyId)).length >= delegation.threshold;
  const plan = async (repository: LiveRepository) => {
    await assertNewVendor(vendor, { repository, mayReturn: hasKeys });
    const old = await repository.contentOf('targets');
    const roles = [...(old.delegations?.roles ?? []), delegation];
    const isMoving = (path: string): boolean => hasKeys && vendorOfPath(path) === vendor;
    const moving = [...old.targets].filter(([path]) => isMoving(path));
    const targets = {
      ...old,
      targets: new Map([...old.targets].filter(([path]) => !isMoving(path))),
      delegations: withRoles(old.delegations, roles, keys.keys),
    };
    const edit: RepositoryEdit = {
      roles: new Map<string, TargetsContent>([
        ['targets', targets],
        ...(hasKeys ? [[delegation.name, { targets: new Map(moving), extra: {} }] as const] : []),
      ]),
      check: moving.slice(0, 1).map(([path]) => path),
    };
    return { edit, result: moving.length };
  };
  const { result, versions } = await editRepository({ ...input, plan }, ports);
  const { keyIds, threshold, name } = delegation;
  return { vendor, role: name, keyIds, threshold, targets: result, versions };
}

/**
 * A vendor that was removed may return, with nothing but the record of the versions it once used, as soon as it can
 * sign: snapshot still names its old role.
 *
 * @throws ERR_VENDOR_EXISTS
 */
export async function assertNewVendor(
  vendor: string,
  { repository, mayReturn }: { readonly repository: LiveRepository; readonly mayReturn: boolean },
): Promise<void> {
  const role = vendorRole(vendor);
  const { delegations } = await repository.contentOf('targets');
  const isLive = delegations?.roles?.some(({ name }) => name === role) === true;
  if (!isLive && (mayReturn || !repository.state.snapshot.signed.meta.has(role))) return;
  throw new VaultError(
    'ERR_VENDOR_EXISTS',
    isLive
      ? `the repository delegates to ${vendor} already`
      : `${vendor} was removed, and can only return with its keys`,
    { facts: { vendor } },
  );
}
