import { keyIdOf, verifySignature } from '@ragnos-vault/crypto';
import type { PublicKey } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import type { Delegations, ListedKey, RoleKeys, Root, SignedRole, TopLevelRole } from './documents.ts';

/** Who must sign a role, as its delegator says. */
export interface SigningKeys extends RoleKeys {
  readonly keys: ReadonlyMap<string, ListedKey>;
}

/** The keys and threshold of a top-level role; root metadata that was parsed names all four. */
export function keysOf(root: Root, role: TopLevelRole): SigningKeys {
  return { keys: root.keys, ...(root.roles.get(role) ?? { keyIds: [], threshold: 1 }) };
}

/** The keys and threshold of a delegated role; `undefined` where there is no such delegation. */
export function delegatedKeysOf(delegations: Delegations | undefined, role: string): SigningKeys | undefined {
  if (delegations === undefined) return undefined;
  const { keys, roles, succinct } = delegations;
  const named = succinct ?? roles?.find(({ name }) => name === role);
  return named && { keys, keyIds: named.keyIds, threshold: named.threshold };
}

/**
 * Proves that `role` is signed by at least its threshold of the distinct keys that it is given (TUF 4.2.1).
 *
 * @throws ERR_TUF_SIGNATURE with the facts { role, signed, threshold }.
 */
export function assertSignedBy(trust: SigningKeys, role: string, document: SignedRole<unknown>): void {
  const { threshold } = trust;
  const signed = signersOf(trust, document).length;
  if (signed >= threshold) return;
  throw new VaultError(
    'ERR_TUF_SIGNATURE',
    `${role} is signed by ${signed} of the ${threshold} keys it needs`,
    {
      facts: { role, signed, threshold },
    },
  );
}

/**
 * The ids of the keys that count towards the threshold. Keys are told apart by value, not by key id: one key listed
 * under two ids counts once (GHSA-3633-5h82-39pq).
 */
export function signersOf(
  { keys, keyIds }: Pick<SigningKeys, 'keys' | 'keyIds'>,
  document: Pick<SignedRole<unknown>, 'payload' | 'signatures'>,
): readonly string[] {
  const signers = new Map<string, string>();
  for (const keyId of new Set(keyIds)) {
    const key = keys.get(keyId);
    if (key !== undefined && hasSigned(key, keyId, document)) signers.set(key.keyval.public.trim(), keyId);
  }
  return [...signers.values()];
}

function hasSigned(
  key: PublicKey,
  keyId: string,
  document: Pick<SignedRole<unknown>, 'payload' | 'signatures'>,
): boolean {
  const hex = document.signatures.get(keyId);
  // TUF 4.2: clients MUST calculate each KEYID. A key under a foreign id proves nothing.
  if (hex === undefined || keyIdOf(key) !== keyId) return false;
  return verifySignature({ key, bytes: document.payload, signature: Buffer.from(hex, 'hex') });
}
