import { assertSignedBy, vendorRole } from '@ragnos-vault/metadata';
import type { Delegations, LiveRepository, SigningKeys, TargetsContent } from '@ragnos-vault/metadata';
import { VaultError } from '@ragnos-vault/errors';
import type { VendorInput, VendorReport } from './add-vendor.ts';
import { editRepository, type EditPorts } from './repository-edit.ts';
import { toRoleKeys, withRoles, type VendorKeys } from './vendor-delegation.ts';
import { contentsOfVendor, findVendor, targetsIn } from './vendor-roles.ts';

/**
 * Gives a vendor other keys, in one commit: `targets` names them, and each of the vendor's roles that they have not
 * signed is signed anew. A client meets either all old or all new.
 *
 * Where the new keys are elsewhere, the vendor's role must satisfy them as it is: name the old key among the new ones,
 * let the vendor submit with a new one, then rotate again without the old.
 *
 * @throws ERR_VENDOR_NAME, ERR_VENDOR_UNKNOWN, ERR_USAGE, ERR_SIGNER_UNAVAILABLE, what `editRepository` throws
 */
export async function rotateVendor(
  input: VendorInput & { readonly keys: VendorKeys },
  ports: EditPorts,
): Promise<VendorReport> {
  const { vendor, keys } = input;
  const roleKeys = toRoleKeys(keys);
  const trust: SigningKeys = {
    ...roleKeys,
    keys: new Map(keys.keys.map((key, at) => [roleKeys.keyIds[at] ?? '', key])),
  };
  const plan = async (repository: LiveRepository) => {
    const { name } = await findVendor(vendor, repository);
    const old = await repository.contentOf('targets');
    const roles =
      old.delegations?.roles?.map((role) => (role.name === name ? { ...role, ...roleKeys } : role)) ?? [];
    const contents = await contentsOfVendor(vendor, repository);
    const signed = await toSignAnew(contents, { trust, repository, ports, vendor });
    const targets = { ...old, delegations: withRoles(old.delegations, roles, keys.keys) };
    return {
      edit: { roles: new Map([['targets', targets], ...signed]) },
      result: targetsIn(contents.values()).size,
    };
  };
  const { result, versions } = await editRepository({ ...input, plan }, ports);
  return { vendor, role: vendorRole(vendor), ...roleKeys, targets: result, versions };
}

interface SignAnewInput {
  readonly vendor: string;
  readonly trust: SigningKeys;
  readonly repository: LiveRepository;
  readonly ports: EditPorts;
}

async function toSignAnew(
  contents: ReadonlyMap<string, TargetsContent>,
  { trust, repository, ports, vendor }: SignAnewInput,
): Promise<ReadonlyMap<string, TargetsContent>> {
  const signers = await ports.openSigners(vendorRole(vendor));
  const isAtHand = signers.filter(({ keyId }) => trust.keyIds.includes(keyId)).length >= trust.threshold;
  const live = await repository.role(vendorRole(vendor));
  if (!isAtHand && (live === undefined || isSatisfied(trust, live))) return new Map();
  return new Map(
    [...contents].map(([role, content]) => [
      role,
      content.delegations === undefined
        ? content
        : { ...content, delegations: withBinKeys(content.delegations, trust) },
    ]),
  );
}

function withBinKeys(delegations: Delegations, { keyIds, threshold, keys }: SigningKeys): Delegations {
  const { roles, succinct, extra } = delegations;
  return {
    extra,
    keys,
    ...(succinct !== undefined && { succinct: { ...succinct, keyIds, threshold } }),
    ...(roles !== undefined && { roles: roles.map((role) => ({ ...role, keyIds, threshold })) }),
  };
}

function isSatisfied(trust: SigningKeys, role: Parameters<typeof assertSignedBy>[2]): boolean {
  try {
    assertSignedBy(trust, 'vendor', role);
    return true;
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_TUF_SIGNATURE') return false;
    throw error;
  }
}
