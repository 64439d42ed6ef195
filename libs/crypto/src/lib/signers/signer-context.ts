/** What a signer URI is resolved in. */
export interface SignerContext {
  /** The folder that relative paths start from. */
  readonly baseDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asked at most once for each encrypted key, and never for another. */
  readonly passphrase: () => Promise<string | undefined>;
}

/** The PEM of a private key, and where it came from, for people. */
export interface KeySource {
  readonly pem: string;
  readonly place: string;
}
