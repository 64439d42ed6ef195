import type { JsonObject, JsonValue, PublicKey } from '@ragnos-vault/crypto';

export type TopLevelRole = 'root' | 'targets' | 'snapshot' | 'timestamp';

/** What every role's metadata says of itself (specification 4.3). */
interface Common {
  /** At least 1. */
  readonly version: number;
  readonly expires: Date;
  /** Fields this product does not know; they survive an edit unchanged. */
  readonly extra: JsonObject;
}

export interface RoleKeys {
  readonly keyIds: readonly string[];
  /** Distinct keys that must sign; at least 1. */
  readonly threshold: number;
  readonly extra?: JsonObject;
}

/** A key as metadata lists it; `wire` is what it was read from, where that holds more than the key itself. */
export interface ListedKey extends PublicKey {
  readonly wire?: JsonObject;
}

export interface Root extends Common {
  readonly keys: ReadonlyMap<string, ListedKey>;
  readonly roles: ReadonlyMap<TopLevelRole, RoleKeys>;
  readonly consistentSnapshot: boolean;
}

/** What one role says of a file of another (specification 4.4, METAFILES). */
export interface MetaFile {
  readonly version: number;
  readonly length?: number;
  /** Hex digests by algorithm. */
  readonly hashes?: ReadonlyMap<string, string>;
  readonly extra?: JsonObject;
}

export interface Timestamp extends Common {
  readonly snapshot: MetaFile;
  /**
   * The root under which this was committed (`x_root_version`, a field of ours). A lower one than the newest root
   * tells that the publication of that root was cut short before its last step.
   */
  readonly rootVersion?: number;
}

export interface Snapshot extends Common {
  /** By file name without `.json`: `targets`, `vendor-acme`. */
  readonly meta: ReadonlyMap<string, MetaFile>;
}

export interface TargetFile {
  /** Bytes. */
  readonly length: number;
  /** Hex digests by algorithm. */
  readonly hashes: ReadonlyMap<string, string>;
  readonly custom?: JsonValue;
  readonly extra?: JsonObject;
}

/** A named delegation (specification 4.5): exactly one of `paths` and `pathHashPrefixes` is there. */
export interface DelegatedRole extends RoleKeys {
  readonly name: string;
  readonly terminating: boolean;
  /** PATHPATTERNs. */
  readonly paths?: readonly string[];
  /** Lower-case hex. */
  readonly pathHashPrefixes?: readonly string[];
}

/** 2^bitLength bins, named by prefix and number (TAP 15). */
export interface SuccinctRoles extends RoleKeys {
  readonly bitLength: number;
  readonly namePrefix: string;
}

/** Named roles, the most trusted first, or bins; never both. */
export interface Delegations {
  readonly keys: ReadonlyMap<string, ListedKey>;
  readonly roles?: readonly DelegatedRole[];
  readonly succinct?: SuccinctRoles;
  readonly extra: JsonObject;
}

export interface Targets extends Common {
  readonly targets: ReadonlyMap<string, TargetFile>;
  readonly delegations?: Delegations;
}

/** Metadata with the exact bytes it came as: they, not a re-encoding, are what is hashed, stored and served. */
export interface SignedRole<T> {
  readonly signed: T;
  readonly bytes: Uint8Array;
  /** The canonical form of `signed`: what the signatures are over. */
  readonly payload: Uint8Array;
  /** Hex signatures by key id. */
  readonly signatures: ReadonlyMap<string, string>;
}

/** The four top-level roles of one state of a repository, each proven against the root. */
export interface RepositoryState {
  readonly root: SignedRole<Root>;
  readonly targets: SignedRole<Targets>;
  readonly snapshot: SignedRole<Snapshot>;
  readonly timestamp: SignedRole<Timestamp>;
  /** Of the stored timestamp.json, for the compare-and-swap that commits the next state. */
  readonly timestampEtag: string;
}
