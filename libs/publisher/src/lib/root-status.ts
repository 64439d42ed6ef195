import { keysOf, recoveryOf, signersOf, type Recovery } from '@ragnos-vault/metadata';
import type { Root, SignedRole, TopLevelRole } from '@ragnos-vault/metadata';

/** How far one root's keys have signed a draft. */
export interface RootSignatures {
  /** Of the root that names these keys. */
  readonly version: number;
  readonly threshold: number;
  /** Ids of keys whose signatures verify. */
  readonly signed: readonly string[];
  readonly missing: readonly string[];
  readonly isComplete: boolean;
}

export interface RootRoleChange {
  readonly role: TopLevelRole;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly threshold: number;
  readonly previousThreshold: number;
}

export interface RootStatus {
  readonly version: number;
  /** RFC 3339. */
  readonly expires: string;
  readonly isExpired: boolean;
  /** The keys of the root before it; absent where that root is not known here. */
  readonly old?: RootSignatures;
  readonly own: RootSignatures;
  /** Against the root before it. */
  readonly changes?: readonly RootRoleChange[];
  readonly recovery?: Recovery;
  /** True where it can be published: known to be the next root, signed by enough keys of both, not expired. */
  readonly isComplete: boolean;
}

export interface RootStatusInput {
  readonly draft: SignedRole<Root>;
  readonly live?: SignedRole<Root>;
  readonly now: Date;
}

const ROLES: readonly TopLevelRole[] = ['root', 'targets', 'snapshot', 'timestamp'];

/** Says who has signed a draft of a root, who has not, and what it changes. Pure. */
export function rootStatus({ draft, live, now }: RootStatusInput): RootStatus {
  const { version, expires } = draft.signed;
  const isExpired = expires <= now;
  const own = signaturesOf(draft.signed, draft);
  const old = live && signaturesOf(live.signed, draft);
  const recovery = recoveryOf(draft.signed);
  const isNext = version === (live?.signed.version ?? 0) + 1;
  return {
    version,
    expires: expires.toISOString(),
    isExpired,
    own,
    ...(old !== undefined && { old }),
    ...(live !== undefined && { changes: changesOf(live.signed, draft.signed) }),
    ...(recovery !== undefined && { recovery }),
    isComplete: isNext && !isExpired && own.isComplete && old?.isComplete === true,
  };
}

function signaturesOf(root: Root, draft: SignedRole<Root>): RootSignatures {
  const { keys, keyIds, threshold } = keysOf(root, 'root');
  const signed = signersOf({ keys, keyIds }, draft);
  const missing = keyIds.filter((keyId) => !signed.includes(keyId));
  return { version: root.version, threshold, signed, missing, isComplete: signed.length >= threshold };
}

function changesOf(live: Root, next: Root): readonly RootRoleChange[] {
  return ROLES.map((role) => {
    const [before, after] = [keysOf(live, role), keysOf(next, role)];
    return {
      role,
      added: after.keyIds.filter((keyId) => !before.keyIds.includes(keyId)),
      removed: before.keyIds.filter((keyId) => !after.keyIds.includes(keyId)),
      threshold: after.threshold,
      previousThreshold: before.threshold,
    };
  }).filter(
    ({ added, removed, threshold, previousThreshold }) =>
      added.length + removed.length > 0 || threshold !== previousThreshold,
  );
}
