import type { KeyObject } from 'node:crypto';
import { VaultError } from '@ragnos-vault/errors';
import type { KeyScheme, KeyType } from './signer.ts';

interface KeyKind {
  readonly keytype: KeyType;
  readonly scheme: KeyScheme;
}

// TUF 4.2 asks for 2048 bits; above 8192 other clients (aws-lc's RSA_PSS_2048_8192_SHA256) refuse.
const RSA_BITS = { min: 2048, max: 8192 };

const CURVES: ReadonlyMap<string, KeyScheme> = new Map([
  ['prime256v1', 'ecdsa-sha2-nistp256'],
  ['secp384r1', 'ecdsa-sha2-nistp384'],
]);

/**
 * The TUF type and scheme of a public or private key.
 *
 * @throws ERR_KEY_UNSUPPORTED for any key that is not RSA of 2048 to 8192 bits, Ed25519, or on P-256 or P-384.
 */
export function keyKindOf(key: KeyObject): KeyKind {
  const type = key.asymmetricKeyType;
  if (type === 'ed25519') return { keytype: 'ed25519', scheme: 'ed25519' };
  if (type === 'rsa') return rsaKindOf(key);
  if (type === 'ec') return ecdsaKindOf(key);
  throw unsupported(`a key of type ${type ?? key.type}`);
}

function rsaKindOf(key: KeyObject): KeyKind {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < RSA_BITS.min || modulusLength > RSA_BITS.max) {
    throw unsupported(`an RSA key of ${modulusLength} bits`);
  }
  // With the exponent 1 anyone can sign; a giant one makes every verification slow.
  if (publicExponent < 3n || publicExponent >= 2n ** 32n) {
    throw unsupported('an RSA key with an unsound public exponent');
  }
  return { keytype: 'rsa', scheme: 'rsassa-pss-sha256' };
}

function ecdsaKindOf(key: KeyObject): KeyKind {
  const curve = key.asymmetricKeyDetails?.namedCurve ?? 'without a name';
  const scheme = CURVES.get(curve);
  if (scheme === undefined) throw unsupported(`an EC key on the curve ${curve}`);
  return { keytype: 'ecdsa', scheme };
}

function unsupported(what: string): VaultError {
  return new VaultError('ERR_KEY_UNSUPPORTED', `not supported: ${what}`, { facts: { what } });
}
