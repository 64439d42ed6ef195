import { VaultError } from '@ragnos-vault/errors';
import {
  contentOf,
  DER_TAG,
  parseInteger,
  parseOid,
  parseOuterSequence,
  parseSequence,
} from './parse-der.ts';
import { CIPHER_BLOCK, OID, SCRYPT_MEMORY } from './pbes2.ts';

type Values = ReturnType<typeof parseSequence>;

/**
 * Asserts that an EncryptedPrivateKeyInfo (RFC 5958) is whole, and encrypted in a way that Node can undo, so
 * that the only thing left which can be wrong is the passphrase.
 *
 * @throws ERR_KEY_INVALID for damage, ERR_KEY_UNSUPPORTED for another way of encryption.
 */
export function assertReadableEncryption(der: Uint8Array): void {
  const [algorithm, data] = exactly(2, parseOuterSequence(der));
  const [derivation, encryption] = exactly(2, parseSequence(pbes2ParametersOf(parseSequence(algorithm))));
  assertDerivation(parseSequence(derivation));
  assertEncryption(parseSequence(encryption), contentOf(data, DER_TAG.octetString));
}

function pbes2ParametersOf(algorithm: Values): Values[number] | undefined {
  const oid = parseOid(algorithm[0]);
  if (oid !== OID.pbes2) throw unsupported(`not PBES2 but ${oid}`);
  return algorithm[1];
}

function assertDerivation([name, parameters]: Values): void {
  const oid = parseOid(name);
  if (oid === OID.scrypt) assertScryptFits(parseSequence(parameters));
  else if (oid === OID.pbkdf2) parseSequence(parameters);
  else throw unsupported(`the key derivation ${oid}`);
}

function assertScryptFits([salt, ...cost]: Values): void {
  contentOf(salt, DER_TAG.octetString);
  const [N = 0, r = 0, p = 0] = cost.slice(0, 3).map(parseInteger);
  if (N < 2 || !Number.isInteger(Math.log2(N)) || r < 1 || p < 1)
    throw invalid('its scrypt parameters are damaged');
  // The sum that OpenSSL computes before it begins.
  if (128 * r * (N + 2 + p) > SCRYPT_MEMORY) throw unsupported('scrypt that needs more than 32 MiB');
}

function assertEncryption([name, iv]: Values, data: Uint8Array): void {
  const oid = parseOid(name);
  const block = CIPHER_BLOCK.get(oid);
  if (block === undefined) throw unsupported(`the cipher ${oid}`);
  const whole = data.length > 0 && data.length % block === 0;
  if (!whole || contentOf(iv, DER_TAG.octetString).length !== block) throw invalid('it is cut');
}

function exactly(count: number, values: Values): Values {
  if (values.length !== count) throw invalid('its DER is damaged');
  return values;
}

function invalid(reason: string): VaultError {
  return new VaultError('ERR_KEY_INVALID', `an encrypted key cannot be read: ${reason}`, {
    facts: { reason },
  });
}

function unsupported(what: string): VaultError {
  return new VaultError('ERR_KEY_UNSUPPORTED', `an encrypted key cannot be read: ${what}`, {
    facts: { what },
  });
}
