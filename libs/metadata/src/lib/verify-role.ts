import { keyIdOf, verifySignature } from '@ragnos-vault/crypto';
import type { PublicKey } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import type { RoleKeys, Root, SignedRole, TopLevelRole } from './documents.ts';

/**
 * Proves that `role` is signed by at least its threshold of the distinct keys that `root` gives it (TUF 4.2.1).
 *
 * Keys are counted by value, not by key id: one key listed under two ids counts once (GHSA-3633-5h82-39pq).
 *
 * @throws ERR_TUF_SIGNATURE with the facts { role, signed, threshold }.
 */
export function assertSignedBy(root: Root, role: TopLevelRole, document: SignedRole<unknown>): void {
  const { keyIds, threshold } = keysOf(root, role);
  const signers = new Set<string>();
  for (const keyId of new Set(keyIds)) {
    const key = root.keys.get(keyId);
    if (key !== undefined && hasSigned(key, keyId, document)) signers.add(key.keyval.public.trim());
  }
  if (signers.size >= threshold) return;
  throw new VaultError(
    'ERR_TUF_SIGNATURE',
    `${role} is signed by ${signers.size} of the ${threshold} keys it needs`,
    {
      facts: { role, signed: signers.size, threshold },
    },
  );
}

/** The keys and threshold of a top-level role; root metadata that was parsed names all four. */
export function keysOf(root: Root, role: TopLevelRole): RoleKeys {
  return root.roles.get(role) ?? { keyIds: [], threshold: 1 };
}

function hasSigned(key: PublicKey, keyId: string, document: SignedRole<unknown>): boolean {
  const hex = document.signatures.get(keyId);
  // TUF 4.2: clients MUST calculate each KEYID. A key under a foreign id proves nothing.
  if (hex === undefined || keyIdOf(key) !== keyId) return false;
  return verifySignature({ key, bytes: document.payload, signature: Buffer.from(hex, 'hex') });
}
