import { createPublicKey, type KeyObject } from 'node:crypto';
import { VaultError } from '@ragnos-vault/errors';
import { parseOuterSequence } from './parse-der.ts';
import { parsePem } from './parse-pem.ts';
import { publicKeyOf } from './public-key.ts';
import type { PublicKey } from './signer.ts';

/**
 * Parses a public key in PEM SPKI (`-----BEGIN PUBLIC KEY-----`). A private key or a certificate is refused.
 *
 * @throws ERR_KEY_INVALID for what is no such PEM, ERR_KEY_UNSUPPORTED for a key that is not accepted.
 */
export function parsePublicKey(pem: string): PublicKey {
  return publicKeyOf(parseSpki(pem));
}

/** The key object of a PEM SPKI, of any type. @throws ERR_KEY_INVALID */
export function parseSpki(pem: string): KeyObject {
  const { label, der } = parsePem(pem);
  if (label !== 'PUBLIC KEY') throw invalid(`expected \`PUBLIC KEY\`, found \`${label}\``);
  parseOuterSequence(der);
  try {
    return createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
  } catch (cause) {
    throw invalid('its SPKI is damaged', cause);
  }
}

function invalid(reason: string, cause?: unknown): VaultError {
  return new VaultError('ERR_KEY_INVALID', `a public key cannot be read: ${reason}`, {
    facts: { reason },
    cause,
  });
}
