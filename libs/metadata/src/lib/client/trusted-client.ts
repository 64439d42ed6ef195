import type { JsonValue } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { storedTargetPath } from '../layout.ts';
import type { Fetcher, MetadataCache } from '../ports.ts';
import type { ClientState } from './client-state.ts';
import { collect } from './collect.ts';
import { download } from './download.ts';
import { findTarget } from './find-target.ts';
import { keepTarget, readKeptTarget } from './kept-target.ts';
import { repositorySource } from './metadata-source.ts';
import type { RollbackFloor } from './rollback-floor.ts';
import { overMirrors } from './over-mirrors.ts';
import { refresh } from './refresh.ts';
import { singleFlight } from './single-flight.ts';
import { rolesOf, type TrustedRoles } from './trusted-roles.ts';

export interface TrustedClientInput {
  /** Where trust starts: the bytes the caller was given, never anything the cache holds. */
  readonly trustedRoot: Uint8Array;
  readonly now: Date;
  readonly limits?: Partial<ClientLimits>;
  /**
   * Metadata comes from the cache alone, proven again from `trustedRoot` on; what is newer in the repository stays
   * unknown. Targets still come through the fetcher, but for those that `downloadBytes` has read before.
   */
  readonly offline?: boolean;
  /** With `offline` only: takes metadata that is past its expiry. Whoever withholds newer metadata goes unnoticed. */
  readonly acceptExpiredMetadataUnsafe?: boolean;
  /** Refuses a repository that shows less than was seen elsewhere. */
  readonly floor?: RollbackFloor;
  /** True where `now` is no clock, but set by a test from run to run: a step back is not looked for. */
  readonly ignoresClock?: boolean;
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
  /**
   * Brings root, timestamp, snapshot and targets up to date. What was trusted before stays trusted if it fails, and as
   * often as it is called, calls at the same time share one answer.
   *
   * @throws ERR_TUF_*, ERR_FETCH_FAILED, ERR_CLOCK_STEPPED_BACK; offline ERR_OFFLINE
   */
  refresh(): Promise<TrustedRoles>;
  /** Searches the delegations in order of trust; `undefined` if no role names the path. Refreshes if nobody has. */
  findTarget(path: string): Promise<TrustedTarget | undefined>;
  /**
   * The bytes of a target. They are proven only when the stream has ended without an error: keep them apart until then.
   * @throws ERR_TUF_LENGTH at the first byte too many, ERR_TUF_HASH_MISMATCH at the end, ERR_TUF_MISSING, ERR_FETCH_FAILED.
   */
  download(target: TrustedTarget): AsyncIterable<Uint8Array>;
  /**
   * As `download`, into `take`, which is to leave nothing behind where its stream fails: where the repository has
   * mirrors and one gives other bytes, it is called again with those of the next.
   */
  downloadInto<T>(target: TrustedTarget, take: (chunks: AsyncIterable<Uint8Array>) => Promise<T>): Promise<T>;
  /** As `downloadInto`, for a small file, whole and proven; it is kept for offline use. */
  downloadBytes(target: TrustedTarget): Promise<Uint8Array>;
}

/**
 * Opens a client that trusts `trustedRoot` and nothing else. The rules between documents are tuf-js's; what is
 * fetched, kept and in which order is decided here (docs/adr/0003).
 *
 * @throws ERR_USAGE where expired metadata is to be accepted although it could be renewed.
 */
export function openTrustedClient(
  input: TrustedClientInput,
  ports: { readonly fetcher: Fetcher; readonly cache: MetadataCache },
): TrustedClient {
  if (input.acceptExpiredMetadataUnsafe === true && input.offline !== true) {
    throw new VaultError('ERR_USAGE', 'expired metadata can be accepted offline only');
  }
  const refreshInput = { ...input, limits: { ...DEFAULT_CLIENT_LIMITS, ...input.limits } };
  const flights = new Map<string, Promise<ClientState>>();
  let state: ClientState | undefined;
  const refreshOnce = () =>
    singleFlight(flights, 'refresh', async () => {
      const attempt = (fetcher: Fetcher) => refresh(refreshInput, { ...ports, fetcher });
      return (state = await (input.offline === true
        ? attempt(ports.fetcher)
        : overMirrors(ports.fetcher, attempt)));
    });
  // TUF 5.7.3: the digest stands in the name where snapshots are consistent.
  const isPrefixed = () =>
    input.prefixTargetsWithHash !== false && state?.store.root.signed.consistentSnapshot !== false;
  const open = (target: TrustedTarget, fetcher: Fetcher) =>
    download(
      target,
      isPrefixed() ? storedTargetPath(target.path, target) : `targets/${target.path}`,
      fetcher,
    );
  const find = (path: string, from: ClientState) =>
    input.offline === true
      ? findTarget(path, from)
      : overMirrors(ports.fetcher, (fetcher) =>
          findTarget(path, { ...from, source: repositorySource(fetcher) }),
        );
  const into: TrustedClient['downloadInto'] = (target, take) =>
    overMirrors(ports.fetcher, (fetcher) => take(open(target, fetcher)));
  return {
    refresh: async () => rolesOf(await refreshOnce()),
    findTarget: async (path) => find(path, state ?? (await refreshOnce())),
    download: (target) => open(target, ports.fetcher),
    downloadInto: into,
    downloadBytes: async (target) => {
      if (input.offline !== true) return keepTarget(target, await into(target, collect), ports.cache);
      return (await readKeptTarget(target, ports.cache)) ?? into(target, collect);
    },
  };
}
