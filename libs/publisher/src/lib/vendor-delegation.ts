import { keyIdOf } from '@ragnos-vault/crypto';
import type { PublicKey } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { vendorPaths, vendorRole } from '@ragnos-vault/metadata';
import type { DelegatedRole, Delegations, ListedKey, RoleKeys } from '@ragnos-vault/metadata';

/** The public keys of a vendor, and how many of them must sign. */
export interface VendorKeys {
  readonly keys: readonly PublicKey[];
  readonly threshold: number;
}

/** @throws ERR_USAGE where the threshold can never be reached. */
export function toRoleKeys({ keys, threshold }: VendorKeys): RoleKeys {
  const keyIds = [...new Set(keys.map(keyIdOf))];
  if (Number.isInteger(threshold) && threshold >= 1 && threshold <= keyIds.length)
    return { keyIds, threshold };
  throw new VaultError(
    'ERR_USAGE',
    `threshold must be a whole number from 1 to ${keyIds.length}, not ${threshold}`,
    {
      facts: { threshold, keys: keyIds.length },
    },
  );
}

export function vendorDelegation(vendor: string, keys: VendorKeys): DelegatedRole {
  return { ...toRoleKeys(keys), name: vendorRole(vendor), terminating: true, paths: vendorPaths(vendor) };
}

/**
 * The delegations of `targets` with other roles: keys that no role needs any more are dropped.
 *
 * @throws ERR_TUF_METADATA_INVALID where `targets` hands everything to bins of its own.
 */
export function withRoles(
  delegations: Delegations | undefined,
  roles: readonly DelegatedRole[],
  added: readonly PublicKey[] = [],
): Delegations {
  const { keys = new Map<string, ListedKey>(), succinct, extra = {} } = delegations ?? {};
  if (succinct !== undefined) {
    throw new VaultError(
      'ERR_TUF_METADATA_INVALID',
      'targets has bins of its own, so it cannot name vendors',
    );
  }
  const all = new Map([...added.map((key) => [keyIdOf(key), key] as const), ...keys]);
  return { keys: onlyNeeded(all, roles), roles, extra };
}

export function onlyNeeded(
  keys: ReadonlyMap<string, ListedKey>,
  roles: readonly RoleKeys[],
): ReadonlyMap<string, ListedKey> {
  const needed = new Set(roles.flatMap(({ keyIds }) => keyIds));
  return new Map([...keys].filter(([keyId]) => needed.has(keyId)));
}
