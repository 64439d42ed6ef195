import { signersOf } from '@ragnos-vault/metadata';
import type { SigningKeys, SignedRole, Targets } from '@ragnos-vault/metadata';

/** How far a role of a submission is signed. */
export interface RoleSignatures {
  readonly role: string;
  readonly version: number;
  /** Keys that must sign. */
  readonly threshold: number;
  /** Ids of the keys that have signed. */
  readonly signed: readonly string[];
  /** Ids of the keys that may still sign; none where there are signatures enough. */
  readonly missing: readonly string[];
}

export function signaturesOf(
  role: string,
  document: SignedRole<Targets>,
  trust: SigningKeys,
): RoleSignatures {
  const { threshold, keyIds } = trust;
  const signed = signersOf(trust, document);
  const missing = signed.length >= threshold ? [] : keyIds.filter((keyId) => !signed.includes(keyId));
  return { role, version: document.signed.version, threshold, signed, missing };
}
