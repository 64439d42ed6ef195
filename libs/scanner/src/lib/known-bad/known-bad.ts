/** Versions from one on, up to where the harm was taken out. */
export interface BadRange {
  readonly introduced: string;
  /** The first version that is good again. */
  readonly fixed?: string;
  /** The last version that is bad. */
  readonly lastAffected?: string;
}

export interface BadPackage {
  readonly name: string;
  readonly versions: readonly string[];
  readonly ranges: readonly BadRange[];
}

/** One report of something malicious, as far as it can be recognised by. */
export interface KnownBadRecord {
  readonly id: string;
  readonly packages: readonly BadPackage[];
  /** Of archives and of single files, in lower-case hexadecimal. */
  readonly sha256: readonly string[];
  /** In lower case. */
  readonly domains: readonly string[];
}

/** What the user knows to be bad, from lists of the user's choice. */
export type KnownBad = readonly KnownBadRecord[];
