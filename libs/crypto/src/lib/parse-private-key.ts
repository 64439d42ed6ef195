import { createPrivateKey, type KeyObject } from 'node:crypto';
import { VaultError } from '@ragnos-vault/errors';
import { keyKindOf } from './key-kind.ts';
import { parseOuterSequence } from './parse-der.ts';
import { assertReadableEncryption } from './parse-encrypted-key.ts';
import { parsePem } from './parse-pem.ts';
import { LABEL } from './pbes2.ts';

/**
 * Parses a private key in PKCS#8 PEM, encrypted (PBES2 with scrypt or PBKDF2) or not. A passphrase for a key
 * that is not encrypted is ignored. Neither key nor passphrase appears in an error.
 *
 * @throws ERR_PASSPHRASE, always with the same message, where the passphrase is wrong or was not given;
 *   ERR_KEY_INVALID for damaged PEM or DER, ERR_KEY_UNSUPPORTED for another key or way of encryption.
 */
export function parsePrivateKey(pem: string, passphrase?: string): KeyObject {
  const key = parseBlock(pem, passphrase);
  keyKindOf(key);
  return key;
}

/** Whether a PEM says by its header that it holds an encrypted private key. */
export function isEncryptedPrivateKey(pem: string): boolean {
  return pem.trimStart().startsWith(`-----BEGIN ${LABEL.encrypted}-----`);
}

function parseBlock(pem: string, passphrase: string | undefined): KeyObject {
  const { label, der } = parsePem(pem);
  if (label === LABEL.plain) return parsePlain(der);
  if (label === LABEL.encrypted) return decrypt(der, passphrase);
  throw invalid(`expected PKCS#8 (\`${LABEL.plain}\`), found \`${label}\``);
}

function parsePlain(der: Uint8Array): KeyObject {
  parseOuterSequence(der);
  try {
    return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
  } catch (cause) {
    throw invalid('its PKCS#8 is damaged', cause);
  }
}

function decrypt(der: Uint8Array, passphrase: string | undefined): KeyObject {
  assertReadableEncryption(der);
  if (passphrase === undefined) throw wrongPassphrase();
  try {
    return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8', passphrase });
  } catch (cause) {
    // Node's code says nothing here: one wrong passphrase in 256 ends in padding that happens to fit, and then
    // the noise behind it fails as ASN.1, under as many codes as there are ways to be malformed.
    throw wrongPassphrase(cause);
  }
}

function wrongPassphrase(cause?: unknown): VaultError {
  return new VaultError('ERR_PASSPHRASE', 'the passphrase of a key is wrong or was not given', { cause });
}

function invalid(reason: string, cause?: unknown): VaultError {
  return new VaultError('ERR_KEY_INVALID', `a private key cannot be read: ${reason}`, {
    facts: { reason },
    cause,
  });
}
