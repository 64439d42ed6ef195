import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { JsonObject, JsonValue } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { readObject, readString } from '../json-reader.ts';

const MAX_KEYS = 1_024;
/** TUF 4.2: "All RSA keys MUST be at least 2048 bits." */
const MIN_RSA_BITS = 2_048;

/**
 * Refuses keys that would make a threshold mean less than it says: one public key under two key ids
 * (GHSA-3633-5h82-39pq), however it is written, and RSA keys below 2048 bits. Keys of a kind that is not known verify
 * nothing, so they may stand.
 *
 * @throws ERR_TUF_METADATA_INVALID, ERR_KEY_UNSUPPORTED
 */
export function admitKeys(value: JsonValue | undefined): void {
  const keys = Object.entries(readObject(value, 'keys'));
  if (keys.length > MAX_KEYS) throw invalid(`more than ${MAX_KEYS} keys`);
  const ids = new Map<string, string>();
  for (const [keyId, key] of keys) {
    const identity = identityOf(keyId, readObject(key, `key ${keyId}`));
    const other = ids.get(identity);
    if (other !== undefined) throw invalid(`one public key has two key ids: ${other}, ${keyId}`);
    ids.set(identity, keyId);
  }
}

/** The same for every way to write one key. */
function identityOf(keyId: string, key: JsonObject): string {
  const text = readString(
    readObject(key['keyval'], `keyval of ${keyId}`)['public'],
    `public key of ${keyId}`,
  );
  const parsed = parseKey(text);
  if (parsed === undefined) return `text:${text.trim().toLowerCase()}`;
  const bits = parsed.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < MIN_RSA_BITS) {
    throw new VaultError('ERR_KEY_UNSUPPORTED', `RSA key ${keyId} has only ${bits} bits`, {
      facts: { keyId, bits },
    });
  }
  return `key:${JSON.stringify(parsed.export({ format: 'jwk' }))}`;
}

function parseKey(text: string): KeyObject | undefined {
  try {
    if (!/^[0-9a-f]{64}$/i.test(text)) return createPublicKey(text);
    const x = Buffer.from(text, 'hex').toString('base64url');
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function invalid(message: string): VaultError {
  return new VaultError('ERR_TUF_METADATA_INVALID', message);
}
