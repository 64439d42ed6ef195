/** Names of the algorithms of an encrypted PKCS#8 key: RFC 8018 (PBES2, PBKDF2), RFC 7914 (scrypt). */
export const OID = {
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
  scrypt: '1.3.6.1.4.1.11591.4.11',
  aes256Cbc: '2.16.840.1.101.3.4.1.42',
} as const;

/** Ciphers that a key of another tool may be encrypted with, and the length of their blocks. */
export const CIPHER_BLOCK: ReadonlyMap<string, number> = new Map([
  ['2.16.840.1.101.3.4.1.2', 16], // aes-128-cbc
  ['2.16.840.1.101.3.4.1.22', 16], // aes-192-cbc
  [OID.aes256Cbc, 16],
  ['1.2.840.113549.3.7', 8], // des-ede3-cbc
]);

/** OpenSSL, and so Node, gives scrypt no more memory than this when it reads a key. */
export const SCRYPT_MEMORY = 32 * 1024 * 1024;

/** OpenSSL reads passphrases into a buffer of this many bytes. */
export const MAX_PASSPHRASE_BYTES = 1024;

export const LABEL = { plain: 'PRIVATE KEY', encrypted: 'ENCRYPTED PRIVATE KEY' } as const;
