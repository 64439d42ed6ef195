import { encodeCanonicalJson } from '@ragnos-vault/crypto';
import type { JsonObject, Signer } from '@ragnos-vault/crypto';

const utf8 = new TextEncoder();

/**
 * Signs the wire form of a role with every signer, and returns the file to store.
 *
 * No placeholder is ever written: if one signer fails, there is no file (tuf-on-ci once published `"sig": ""`,
 * which other clients refuse).
 */
export async function signRole(signed: JsonObject, signers: readonly Signer[]): Promise<Uint8Array> {
  const payload = encodeCanonicalJson(signed);
  const signatures: JsonObject[] = [];
  for (const signer of signers) {
    signatures.push({ keyid: signer.keyId, sig: Buffer.from(await signer.sign(payload)).toString('hex') });
  }
  return utf8.encode(JSON.stringify({ signatures, signed }));
}
