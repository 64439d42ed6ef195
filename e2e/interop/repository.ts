/** A repository under test: one kind, one type of keys, one tool that writes it, served over HTTP. */
export interface Repository {
  /** As `nameOf` says. */
  readonly name: string;
  readonly kind: string;
  readonly keyType: string;
  /** The folder of `metadata/` and `targets/`, as it is served. */
  readonly folder: string;
  readonly url: string;
  /** Root version 1, however many follow. */
  readonly trustedRoot: string;
  /** To be called in their order, each once; the first makes the repository readable. */
  readonly releases: readonly Release[];
  readonly close: () => Promise<unknown>;
}

/** Publishes, and resolves to what was added: bytes by target path. */
export type Release = () => Promise<Targets>;

export type Targets = ReadonlyMap<string, Uint8Array>;

/** For example `python-tuf, delegated, rsa`. */
export function nameOf(writer: string, kind: string, keyType: string): string {
  return `${writer}, ${kind}, ${keyType}`;
}
