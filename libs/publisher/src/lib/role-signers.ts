import { VaultError } from '@ragnos-vault/errors';
import { signersOf } from '@ragnos-vault/metadata';
import type { LiveRepository, SignedRole, Targets } from '@ragnos-vault/metadata';

/** The ids of the keys that have signed a role as it is live, and as it is submitted; only what was proven counts. */
export interface RoleSigners {
  readonly before: readonly string[];
  readonly now: readonly string[];
}

const NOBODY: RoleSigners = { before: [], now: [] };

/** Nobody has signed a role that nobody delegates to yet. */
export async function signersOfRole(
  role: string,
  submitted: SignedRole<Targets> | undefined,
  repository: LiveRepository,
): Promise<RoleSigners> {
  try {
    const trust = await repository.trustOf(role);
    const live = await repository.role(role);
    return {
      before: live === undefined ? [] : signersOf(trust, live),
      now: submitted === undefined ? [] : signersOf(trust, submitted),
    };
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_VENDOR_UNKNOWN') return NOBODY;
    throw error;
  }
}
