import { createHash } from 'node:crypto';
import type { DelegatedRole, RoleKeys, SuccinctRoles } from './documents.ts';

/** A role of this many targets is what a file is planned for; see docs/repository-layout.md. */
export const TARGETS_PER_BIN = 100;

export function binsPrefix(vendor: string): string {
  return `bins-${vendor}`;
}

/** The names of all bins, in order (TAP 15: prefix, `-`, the number in hex of constant width). */
export function binNames({
  namePrefix,
  bitLength,
}: Pick<SuccinctRoles, 'namePrefix' | 'bitLength'>): readonly string[] {
  const count = 2 ** bitLength;
  const width = (count - 1).toString(16).length;
  return Array.from({ length: count }, (_, at) => `${namePrefix}-${at.toString(16).padStart(width, '0')}`);
}

/** The bin of a target path: the first bits of the SHA-256 of the path (TAP 15). */
export function binOf(path: string, bins: Pick<SuccinctRoles, 'namePrefix' | 'bitLength'>): string {
  const { namePrefix, bitLength } = bins;
  const bits = createHash('sha256').update(path).digest().readUInt32BE(0);
  const width = (2 ** bitLength - 1).toString(16).length;
  const number = Math.floor(bits / 2 ** (32 - bitLength));
  return `${namePrefix}-${number.toString(16).padStart(width, '0')}`;
}

/** The same bins as named delegations by `path_hash_prefixes`, for clients without TAP 15. */
export function prefixBins(bins: SuccinctRoles): readonly DelegatedRole[] {
  const digits = Math.ceil(bins.bitLength / 4);
  const perBin = 2 ** (4 * digits - bins.bitLength);
  const keys: RoleKeys = { keyIds: bins.keyIds, threshold: bins.threshold };
  return binNames(bins).map((name, bin) => ({
    ...keys,
    name,
    terminating: true,
    pathHashPrefixes: Array.from({ length: perBin }, (_, at) =>
      (bin * perBin + at).toString(16).padStart(digits, '0'),
    ),
  }));
}

/** How many bits make bins of about {@link TARGETS_PER_BIN}; at least 1. */
export function bitLengthFor(targets: number): number {
  return Math.max(1, Math.ceil(Math.log2(targets / TARGETS_PER_BIN)));
}
