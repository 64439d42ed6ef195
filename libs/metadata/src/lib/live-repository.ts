import { VaultError } from '@ragnos-vault/errors';
import { delegateOf } from './delegate-of.ts';
import type { RepositoryState, SignedRole, Targets } from './documents.ts';
import { assertVersion, loadNamed } from './load-repository.ts';
import { parseTargets } from './parse-role.ts';
import type { RepositoryStore } from './ports.ts';
import { assertSignedBy, delegatedKeysOf, keysOf, type SigningKeys } from './verify-role.ts';
import { delegatorOf, isTopLevel } from './vendor-roles.ts';

/** What a targets role says, apart from when it said so. */
export type TargetsContent = Pick<Targets, 'targets' | 'delegations' | 'extra'>;

/** A repository as it is now, read as far as it is asked about; each role is read and proven once. */
export interface LiveRepository {
  readonly state: RepositoryState;
  /** The role that lists a target path, or would: delegations are followed as far as they lead. */
  readonly holderOf: (path: string) => Promise<string>;
  /** A delegated role's live metadata; `undefined` where snapshot does not name it. */
  readonly role: (name: string) => Promise<SignedRole<Targets> | undefined>;
  /** A role's content: empty where it is delegated to but has never been published. */
  readonly contentOf: (name: string) => Promise<TargetsContent>;
  /** Who must sign a role now. @throws ERR_VENDOR_UNKNOWN where nobody delegates to it. */
  readonly trustOf: (name: string) => Promise<SigningKeys>;
}

const EMPTY: TargetsContent = { targets: new Map(), extra: {} };

/**
 * Opens the delegated roles below a live state. Bins are those of a vendor, vendors those that `targets` delegates to.
 *
 * @throws (each function) ERR_TUF_SIGNATURE, ERR_TUF_METADATA_INVALID, ERR_TUF_MISSING, ERR_TUF_VERSION_MISMATCH,
 * ERR_TUF_LENGTH, ERR_TUF_HASH_MISMATCH, ERR_VENDOR_UNKNOWN
 */
export function openLiveRepository(state: RepositoryState, store: RepositoryStore): LiveRepository {
  const loaded = new Map<string, Promise<SignedRole<Targets> | undefined>>();

  async function trustOf(name: string): Promise<SigningKeys> {
    if (isTopLevel(name)) return keysOf(state.root.signed, name);
    const delegator = await contentOf(delegatorOf(name));
    const trust = delegatedKeysOf(delegator.delegations, name);
    if (trust !== undefined) return trust;
    throw new VaultError('ERR_VENDOR_UNKNOWN', `nobody delegates to ${name}`, { facts: { role: name } });
  }

  async function load(name: string): Promise<SignedRole<Targets> | undefined> {
    const meta = state.snapshot.signed.meta.get(name);
    if (meta === undefined) return undefined;
    const trust = await trustOf(name);
    const role = parseTargets(await loadNamed(store, name, meta));
    assertSignedBy(trust, name, role);
    assertVersion(name, role.signed.version, meta.version);
    return role;
  }

  async function role(name: string): Promise<SignedRole<Targets> | undefined> {
    if (name === 'targets') return state.targets;
    const known = loaded.get(name) ?? load(name);
    loaded.set(name, known);
    return known;
  }

  async function contentOf(name: string): Promise<TargetsContent> {
    return (await role(name))?.signed ?? EMPTY;
  }

  async function holderOf(path: string): Promise<string> {
    let holder = 'targets';
    for (let depth = 0; depth <= MAX_DEPTH; depth += 1) {
      const delegate = delegateOf(path, await contentOf(holder));
      if (delegate === undefined) return holder;
      holder = delegate;
    }
    throw new VaultError('ERR_TUF_METADATA_INVALID', `delegations lead too deep for ${path}`, {
      facts: { path },
    });
  }

  return { state, holderOf, role, contentOf, trustOf };
}

/** `targets`, a vendor and its bins. */
const MAX_DEPTH = 2;
