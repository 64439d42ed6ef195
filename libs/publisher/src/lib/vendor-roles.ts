import { VaultError } from '@ragnos-vault/errors';
import { binNames, parseVendorName, vendorRole } from '@ragnos-vault/metadata';
import type { DelegatedRole, LiveRepository, TargetFile, TargetsContent } from '@ragnos-vault/metadata';

/** A vendor that `targets` delegates to. @throws ERR_VENDOR_NAME, ERR_VENDOR_UNKNOWN */
export async function findVendor(vendor: string, repository: LiveRepository): Promise<DelegatedRole> {
  const name = vendorRole(parseVendorName(vendor));
  const { delegations } = await repository.contentOf('targets');
  const found = delegations?.roles?.find((role) => role.name === name);
  if (found !== undefined) return found;
  throw new VaultError('ERR_VENDOR_UNKNOWN', `the repository delegates to no vendor ${vendor}`, {
    facts: { vendor },
  });
}

/** The bins that a vendor's role hands its targets to now; none where it lists them itself. */
export function binsOf({ delegations }: Pick<TargetsContent, 'delegations'>): readonly string[] {
  if (delegations?.succinct !== undefined) return binNames(delegations.succinct);
  return delegations?.roles?.map(({ name }) => name) ?? [];
}

/** What a vendor's role and its bins say now, by role. */
export async function contentsOfVendor(
  vendor: string,
  repository: LiveRepository,
): Promise<ReadonlyMap<string, TargetsContent>> {
  const own = await repository.contentOf(vendorRole(vendor));
  const contents = new Map([[vendorRole(vendor), own]]);
  for (const bin of binsOf(own)) contents.set(bin, await repository.contentOf(bin));
  return contents;
}

/** All targets that the given roles list. */
export function targetsIn(contents: Iterable<TargetsContent>): Map<string, TargetFile> {
  return new Map([...contents].flatMap(({ targets }) => [...targets]));
}
