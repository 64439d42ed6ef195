import { verify } from 'node:crypto';
import { parseVerificationKey } from './parse-verification-key.ts';
import { SIGNATURE_ALGORITHM } from './signature-algorithm.ts';
import type { PublicKey } from './signer.ts';

interface SignatureInput {
  readonly key: PublicKey;
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Whether the signature over exactly these bytes was made with the private half of the key. A malformed
 * signature is false, like a wrong one. For RSA the salt must have the length of the digest.
 *
 * @throws ERR_KEY_INVALID, ERR_KEY_UNSUPPORTED for a key with which nothing can be verified.
 */
export function verifySignature(input: SignatureInput): boolean {
  const key = parseVerificationKey(input.key);
  const { digest, options } = SIGNATURE_ALGORITHM[input.key.scheme];
  return verify(digest, input.bytes, { key, ...options }, input.signature);
}
