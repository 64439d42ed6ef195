import type { JsonValue } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { parseTargetFile } from '../parse-target-file.ts';
import type { ClientState } from './client-state.ts';
import { delegatesFor } from './delegated-roles.ts';
import { targetOf } from './linear-models.ts';
import type { TrustedTarget } from './trusted-client.ts';
import { updateTargets } from './update-targets.ts';

interface Visit {
  readonly role: string;
  readonly delegator: string;
}

/**
 * The pre-order depth-first search of TUF 5.6.7: the most trusted role that names the path answers.
 *
 * @throws ERR_TUF_METADATA_INVALID if more roles than the limit allows would have to be visited, besides the
 * errors of a role that must be fetched.
 */
export async function findTarget(path: string, state: ClientState): Promise<TrustedTarget | undefined> {
  const visited = new Set<string>();
  let toVisit: Visit[] = [{ role: 'targets', delegator: 'root' }];
  for (let next = toVisit.shift(); next !== undefined; next = toVisit.shift()) {
    if (visited.has(next.role)) continue;
    if (visited.size > state.limits.maxDelegations) throw tooManyRoles(path, state.limits.maxDelegations);
    if (next.role !== 'targets') await updateTargets(state, next.role, next.delegator);
    visited.add(next.role);
    const found = ownTarget(path, next.role, state);
    if (found !== undefined) return found;
    const { children, isFinal } = delegationsFor(path, next.role, state);
    toVisit = isFinal ? children : [...children, ...toVisit];
  }
  return undefined;
}

function ownTarget(path: string, role: string, state: ClientState): TrustedTarget | undefined {
  const signed = state.store.getRole(role)?.signed;
  const target = signed && targetOf(signed, path);
  if (target === undefined) return undefined;
  const wire: JsonValue = { length: target.length, hashes: { ...target.hashes } };
  const custom = target.unrecognizedFields['custom'];
  return { path, ...parseTargetFile(wire, path), ...(custom !== undefined && { custom }) };
}

/** A terminating delegation that matches ends the search among everything less trusted (TUF 5.6.7.2.1). */
function delegationsFor(
  path: string,
  role: string,
  state: ClientState,
): { children: Visit[]; isFinal: boolean } {
  const delegates = delegatesFor(path, state.store.getRole(role)?.signed.delegations);
  const last = delegates.findIndex(({ terminating }) => terminating);
  const followed = last === -1 ? delegates : delegates.slice(0, last + 1);
  return { children: followed.map((child) => ({ role: child.role, delegator: role })), isFinal: last !== -1 };
}

function tooManyRoles(path: string, limit: number): VaultError {
  return new VaultError(
    'ERR_TUF_METADATA_INVALID',
    `more than ${limit} roles would have to be searched for ${path}`,
    {
      facts: { path, limit },
    },
  );
}
