import type { PublicKey } from '@ragnos-vault/crypto';
import {
  addKey,
  assertSignable,
  encodeDraft,
  encodeRoot,
  encodeTargets,
  keysOf,
  nextRoot,
  removeKey,
  replaceKeys,
  setThreshold,
  withRecovery,
} from '@ragnos-vault/metadata';
import type { Recovery, RepositoryState, RepositoryStore, Root, TopLevelRole } from '@ragnos-vault/metadata';
import { firstFreeVersion } from './commit-edit.ts';
import type { EditPorts } from './repository-edit.ts';
import { signWithKeys } from './sign-edit.ts';

/** What the next root says otherwise; removals come first, thresholds last. */
export interface RootChanges {
  readonly removeKeys?: readonly { readonly role: TopLevelRole; readonly keyId: string }[];
  readonly addKeys?: readonly { readonly role: TopLevelRole; readonly key: PublicKey }[];
  readonly replaceKeys?: readonly {
    readonly role: TopLevelRole;
    readonly keys: readonly PublicKey[];
    readonly threshold: number;
  }[];
  readonly thresholds?: readonly { readonly role: TopLevelRole; readonly threshold: number }[];
  readonly recovery?: Recovery;
}

/**
 * The root that follows the live one. Pure; unknown fields stay as they are.
 *
 * @throws ERR_USAGE for a key that is there already or is not, and for a threshold that nobody could reach.
 */
export function planNextRoot(live: Root, changes: RootChanges, expires: Date): Root {
  let root = nextRoot(live, expires);
  for (const { role, keyId } of changes.removeKeys ?? []) root = removeKey(root, role, keyId);
  for (const { role, key } of changes.addKeys ?? []) root = addKey(root, role, key);
  for (const { role, ...keys } of changes.replaceKeys ?? []) root = replaceKeys(root, role, keys);
  for (const { role, threshold } of changes.thresholds ?? []) root = setThreshold(root, role, threshold);
  assertSignable(root);
  return changes.recovery === undefined ? root : withRecovery(root, changes.recovery);
}

/** A root as a draft that nobody has signed yet. */
export function draftRoot(root: Root): Uint8Array {
  return encodeDraft(encodeRoot(root));
}

/** The live targets in their next version, as a draft: where their keys change and are not at hand. */
export async function draftTargets(
  { targets: { signed } }: RepositoryState,
  expires: Date,
  store: RepositoryStore,
): Promise<Uint8Array> {
  const version = await firstFreeVersion('targets', signed.version + 1, store);
  return encodeDraft(encodeTargets({ ...signed, version, expires }));
}

/** Signs a root with the keys at hand of the live root and its own. @throws ERR_SIGNER_UNAVAILABLE where they are too few */
export async function signNextRoot(
  { live, next }: { readonly live: Root; readonly next: Root },
  ports: EditPorts,
): Promise<Uint8Array> {
  const trust = [keysOf(live, 'root'), keysOf(next, 'root')];
  return signWithKeys({ role: 'root', signed: encodeRoot(next), version: next.version, trust }, ports);
}
