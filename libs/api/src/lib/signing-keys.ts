import { parsePrivateKey, signerFromPrivateKey } from '@ragnos-vault/crypto';
import type { Signer } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { keysOf, loadRepository } from '@ragnos-vault/metadata';
import type { RepositoryStore } from '@ragnos-vault/metadata';

const BLOCK = /-----BEGIN [A-Z0-9 ]{1,40}-----[A-Za-z0-9+/=\s]*-----END [A-Z0-9 ]{1,40}-----/g;

/**
 * The signers of any number of PKCS#8 PEM keys in one text, as one secret of a CI holds them. Which role each of them
 * signs follows from its key id. No error holds any of the text.
 *
 * @throws ERR_KEY_INVALID, ERR_KEY_UNSUPPORTED; ERR_PASSPHRASE for an encrypted key: a secret store encrypts by itself
 */
export function parseSigningKeys(text: string): readonly Signer[] {
  const blocks = text.match(BLOCK) ?? [];
  const rest = text.replace(BLOCK, '').trim();
  if (blocks.length === 0 || rest !== '')
    throw new VaultError('ERR_KEY_INVALID', 'the signing keys are not PEM keys one after the other');
  return blocks.map((pem, index) => parseOne(pem, index + 1));
}

/**
 * Refuses keys that may only sign in a ceremony. @throws ERR_ROOT_KEY_ONLINE, what `loadRepository` throws
 */
export async function assertNoRootKey(
  keyIds: readonly string[],
  { store, trustedRoot }: { readonly store: RepositoryStore; readonly trustedRoot: Uint8Array },
): Promise<void> {
  const { root } = await loadRepository(store, trustedRoot);
  const found = keysOf(root.signed, 'root').keyIds.find((keyId) => keyIds.includes(keyId));
  if (found === undefined) return;
  const message = `a root key is among the signing keys: ${found}`;
  throw new VaultError('ERR_ROOT_KEY_ONLINE', message, { facts: { keyId: found } });
}

function parseOne(pem: string, number: number): Signer {
  try {
    return signerFromPrivateKey(parsePrivateKey(pem));
  } catch (cause) {
    if (!(cause instanceof VaultError)) throw cause;
    throw new VaultError(cause.code, `${cause.message}: key ${number} of the signing keys`, {
      facts: { number },
      cause,
    });
  }
}
