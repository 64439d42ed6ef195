import { VaultError } from '@ragnos-vault/errors';
import { assertSignedBy, keysOf, parseTargets, signersOf, toPublishedForm } from '@ragnos-vault/metadata';
import type { RepositoryState, Root, SignedRole } from '@ragnos-vault/metadata';
import type { RepositoryEdit } from './repository-edit.ts';
import { isSameContent } from './same-content.ts';

const ROLES = ['targets', 'snapshot', 'timestamp'] as const;
export type OnlineRole = (typeof ROLES)[number];

/** The roles whose live metadata a root would not accept. */
export function unacceptedBy(root: Root, state: RepositoryState): readonly OnlineRole[] {
  return ROLES.filter((role) => !isSignedBy(root, role, state[role]));
}

/** The roles that another root gives other keys, or another number of them. */
export function changedRoles(before: Root, after: Root): readonly OnlineRole[] {
  const text = (root: Root, role: OnlineRole): string => {
    const { keyIds, threshold } = keysOf(root, role);
    return JSON.stringify([threshold, ...[...keyIds].sort()]);
  };
  return ROLES.filter((role) => text(before, role) !== text(after, role));
}

/**
 * The edit that has a root accept the live content: what it would not accept, and what has expired, is signed anew. The
 * timestamp always is.
 */
export function resign(root: Root, state: RepositoryState, now: Date): RepositoryEdit {
  const isStale = (role: OnlineRole): boolean =>
    !isSignedBy(root, role, state[role]) || state[role].signed.expires <= now;
  if (isStale('targets')) return { roles: new Map([['targets', state.targets.signed]]) };
  return { roles: new Map(), keepSnapshot: !isStale('snapshot') };
}

/**
 * The same for step A, with targets that were signed elsewhere, by the old and by the new keys.
 *
 * @throws ERR_DRAFT_STALE unless they say what the live ones say, in a later version; ERR_DRAFT_INCOMPLETE
 */
export function resignWith(bytes: Uint8Array, state: RepositoryState, next: Root): RepositoryEdit {
  const draft = parseTargets(bytes);
  if (
    draft.signed.version <= state.targets.signed.version ||
    !isSameContent(draft.signed, state.targets.signed)
  ) {
    const { version } = state.targets.signed;
    throw new VaultError('ERR_DRAFT_STALE', `the draft of targets does not follow the live v${version}`, {
      facts: { role: 'targets', version: draft.signed.version, live: version },
    });
  }
  const trusts = [keysOf(state.root.signed, 'targets'), keysOf(next, 'targets')];
  for (const trust of trusts) assertComplete(() => assertSignedBy(trust, 'targets', draft));
  const counting = new Set(trusts.flatMap((trust) => signersOf(trust, draft)));
  return {
    roles: new Map(),
    signed: new Map([['targets', parseTargets(toPublishedForm(bytes, counting))]]),
  };
}

/** Too few signatures of a draft are no attack, but work that is left. @throws ERR_DRAFT_INCOMPLETE */
export function assertComplete(verify: () => unknown): void {
  try {
    verify();
  } catch (cause) {
    if (!(cause instanceof VaultError) || cause.code !== 'ERR_TUF_SIGNATURE') throw cause;
    throw new VaultError('ERR_DRAFT_INCOMPLETE', cause.message, { facts: cause.facts, cause });
  }
}

function isSignedBy(root: Root, role: OnlineRole, document: SignedRole<unknown>): boolean {
  const { keyIds, threshold } = keysOf(root, role);
  return signersOf({ keys: root.keys, keyIds }, document).length >= threshold;
}
