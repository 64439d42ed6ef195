import { encodePluginIndex, parsePluginIndex, storedTargetPath, vendorRole } from '@ragnos-vault/metadata';
import type { LiveRepository, TargetFile } from '@ragnos-vault/metadata';
import type { VendorInput, VendorReport } from './add-vendor.ts';
import { readTarget } from './read-target.ts';
import { editRepository, type EditPorts } from './repository-edit.ts';
import { toTargetFile } from './target-file.ts';
import { withRoles } from './vendor-delegation.ts';
import { contentsOfVendor, findVendor, targetsIn } from './vendor-roles.ts';

const INDEX = /^plugins\/[^/]+\/[^/]+\/index\.json$/;

/**
 * Ends the delegation to a vendor: none of its archives can be installed any more. Its indexes stay, signed by
 * `targets` and with every version yanked, because a version that was used is never used for other bytes.
 *
 * The vendor's keys are not needed. Its role's name stays in snapshot, which clients demand.
 *
 * @throws ERR_VENDOR_NAME, ERR_VENDOR_UNKNOWN, what `editRepository` throws
 */
export async function removeVendor(input: VendorInput, ports: EditPorts): Promise<VendorReport> {
  const { vendor } = input;
  const plan = async (repository: LiveRepository) => {
    const { name, keyIds, threshold } = await findVendor(vendor, repository);
    const old = await repository.contentOf('targets');
    const indexes = await yankedIndexes(vendor, repository, ports);
    const roles = old.delegations?.roles?.filter((role) => role.name !== name) ?? [];
    const targets = new Map([
      ...old.targets,
      ...[...indexes].map(([path, { target }]) => [path, target] as const),
    ]);
    const files = new Map(
      [...indexes].map(([path, { target, bytes }]) => [storedTargetPath(path, target), bytes]),
    );
    const content = { ...old, targets, delegations: withRoles(old.delegations, roles) };
    return {
      edit: { roles: new Map([['targets', content]]), files, check: [...indexes.keys()] },
      result: { keyIds, threshold },
    };
  };
  const { result, versions } = await editRepository({ ...input, plan }, ports);
  return { vendor, role: vendorRole(vendor), ...result, targets: 0, versions };
}

interface IndexFile {
  readonly target: TargetFile;
  readonly bytes: Uint8Array;
}

async function yankedIndexes(
  vendor: string,
  repository: LiveRepository,
  { store }: EditPorts,
): Promise<ReadonlyMap<string, IndexFile>> {
  const targets = targetsIn((await contentsOfVendor(vendor, repository)).values());
  const indexes = new Map<string, IndexFile>();
  for (const [path, target] of targets) {
    if (!INDEX.test(path)) continue;
    const index = parsePluginIndex(await readTarget(store, path, target));
    const versions = index.versions.map((version) => ({ ...version, yanked: true }));
    const bytes = encodePluginIndex({ ...index, versions });
    indexes.set(path, { bytes, target: toTargetFile(bytes) });
  }
  return indexes;
}
