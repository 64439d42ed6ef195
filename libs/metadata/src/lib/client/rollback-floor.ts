import { sha256Hex } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import type { Root } from '@tufjs/models';
import type { Session } from './client-state.ts';
import { lostKey } from './rotated-keys.ts';

/**
 * What somebody else saw of a repository, as a lock file tells it: a client on a new machine must not be shown less.
 * It only ever refuses; nothing is trusted for it.
 */
export interface RollbackFloor {
  /** The newest root then, with the SHA-256 of its file in hex: the chain of roots must pass through it. */
  readonly root: { readonly version: number; readonly sha256: string };
  readonly snapshot: number;
  readonly timestamp: number;
}

/** Proves a root that the chain comes to. @throws ERR_TUF_ROOT_FORKED */
export function assertOnFloor(bytes: Uint8Array, { floor, store }: Session): void {
  const { root } = floor ?? {};
  const { version } = store.root.signed;
  if (root?.version !== version || root.sha256 === sha256Hex(bytes)) return;
  throw new VaultError(
    'ERR_TUF_ROOT_FORKED',
    `root v${version} is another one than the lock file was made with`,
    { facts: { version, expected: root.sha256, found: sha256Hex(bytes) } },
  );
}

/** Proves that the chain of roots came as far as it once did. @throws ERR_TUF_ROLLBACK */
export function assertRootsReached({ floor, store }: Session): void {
  const { version } = store.root.signed;
  if (floor !== undefined && version < floor.root.version)
    throw belowFloor('root', { version, seen: floor.root.version });
}

/**
 * Proves that timestamp or snapshot is as new as it once was. Where a key of the role was taken away since, versions may
 * begin anew (TUF 5.3.11).
 *
 * @throws ERR_TUF_ROLLBACK
 */
export function assertRoleReached(role: 'timestamp' | 'snapshot', session: Session): void {
  const { floor, store, rotated } = session;
  const version = store[role]?.signed.version ?? 0;
  if (floor === undefined || rotated.has(role) || version >= floor[role]) return;
  throw belowFloor(role, { version, seen: floor[role] });
}

/** Notes what a new root took away, where the floor is of a time before it. */
export function noteRotation(before: Root, after: Root, { floor, rotated }: Session): void {
  if (floor === undefined || after.version <= floor.root.version) return;
  for (const role of ['timestamp', 'snapshot'] as const) if (lostKey(role, before, after)) rotated.add(role);
}

function belowFloor(role: string, facts: { readonly version: number; readonly seen: number }): VaultError {
  return new VaultError(
    'ERR_TUF_ROLLBACK',
    `${role} v${facts.version} is older than v${facts.seen}, which the lock file was made with`,
    { facts: { role, ...facts } },
  );
}
