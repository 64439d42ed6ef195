export interface FetchOptions {
  /** More bytes than this is ERR_TUF_LENGTH, whatever the server claims. */
  readonly maxLength: number;
  readonly signal?: AbortSignal;
}

/**
 * Port: reads one file of a published repository by its path below the repository, for example
 * `metadata/timestamp.json` or `targets/plugins/acme/hello/1.0.0/<sha256>.hello-1.0.0.tgz`. A path is plain
 * text that the fetcher encodes for its transport; only a role's name that cannot be plain, such as `../role`, comes
 * percent-encoded already (below `metadata/`, told by its `%`).
 *
 * Resolves to `undefined` for "not there" only. Every other failure is a VaultError: ERR_FETCH_FAILED,
 * ERR_FETCH_REFUSED or ERR_TUF_LENGTH, before the stream or while it is read.
 */
export interface Fetcher {
  get(path: string, options: FetchOptions): Promise<AsyncIterable<Uint8Array> | undefined>;
  /**
   * Where the repository lies at several places: fetchers that begin at the first, the second and so on, best first,
   * for a caller who found that what `get` gave does not verify. Absent where there is one place.
   */
  mirrors?(): readonly Mirror[];
}

/** One place of a repository that lies at several. */
export interface Mirror extends Fetcher {
  /** Its address, without credentials. */
  readonly name: string;
}

export interface StoredFile {
  readonly bytes: Uint8Array;
  /** Opaque; changes whenever the content does. */
  readonly etag: string;
}

/** Port: the publisher's side of a repository. Paths are those of {@link Fetcher}. */
export interface RepositoryStore {
  read(path: string): Promise<StoredFile | undefined>;
  /**
   * Write once. The same bytes again change nothing; other bytes are ERR_STORE_EXISTS. Durable, and there for others,
   * when it resolves; in a store that has `flush`, together with the next timestamp.json that is stored.
   */
  create(path: string, bytes: Uint8Array): Promise<void>;
  /** Compare-and-swap: `etag` is that of the read file, or `undefined` where none may exist. Else ERR_STORE_CHANGED. */
  replace(path: string, bytes: Uint8Array, etag: string | undefined): Promise<void>;
  /** For a file that no timestamp follows: stores now what `create` was given. ERR_STORE_EXISTS as of `create`. */
  flush?(): Promise<void>;
  /**
   * Runs `work` while all who ask for the same wait for their turn, where a store can do that. It keeps publishers who
   * lose one race after another from starving; what is correct never depends on it. ERR_LOCKED where the wait is too long.
   */
  inTurn?<T>(work: () => Promise<T>): Promise<T>;
}

/** A file of a repository, as a listing tells it. */
export interface ListedFile {
  readonly path: string;
  /** Bytes. */
  readonly length: number;
}

/** Port: a store from which old files can be removed, for `collect` alone. */
export interface CollectableStore extends RepositoryStore {
  /** Files whose path begins with `prefix`, such as `metadata/`; those that no path of ours can name are left out. */
  list(prefix: string): AsyncIterable<ListedFile>;
  /**
   * Removes files; one that is not there is removed already. ERR_STORE_CHANGED, with nothing removed, where a store can
   * tell that timestamp.json is not the one that was last read.
   */
  remove(paths: readonly string[]): Promise<void>;
  /** Removes what writers that died before that time left half-written, and tells how many there were. */
  removeHalfWritten(before: Date): Promise<number>;
}

/**
 * Port: where a client keeps trusted metadata between runs, shared with other clients. It is never a source of trust.
 * A write is whole or not at all, also where the process dies in it.
 */
export interface MetadataCache {
  read(name: string): Promise<Uint8Array | undefined>;
  write(name: string, bytes: Uint8Array): Promise<void>;
  remove(name: string): Promise<void>;
  /** Runs `work` while no other client changes the cache. It is not to be nested. ERR_LOCKED where the wait is too long. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  /** For messages to people: the file of a name, where there is one. */
  pathOf?(name: string): string;
}
