/** Wire values of TUF keys (specification 4.2). */
export type KeyType = 'rsa' | 'ed25519' | 'ecdsa';
export type KeyScheme = 'rsassa-pss-sha256' | 'ed25519' | 'ecdsa-sha2-nistp256' | 'ecdsa-sha2-nistp384';

/** A public key exactly as TUF metadata holds it: PEM SPKI for rsa and ecdsa, 64 hex digits for ed25519. */
export interface PublicKey {
  readonly keytype: KeyType;
  readonly scheme: KeyScheme;
  readonly keyval: { readonly public: string };
}

/** Port: something that holds a private key and signs with it. The key itself never leaves it. */
export interface Signer {
  /** SHA-256, in hex, of the canonical JSON of `publicKey`. */
  readonly keyId: string;
  readonly publicKey: PublicKey;
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}
