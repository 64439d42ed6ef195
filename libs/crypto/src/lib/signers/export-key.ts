import { encodePrivateKey } from '../encode-private-key.ts';
import { openKey } from './open-signer.ts';
import type { SignerContext } from './signer-context.ts';

/**
 * The key that a signer URI names, as PKCS#8 PEM without a passphrase: for a secret store, which encrypts what it keeps.
 *
 * @throws as {@link openSigner}
 */
export async function exportKey(uri: string, context: SignerContext): Promise<string> {
  return encodePrivateKey(await openKey(uri, context));
}
