import { VaultError } from '@ragnos-vault/errors';
import {
  binNames,
  binOf,
  binsPrefix,
  bitLengthFor,
  prefixBins,
  TARGETS_PER_BIN,
  vendorRole,
} from '@ragnos-vault/metadata';
import type {
  Delegations,
  LiveRepository,
  SuccinctRoles,
  TargetFile,
  TargetsContent,
} from '@ragnos-vault/metadata';
import type { VendorInput } from './add-vendor.ts';
import { editRepository, type EditPorts } from './repository-edit.ts';
import { contentsOfVendor, findVendor, targetsIn } from './vendor-roles.ts';

/** `prefixes` is for clients that do not know TAP 15 (tough, php-tuf, rust-tuf). */
export type BinKind = 'succinct' | 'prefixes';

export interface RebalanceInput extends VendorInput {
  /** A power of two; 1 puts all targets back into the vendor's own role. Default: for about 100 targets each. */
  readonly bins?: number;
  readonly kind: BinKind;
}

export interface RebalanceReport {
  readonly vendor: string;
  readonly bins: number;
  readonly kind: BinKind;
  readonly targets: number;
  /** Targets in the fullest bin. */
  readonly largest: number;
}

/**
 * Spreads the targets of a vendor over bins, in one commit that writes all of them. Names of bins that are not used
 * any more stay in snapshot, which clients demand.
 *
 * @throws ERR_USAGE, ERR_VENDOR_UNKNOWN, what `editRepository` throws
 */
export async function rebalance(input: RebalanceInput, ports: EditPorts): Promise<RebalanceReport> {
  const { vendor, kind } = input;
  assertBinCount(input.bins);
  const plan = async (repository: LiveRepository) => {
    const { keyIds, threshold } = await findVendor(vendor, repository);
    const trust = await repository.trustOf(vendorRole(vendor));
    const targets = targetsIn((await contentsOfVendor(vendor, repository)).values());
    const bitLength = input.bins === undefined ? defaultBits(targets.size) : Math.log2(input.bins);
    const own = await repository.contentOf(vendorRole(vendor));
    const bins: SuccinctRoles = { keyIds, threshold, bitLength, namePrefix: binsPrefix(vendor) };
    const delegations = delegationsTo(bins, { kind, trust, old: own.delegations });
    const spread = spreadOver(bins, targets);
    const roles = new Map<string, TargetsContent>([
      [
        vendorRole(vendor),
        { extra: own.extra, targets: bitLength === 0 ? targets : new Map(), ...delegations },
      ],
      ...[...spread].map(([name, list]) => [name, { targets: list, extra: {} }] as const),
    ]);
    const sizes = bitLength === 0 ? [targets.size] : [...spread.values()].map(({ size }) => size);
    return {
      edit: { roles },
      result: { vendor, bins: 2 ** bitLength, kind, targets: targets.size, largest: Math.max(...sizes) },
    };
  };
  return (await editRepository({ ...input, plan }, ports)).result;
}

function delegationsTo(
  bins: SuccinctRoles,
  input: { kind: BinKind; trust: { keys: Delegations['keys'] }; old: Delegations | undefined },
): { readonly delegations?: Delegations } {
  if (bins.bitLength === 0) return {};
  const keys = new Map([...input.trust.keys].filter(([keyId]) => bins.keyIds.includes(keyId)));
  const common = { keys, extra: input.old?.extra ?? {} };
  return {
    delegations:
      input.kind === 'succinct' ? { ...common, succinct: bins } : { ...common, roles: prefixBins(bins) },
  };
}

/** Every bin is there, empty ones too: a client that is led to a bin must find it. */
function spreadOver(
  bins: SuccinctRoles,
  targets: ReadonlyMap<string, TargetFile>,
): ReadonlyMap<string, Map<string, TargetFile>> {
  if (bins.bitLength === 0) return new Map();
  const spread = new Map(binNames(bins).map((name) => [name, new Map<string, TargetFile>()]));
  for (const [path, target] of targets) spread.get(binOf(path, bins))?.set(path, target);
  return spread;
}

function defaultBits(targets: number): number {
  return targets <= TARGETS_PER_BIN ? 0 : bitLengthFor(targets);
}

/** A snapshot of more bins than this is longer than what clients accept. */
const MAX_BINS = 16_384;

function assertBinCount(bins: number | undefined): void {
  if (bins === undefined || (Number.isInteger(Math.log2(bins)) && bins <= MAX_BINS && bins >= 1)) return;
  throw new VaultError(
    'ERR_USAGE',
    `the number of bins must be a power of two up to ${MAX_BINS}, not ${bins}`,
    {
      facts: { bins },
    },
  );
}
