import { encodeCanonicalJson } from './canonical-json.ts';
import { sha256Hex } from './digest.ts';
import type { PublicKey } from './signer.ts';

/**
 * The id of a key: SHA-256, in hex, of the canonical JSON of its type, scheme and value (TUF 4.2). Other
 * fields do not count, so that an id is the same in every implementation.
 */
export function keyIdOf(key: PublicKey): string {
  const { keytype, scheme, keyval } = key;
  return sha256Hex(encodeCanonicalJson({ keytype, scheme, keyval: { public: keyval.public } }));
}
