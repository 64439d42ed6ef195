import { sha256Hex } from '@ragnos-vault/crypto';
import type { Targets } from '@tufjs/models';
import { isDelegated } from '../delegate-of.ts';
import { rolesInOrder } from './delegation-models.ts';

export interface Delegate {
  readonly role: string;
  readonly terminating: boolean;
}

/** The roles that may speak for a target path, the most trusted first (TUF 4.5, TAP 15). */
export function delegatesFor(path: string, delegations: Targets['delegations']): readonly Delegate[] {
  if (delegations === undefined) return [];
  // TAP 15 leaves a bin open; every client that has bins ends the search there, and so do we.
  const bin = delegations.succinctRoles?.getRoleForTarget(path);
  if (bin !== undefined) return [{ role: bin, terminating: true }];
  const pathHash = sha256Hex(new TextEncoder().encode(path));
  return rolesInOrder(delegations)
    .filter((role) => isDelegated(path, pathHash, role))
    .map(({ name, terminating }) => ({ role: name, terminating }));
}
