import { createPublicKey, type KeyObject } from 'node:crypto';
import { VaultError } from '@ragnos-vault/errors';
import { keyKindOf } from './key-kind.ts';
import { parseSpki } from './parse-public-key.ts';
import type { PublicKey } from './signer.ts';

/**
 * The key object of a key in TUF metadata.
 *
 * @throws ERR_KEY_INVALID for a value that is no key, ERR_KEY_UNSUPPORTED for a key that is not accepted or is
 *   of another type or scheme than the metadata says.
 */
export function parseVerificationKey(key: PublicKey): KeyObject {
  const value = key.keyval.public;
  const parsed = key.keytype === 'ed25519' ? parseEd25519(value) : parseSpki(value);
  const { keytype, scheme } = keyKindOf(parsed);
  if (keytype !== key.keytype || scheme !== key.scheme) {
    throw new VaultError('ERR_KEY_UNSUPPORTED', `a key is not of the type and scheme it claims: ${scheme}`, {
      facts: { keytype, scheme },
    });
  }
  return parsed;
}

function parseEd25519(hex: string): KeyObject {
  if (!/^[0-9a-f]{64}$/.test(hex)) {
    throw new VaultError('ERR_KEY_INVALID', 'an ed25519 public key is 64 lower-case hex digits');
  }
  const x = Buffer.from(hex, 'hex').toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}
