import { createPublicKey, ECDH } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
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
  const parsed = parseKey(text, key['scheme']);
  if (parsed === undefined) return `text:${text.trim().toLowerCase()}`;
  const bits = parsed.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < MIN_RSA_BITS) {
    throw new VaultError('ERR_KEY_UNSUPPORTED', `RSA key ${keyId} has only ${bits} bits`, {
      facts: { keyId, bits },
    });
  }
  return `key:${JSON.stringify(parsed.export({ format: 'jwk' }))}`;
}

/** Curves as OpenSSL and as JWK name them, by the scheme that tuf-js takes hexadecimal points for. */
const CURVES: ReadonlyMap<JsonValue | undefined, readonly [string, string]> = new Map([
  ['ecdsa-sha2-nistp256', ['prime256v1', 'P-256']],
  ['ecdsa-sha2-nistp384', ['secp384r1', 'P-384']],
]);

function parseKey(text: string, scheme: JsonValue | undefined): KeyObject | undefined {
  try {
    if (!/^[0-9a-f]+$/i.test(text)) return createPublicKey(text);
    const curve = CURVES.get(scheme);
    return createPublicKey({
      key: curve === undefined ? ed25519Jwk(text) : ecdsaJwk(text, ...curve),
      format: 'jwk',
    });
  } catch {
    return undefined;
  }
}

function ed25519Jwk(hex: string): JsonWebKey {
  return { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(hex, 'hex').toString('base64url') };
}

/** A point may be written whole or compressed. */
function ecdsaJwk(hex: string, curve: string, crv: string): JsonWebKey {
  const point = Buffer.from(
    ECDH.convertKey(hex, curve, 'hex', 'hex', 'uncompressed').toString(),
    'hex',
  ).subarray(1);
  const [x, y] = [point.subarray(0, point.length / 2), point.subarray(point.length / 2)];
  return { kty: 'EC', crv, x: x.toString('base64url'), y: y.toString('base64url') };
}

function invalid(message: string): VaultError {
  return new VaultError('ERR_TUF_METADATA_INVALID', message);
}
