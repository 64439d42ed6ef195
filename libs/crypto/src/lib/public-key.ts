import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { VaultError } from '@ragnos-vault/errors';
import { keyKindOf } from './key-kind.ts';
import type { PublicKey } from './signer.ts';

/**
 * The public half of a private or public key, as TUF metadata holds it. One key gives one value, whatever
 * encoding it was read from, so that it cannot count twice under two ids.
 *
 * @throws ERR_KEY_UNSUPPORTED for a type, size or curve that is not accepted.
 */
export function publicKeyOf(key: KeyObject): PublicKey {
  const kind = keyKindOf(key);
  const jwk = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  const value = kind.keytype === 'ed25519' ? toHex(jwk) : toPem(jwk);
  return { ...kind, keyval: { public: value } };
}

function toHex({ x }: JsonWebKey): string {
  if (x === undefined) throw new VaultError('ERR_KEY_INVALID', 'an ed25519 key without a public value');
  return Buffer.from(x, 'base64url').toString('hex');
}

// Made anew from its numbers, because OpenSSL keeps a compressed point as it was read.
function toPem(jwk: JsonWebKey): string {
  return createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString();
}
