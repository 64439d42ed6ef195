import { keyIdOf } from '@ragnos-vault/crypto';
import type { PublicKey } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import type { ListedKey, RoleKeys, Root, TopLevelRole } from '../documents.ts';
import { withoutRecovery } from './recovery.ts';

/** The very next version of a root, not signed yet; what the last one said of a recovery is over. */
export function nextRoot(root: Root, expires: Date): Root {
  return { ...withoutRecovery(root), version: root.version + 1, expires };
}

/** Gives a role these keys and no others. */
export function replaceKeys(
  root: Root,
  role: TopLevelRole,
  { keys, threshold }: { readonly keys: readonly PublicKey[]; readonly threshold: number },
): Root {
  const keyIds = [...new Set(keys.map(keyIdOf))];
  return withRole(root, role, { keys, change: { keyIds, threshold } });
}

/** Adds a key to a role. @throws ERR_USAGE where the role has it. */
export function addKey(root: Root, role: TopLevelRole, key: PublicKey): Root {
  const keyId = keyIdOf(key);
  const { keyIds } = roleOf(root, role);
  if (keyIds.includes(keyId)) throw refusal(`${role} has this key already: ${keyId}`, { role, keyId });
  return withRole(root, role, { keys: [key], change: { keyIds: [...keyIds, keyId] } });
}

/**
 * Takes a key from a role; the beginning of its id is enough where only one begins so.
 *
 * @throws ERR_USAGE where none, or more than one, is meant.
 */
export function removeKey(root: Root, role: TopLevelRole, keyId: string): Root {
  const { keyIds } = roleOf(root, role);
  const meant = keyIds.filter((id) => keyId.length >= MIN_PREFIX && id.startsWith(keyId));
  if (meant.length !== 1) {
    const problem = meant.length === 0 ? 'no key with this id' : 'more than one key whose id begins so';
    throw refusal(`${role} has ${problem}: ${keyId}`, { role, keyId });
  }
  return withRole(root, role, { keys: [], change: { keyIds: keyIds.filter((id) => !meant.includes(id)) } });
}

/** How many keys of a role must sign. */
export function setThreshold(root: Root, role: TopLevelRole, threshold: number): Root {
  return withRole(root, role, { keys: [], change: { threshold } });
}

/**
 * Refuses a root under which a role could not be signed by anybody.
 *
 * @throws ERR_USAGE naming the role.
 */
export function assertSignable(root: Root): void {
  for (const [role, { keyIds, threshold }] of root.roles) {
    const keys = new Set(keyIds).size;
    if (Number.isSafeInteger(threshold) && threshold >= 1 && threshold <= keys) continue;
    throw refusal(`${role} cannot need ${threshold} signatures: it has ${keys} keys`, {
      role,
      threshold,
      keys,
    });
  }
}

/** Fewer digits are no id, but a slip. */
const MIN_PREFIX = 8;

function withRole(
  root: Root,
  role: TopLevelRole,
  { keys, change }: { readonly keys: readonly PublicKey[]; readonly change: Partial<RoleKeys> },
): Root {
  const before = roleOf(root, role);
  const roles = new Map(root.roles).set(role, { ...before, ...change });
  const used = new Set([...roles.values()].flatMap(({ keyIds }) => keyIds));
  const listed = new Map<string, ListedKey>(root.keys);
  for (const keyId of before.keyIds) if (!used.has(keyId)) listed.delete(keyId);
  for (const key of keys) if (!listed.has(keyIdOf(key))) listed.set(keyIdOf(key), key);
  return { ...root, keys: listed, roles };
}

function roleOf(root: Root, role: TopLevelRole): RoleKeys {
  return root.roles.get(role) ?? { keyIds: [], threshold: 1 };
}

function refusal(message: string, facts: Readonly<Record<string, string | number>>): VaultError {
  return new VaultError('ERR_USAGE', message, { facts });
}
