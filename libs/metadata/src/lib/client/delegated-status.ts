import { toVaultError, type VaultError } from '@ragnos-vault/errors';
import type { Targets } from '@tufjs/models';
import type { Session } from './client-state.ts';
import { rolesInOrder } from './delegation-models.ts';
import { judge, type RoleStatus } from './role-status.ts';
import { updateTargets } from './update-targets.ts';

/** A role that targets, or a role below it, delegates to. `missing`: it was not needed yet, so it was never fetched. */
export interface DelegatedStatus extends RoleStatus {
  readonly delegator: string;
  readonly terminating: boolean;
  readonly paths?: readonly string[];
  readonly pathHashPrefixes?: readonly string[];
  /** Of how many bins it is one (TAP 15). */
  readonly bins?: number;
}

type Delegation = Pick<
  DelegatedStatus,
  'role' | 'delegator' | 'keyIds' | 'threshold' | 'terminating' | 'paths' | 'pathHashPrefixes' | 'bins'
>;

/** Every delegated role that snapshot names, in the order of trust; of bins, those that were fetched. */
export async function delegatedStatus(session: Session, now: Date): Promise<readonly DelegatedStatus[]> {
  const found: DelegatedStatus[] = [];
  const seen = new Set<string>();
  const toVisit = [...delegationsOf('targets', session)];
  for (let next = toVisit.shift(); next !== undefined; next = toVisit.shift()) {
    const edge = JSON.stringify([next.delegator, next.role]);
    if (seen.has(edge)) continue;
    seen.add(edge);
    const status = await statusOf(next, session, now);
    if (status.state === 'missing' && next.bins !== undefined) continue;
    found.push(status);
    if (status.state === 'trusted' || status.state === 'expired')
      toVisit.unshift(...delegationsOf(next.role, session));
  }
  return found;
}

async function statusOf(delegation: Delegation, session: Session, now: Date): Promise<DelegatedStatus> {
  const { role, delegator } = delegation;
  const failed = await updateTargets(session, role, delegator).then(
    (): VaultError | undefined => undefined,
    toVaultError,
  );
  const signed = failed === undefined ? session.store.getRole(role)?.signed : undefined;
  const named = session.store.snapshot?.signed.meta[`${role}.json`]?.version;
  return {
    ...(named !== undefined && { version: named }),
    ...delegation,
    ...judge({ role, now, failed, signed }),
  };
}

function delegationsOf(delegator: string, session: Session): readonly Delegation[] {
  const delegations = session.store.getRole(delegator)?.signed.delegations;
  return delegations === undefined
    ? []
    : [...named(delegator, delegations), ...bins(delegator, delegations, session)];
}

function named(delegator: string, delegations: NonNullable<Targets['delegations']>): readonly Delegation[] {
  if (delegations.succinctRoles !== undefined) return [];
  return rolesInOrder(delegations).map(
    ({ name, keyIDs, threshold, terminating, paths, pathHashPrefixes }) => ({
      role: name,
      delegator,
      keyIds: keyIDs,
      threshold,
      terminating,
      ...(paths !== undefined && { paths }),
      ...(pathHashPrefixes !== undefined && { pathHashPrefixes }),
    }),
  );
}

function bins(
  delegator: string,
  { succinctRoles }: NonNullable<Targets['delegations']>,
  { store }: Session,
): readonly Delegation[] {
  if (succinctRoles === undefined) return [];
  const { keyIDs, threshold, numberOfBins } = succinctRoles;
  const names = Object.keys(store.snapshot?.signed.meta ?? {}).map((file) => file.slice(0, -'.json'.length));
  return names
    .filter((name) => succinctRoles.isDelegatedRole(name))
    .map((role) => ({ role, delegator, keyIds: keyIDs, threshold, terminating: true, bins: numberOfBins }));
}
