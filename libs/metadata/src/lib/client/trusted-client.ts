import type { JsonValue } from '@ragnos-vault/crypto';
import { storedTargetPath } from '../layout.ts';
import type { Fetcher, MetadataCache } from '../ports.ts';
import type { ClientState } from './client-state.ts';
import { collect } from './collect.ts';
import { download } from './download.ts';
import { findTarget } from './find-target.ts';
import { refreshRoles } from './refresh-roles.ts';
import { rolesOf, type TrustedRoles } from './trusted-roles.ts';

export interface TrustedClientInput {
  /** Where trust starts: the bytes the caller was given, never anything the cache holds. */
  readonly trustedRoot: Uint8Array;
  readonly now: Date;
  readonly limits?: Partial<ClientLimits>;
  /** False for a repository whose targets bear no digest in their names although its snapshots are consistent. */
  readonly prefixTargetsWithHash?: boolean;
}

export interface ClientLimits {
  /** Roots fetched in one refresh; the next one goes on from there. */
  readonly maxRootRotations: number;
  /** Roles visited in search of one target. */
  readonly maxDelegations: number;
  /** Bytes. */
  readonly rootMaxLength: number;
  readonly timestampMaxLength: number;
  readonly snapshotMaxLength: number;
  readonly targetsMaxLength: number;
}

export const DEFAULT_CLIENT_LIMITS: ClientLimits = {
  maxRootRotations: 256,
  maxDelegations: 32,
  rootMaxLength: 512_000,
  timestampMaxLength: 16_384,
  snapshotMaxLength: 2_000_000,
  targetsMaxLength: 5_000_000,
};

/** A file that trusted metadata names. */
export interface TrustedTarget {
  readonly path: string;
  /** Bytes. */
  readonly length: number;
  /** Hex digests by algorithm; SHA-256 or SHA-512 is among them. */
  readonly hashes: ReadonlyMap<string, string>;
  readonly custom?: JsonValue;
}

/** The client workflow of TUF 5: nothing it returns was not proven against the root it was given. */
export interface TrustedClient {
  /** Brings root, timestamp, snapshot and targets up to date. What was trusted before stays trusted if it fails. */
  refresh(): Promise<TrustedRoles>;
  /** Searches the delegations in order of trust; `undefined` if no role names the path. Needs `refresh` first. */
  findTarget(path: string): Promise<TrustedTarget | undefined>;
  /**
   * The bytes of a target. They are proven only when the stream has ended without an error: keep them apart until then.
   * @throws ERR_TUF_LENGTH at the first byte too many, ERR_TUF_HASH_MISMATCH at the end, ERR_TUF_MISSING, ERR_FETCH_FAILED.
   */
  download(target: TrustedTarget): AsyncIterable<Uint8Array>;
  /** As `download`, for a small file, whole and proven. */
  downloadBytes(target: TrustedTarget): Promise<Uint8Array>;
}

/**
 * Opens a client that trusts `trustedRoot` and nothing else. The rules between documents are tuf-js's; what is
 * fetched, kept and in which order is decided here (docs/adr/0003).
 *
 * @throws ERR_TUF_ROOT_INVALID when the given root is not valid.
 */
export function openTrustedClient(
  input: TrustedClientInput,
  ports: { readonly fetcher: Fetcher; readonly cache: MetadataCache },
): TrustedClient {
  const refreshInput = { ...input, limits: { ...DEFAULT_CLIENT_LIMITS, ...input.limits } };
  let state: ClientState | undefined;
  // TUF 5.7.3: the digest stands in the name where snapshots are consistent.
  const isPrefixed = () =>
    input.prefixTargetsWithHash !== false && state?.store.root.signed.consistentSnapshot !== false;
  const open = (target: TrustedTarget) =>
    download(
      target,
      isPrefixed() ? storedTargetPath(target.path, target) : `targets/${target.path}`,
      ports.fetcher,
    );
  return {
    async refresh() {
      state = await refreshRoles(refreshInput, ports);
      return rolesOf(state);
    },
    async findTarget(path) {
      state ??= await refreshRoles(refreshInput, ports);
      return findTarget(path, state);
    },
    download: open,
    downloadBytes: (target) => collect(open(target)),
  };
}
