import { VaultError } from '@ragnos-vault/errors';
import { isEncryptedPrivateKey, parsePrivateKey } from '../parse-private-key.ts';
import { signerFromPrivateKey } from '../signer-from-private-key.ts';
import type { Signer } from '../signer.ts';
import type { KeySource, SignerContext } from './signer-context.ts';

/**
 * The signer of a PEM. The passphrase is asked for only where the PEM says it is encrypted.
 *
 * @throws ERR_PASSPHRASE, ERR_KEY_INVALID, ERR_KEY_UNSUPPORTED, with the place of the key.
 */
export async function unlockSigner({ pem, place }: KeySource, context: SignerContext): Promise<Signer> {
  const passphrase = isEncryptedPrivateKey(pem) ? await context.passphrase() : undefined;
  try {
    return signerFromPrivateKey(parsePrivateKey(pem, passphrase));
  } catch (cause) {
    if (!(cause instanceof VaultError)) throw cause;
    const facts = { ...cause.facts, key: place };
    throw new VaultError(cause.code, `${cause.message}: ${place}`, { facts, cause });
  }
}
