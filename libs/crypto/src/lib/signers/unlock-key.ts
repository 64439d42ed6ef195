import type { KeyObject } from 'node:crypto';
import { VaultError } from '@ragnos-vault/errors';
import { isEncryptedPrivateKey, parsePrivateKey } from '../parse-private-key.ts';
import type { KeySource, SignerContext } from './signer-context.ts';

/**
 * The key of a PEM. The passphrase is asked for only where the PEM says it is encrypted.
 *
 * @throws ERR_PASSPHRASE, ERR_KEY_INVALID, ERR_KEY_UNSUPPORTED, with the place of the key.
 */
export async function unlockKey({ pem, place }: KeySource, context: SignerContext): Promise<KeyObject> {
  const passphrase = isEncryptedPrivateKey(pem) ? await context.passphrase() : undefined;
  try {
    return parsePrivateKey(pem, passphrase);
  } catch (cause) {
    if (!(cause instanceof VaultError)) throw cause;
    const facts = { ...cause.facts, key: place };
    throw new VaultError(cause.code, `${cause.message}: ${place}`, { facts, cause });
  }
}
