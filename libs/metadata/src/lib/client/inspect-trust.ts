import { sha256Hex } from '@ragnos-vault/crypto';
import { toVaultError, VaultError } from '@ragnos-vault/errors';
import type { MetadataCache } from '../ports.ts';
import { openSession, type Session } from './client-state.ts';
import { delegatedStatus, type DelegatedStatus } from './delegated-status.ts';
import { assertClock, readLastRefresh } from './last-refresh.ts';
import { inTurn, offlinePorts } from './refresh.ts';
import { updateSnapshot, updateTimestamp } from './refresh-roles.ts';
import { judge, type RoleStatus } from './role-status.ts';
import { DEFAULT_CLIENT_LIMITS } from './trusted-client.ts';
import { updateRoots } from './update-roots.ts';
import { updateTargets } from './update-targets.ts';

export interface TrustReport {
  /** SHA-256, in hex, of the newest root that follows from the given one. */
  readonly rootSha256: string;
  readonly givenRoot: { readonly version: number; readonly sha256: string };
  /** Root, timestamp, snapshot and targets. */
  readonly roles: readonly RoleStatus[];
  readonly delegated: readonly DelegatedStatus[];
  readonly lastRefresh?: Date;
  /** Why an offline client would refuse what is kept. */
  readonly problem?: VaultError;
}

/** The kept metadata is read whether it has expired or not, so that it can be said that it has. */
const BEFORE_ALL = new Date(0);

/**
 * Says what a cache lets a client trust, proven again from the given root on. Nothing is fetched and nothing is changed.
 *
 * @throws ERR_TUF_ROOT_INVALID, ERR_LOCKED; every other failure is part of the report
 */
export async function inspectTrust(
  { trustedRoot, now }: { readonly trustedRoot: Uint8Array; readonly now: Date },
  cache: MetadataCache,
): Promise<TrustReport> {
  const lastRefresh = await readLastRefresh(cache);
  const clock = await problemOf(() => assertClock(now, cache));
  const seen = await inTurn(cache, async (view) => {
    const input = { trustedRoot, now: BEFORE_ALL, limits: DEFAULT_CLIENT_LIMITS };
    const session = openSession(input, offlinePorts(view));
    const givenRoot = { version: session.store.root.signed.version, sha256: sha256Hex(trustedRoot) };
    const roles = await topLevelStatus(session, now);
    // Half of an update that is being made now is no state to report.
    if (roles.some(({ problem }) => problem !== undefined) && (await view.hasMoved())) throw moved();
    const delegated = session.loaded.has('targets') ? await delegatedStatus(session, now) : [];
    return { rootSha256: sha256Hex(session.proven.root), givenRoot, roles, delegated };
  });
  const problem = clock ?? seen.roles.find((role) => role.problem !== undefined)?.problem;
  return {
    ...seen,
    ...(lastRefresh !== undefined && { lastRefresh }),
    ...(problem !== undefined && { problem }),
  };
}

async function topLevelStatus(session: Session, now: Date): Promise<readonly RoleStatus[]> {
  const steps = [
    ['root', updateRoots],
    ['timestamp', updateTimestamp],
    ['snapshot', updateSnapshot],
    ['targets', () => updateTargets(session, 'targets', 'root')],
  ] as const;
  const roles: RoleStatus[] = [];
  let failed: VaultError | undefined;
  for (const [role, update] of steps) {
    // What lies below a role that is not proven cannot be proven either.
    failed ??= await problemOf(() => update(session));
    const keys = session.store.root.signed.roles[role];
    roles.push({
      role,
      keyIds: keys?.keyIDs ?? [],
      threshold: keys?.threshold ?? 0,
      ...judge({ role, now, failed, signed: session.store.getRole(role)?.signed }),
    });
  }
  return roles;
}

async function problemOf(work: () => Promise<void>): Promise<VaultError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return toVaultError(error);
  }
}

function moved(): VaultError {
  return new VaultError('ERR_LOCKED', 'other clients keep changing the cache');
}
