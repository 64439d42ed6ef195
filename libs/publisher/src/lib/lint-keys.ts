import { createPublicKey } from 'node:crypto';
import { keyIdOf } from '@ragnos-vault/crypto';
import type { ListedKey, RoleKeys, SignedRole, SigningKeys } from '@ragnos-vault/metadata';
import { signersOf } from '@ragnos-vault/metadata';
import type { Report } from './lint-finding.ts';

/** TUF 4.2: "All RSA keys MUST be at least 2048 bits." */
const MIN_RSA_BITS = 2_048;

/** The keys that a role lists, and the roles it lists them for. */
export interface KeyList {
  /** The role that holds the list: root, or one that delegates. */
  readonly role: string;
  readonly keys: ReadonlyMap<string, ListedKey>;
  readonly users: readonly (RoleKeys & { readonly name: string })[];
}

/** Key ids recomputed, sizes, keys that are missing, listed twice or for nothing, thresholds nobody can reach. */
export function lintKeys({ role, keys, users }: KeyList, report: Report): void {
  const values = new Map<string, string>();
  const used = new Set(users.flatMap(({ keyIds }) => keyIds));
  for (const [keyId, key] of keys) {
    lintKey(role, keyId, { key, report });
    const value = key.keyval.public.trim();
    const twin = values.get(value);
    if (twin !== undefined)
      report('key-duplicate', `one public key has two ids: ${twin}, ${keyId}`, { role });
    values.set(value, keyId);
    if (!used.has(keyId)) report('key-unused', `no role needs the key ${keyId}`, { role });
  }
  for (const { name, keyIds, threshold } of users) {
    const distinct = new Set(keyIds);
    if (threshold > distinct.size) {
      const message = `${name} needs ${threshold} signatures, and has ${distinct.size} keys`;
      report('threshold-unreachable', message, { role: name });
    }
    for (const keyId of distinct) {
      if (!keys.has(keyId))
        report('key-missing', `${name} names a key that is not listed: ${keyId}`, { role: name });
    }
  }
}

function lintKey(
  role: string,
  keyId: string,
  { key, report }: { readonly key: ListedKey; readonly report: Report },
): void {
  const expected = keyIdOf(key);
  if (expected !== keyId) report('key-id', `the key ${keyId} should be called ${expected}`, { role });
  if (key.keytype !== 'rsa') return;
  const bits = rsaBits(key.keyval.public);
  if (bits === undefined) report('key-unsupported', `the RSA key ${keyId} cannot be read`, { role });
  else if (bits < MIN_RSA_BITS) report('key-weak', `the RSA key ${keyId} has only ${bits} bits`, { role });
}

function rsaBits(pem: string): number | undefined {
  try {
    return createPublicKey(pem).asymmetricKeyDetails?.modulusLength;
  } catch {
    return undefined;
  }
}

/** Whether a role is signed as one that it gets its keys from demands. */
export function lintSignatures(
  role: string,
  { trust, document, report }: { trust: SigningKeys; document: SignedRole<unknown>; report: Report },
): void {
  const { threshold, keyIds } = trust;
  let counted = 0;
  for (const keyId of new Set(keyIds)) {
    const signature = document.signatures.get(keyId);
    if (signature === undefined) continue;
    if (signature === '') report('signature-empty', `the signature of ${keyId} is a placeholder`, { role });
    else if (hasSigned(keyId, trust, document)) counted += 1;
    else report('signature-invalid', `the signature of ${keyId} does not verify`, { role });
  }
  if (counted >= threshold) return;
  report('signature-threshold', `signed by ${counted} of the ${threshold} keys that are needed`, { role });
}

function hasSigned(keyId: string, { keys }: SigningKeys, document: SignedRole<unknown>): boolean {
  try {
    return signersOf({ keys, keyIds: [keyId] }, document).length === 1;
  } catch {
    // A key with which nothing can be verified has a finding of its own.
    return false;
  }
}
