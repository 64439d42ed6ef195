import { sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { VaultError } from '@ragnos-vault/errors';
import { keyIdOf } from './key-id.ts';
import { publicKeyOf } from './public-key.ts';
import { SIGNATURE_ALGORITHM } from './signature-algorithm.ts';
import type { Signer } from './signer.ts';

const signAsync = promisify(sign);

/**
 * A signer that holds a private key in memory. RSA signs with a salt of 32 bytes always.
 *
 * @throws ERR_KEY_INVALID for a key that is not private, ERR_KEY_UNSUPPORTED for one that is not accepted.
 */
export function signerFromPrivateKey(privateKey: KeyObject): Signer {
  if (privateKey.type !== 'private') {
    throw new VaultError(
      'ERR_KEY_INVALID',
      `only a private key can sign, but this one is ${privateKey.type}`,
    );
  }
  const publicKey = publicKeyOf(privateKey);
  const { digest, options } = SIGNATURE_ALGORITHM[publicKey.scheme];
  return {
    keyId: keyIdOf(publicKey),
    publicKey,
    sign: async (bytes) => new Uint8Array(await signAsync(digest, bytes, { key: privateKey, ...options })),
  };
}
