import { createCipheriv, randomBytes, scrypt, type KeyObject, type ScryptOptions } from 'node:crypto';
import { VaultError } from '@ragnos-vault/errors';
import { derInteger, derOctetString, derOid, derSequence } from './encode-der.ts';
import { encodePem } from './encode-pem.ts';
import { LABEL, MAX_PASSPHRASE_BYTES, OID, SCRYPT_MEMORY } from './pbes2.ts';

/** The costliest setting, in OWASP's list of minima, which OpenSSL still reads: a larger N needs more memory than it allows. */
const COST = { N: 2 ** 14, r: 8, p: 5 };

/**
 * Encodes a private key as PKCS#8 PEM; with a passphrase, encrypted with PBES2 (scrypt, AES-256-CBC), which
 * Node, OpenSSL and pyca read. Node's own export would derive the key with 2,048 rounds of PBKDF2 only.
 *
 * @throws ERR_KEY_INVALID for a key that is not private, ERR_PASSPHRASE for an empty passphrase or one longer
 *   than 1,024 bytes, with which the key could not be read again.
 */
export async function encodePrivateKey(key: KeyObject, passphrase?: string): Promise<string> {
  if (key.type !== 'private') throw new VaultError('ERR_KEY_INVALID', `not a private key: ${key.type}`);
  if (passphrase !== undefined) assertUsable(passphrase);
  const plain = key.export({ type: 'pkcs8', format: 'der' });
  try {
    if (passphrase === undefined) return encodePem(LABEL.plain, plain);
    return encodePem(LABEL.encrypted, await encrypt(plain, passphrase));
  } finally {
    plain.fill(0);
  }
}

function assertUsable(passphrase: string): void {
  const bytes = Buffer.byteLength(passphrase);
  if (bytes > 0 && bytes <= MAX_PASSPHRASE_BYTES) return;
  throw new VaultError('ERR_PASSPHRASE', `a passphrase has 1 to ${MAX_PASSPHRASE_BYTES} bytes in UTF-8`);
}

async function encrypt(plain: Uint8Array, passphrase: string): Promise<Uint8Array> {
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const key = await deriveKey(passphrase, salt);
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const data = Buffer.concat([cipher.update(plain), cipher.final()]);
  key.fill(0);
  return derSequence(pbes2(salt, iv), derOctetString(data));
}

function pbes2(salt: Uint8Array, iv: Uint8Array): Uint8Array {
  const cost = [COST.N, COST.r, COST.p].map(derInteger);
  const derivation = derSequence(derOid(OID.scrypt), derSequence(derOctetString(salt), ...cost));
  const encryption = derSequence(derOid(OID.aes256Cbc), derOctetString(iv));
  return derSequence(derOid(OID.pbes2), derSequence(derivation, encryption));
}

function deriveKey(passphrase: string, salt: Uint8Array): Promise<Buffer> {
  const options: ScryptOptions = { ...COST, maxmem: SCRYPT_MEMORY };
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, 32, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
