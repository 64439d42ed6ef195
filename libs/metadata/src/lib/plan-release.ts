import { sha256Hex } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import type { RepositoryState, Snapshot, Targets, Timestamp } from './documents.ts';
import type { TargetsContent } from './live-repository.ts';

export interface ReleaseInput {
  /** What `targets` and delegated roles say from now on; roles that are not named stay as they are. */
  readonly roles: ReadonlyMap<string, TargetsContent>;
  /** Versions of roles that were signed elsewhere, and so cannot be chosen any more. */
  readonly signedElsewhere: ReadonlyMap<string, number>;
  readonly expiresOf: (role: string) => Date;
  /**
   * The next version of a role, whose live one is given: the one after it, unless that is stored already although
   * nothing refers to it, or the live one is a thief's.
   */
  readonly versionOf: (role: string, live: number) => number;
  /** Sign the timestamp alone anew; no role may change then. */
  readonly keepSnapshot?: boolean;
}

/** Snapshot and timestamp wait for the signed bytes of what they name. */
export interface ReleasePlan {
  readonly targets: ReadonlyMap<string, Targets>;
  /** `undefined` where the live one stays. */
  readonly snapshot: Snapshot | undefined;
  /** Takes the signed bytes of the snapshot that it is to name. */
  readonly toTimestamp: (snapshotBytes: Uint8Array) => Timestamp;
}

/**
 * Decides the next state of a repository; pure, so that a lost race only means to plan again on the new state. A name
 * that snapshot once had stays in it: clients refuse a snapshot that lost a role (TUF 5.5.5).
 *
 * @throws ERR_VERSION_EXHAUSTED where a live version leaves no room for the next one
 */
export function planRelease(state: RepositoryState, given: ReleaseInput): ReleasePlan {
  const input = { ...given, versionOf: inRange(given.versionOf) };
  const { meta } = state.snapshot.signed;
  const targets = new Map<string, Targets>();
  for (const [role, { targets: files, delegations, extra }] of input.roles) {
    targets.set(role, {
      version: input.versionOf(role, meta.get(role)?.version ?? 0),
      expires: input.expiresOf(role),
      extra,
      targets: files,
      ...(delegations !== undefined && { delegations }),
    });
  }
  const snapshot = input.keepSnapshot === true ? undefined : planSnapshot(state, input, targets);
  return { targets, snapshot, toTimestamp: (bytes) => planTimestamp(state, { input, snapshot, bytes }) };
}

/** Above 2^53 - 1 other clients read another number than was signed. */
function inRange(versionOf: ReleaseInput['versionOf']): ReleaseInput['versionOf'] {
  return (role, live) => {
    const version = versionOf(role, live);
    if (Number.isSafeInteger(version)) return version;
    throw new VaultError('ERR_VERSION_EXHAUSTED', `no version of ${role} can follow v${live}`, {
      facts: { role, live },
    });
  };
}

function planSnapshot(
  state: RepositoryState,
  input: ReleaseInput,
  targets: ReadonlyMap<string, Targets>,
): Snapshot {
  const old = state.snapshot.signed;
  const meta = new Map(old.meta);
  const versions = [
    ...[...targets].map(([role, { version }]) => [role, version] as const),
    ...input.signedElsewhere,
  ];
  for (const [role, version] of versions) meta.set(role, { ...extraOf(meta.get(role)), version });
  const version = input.versionOf('snapshot', old.version);
  return { ...old, version, expires: input.expiresOf('snapshot'), meta };
}

function extraOf(meta: { readonly extra?: Snapshot['extra'] } | undefined): {
  readonly extra?: Snapshot['extra'];
} {
  return meta?.extra === undefined ? {} : { extra: meta.extra };
}

function planTimestamp(
  state: RepositoryState,
  { input, snapshot, bytes }: { input: ReleaseInput; snapshot: Snapshot | undefined; bytes: Uint8Array },
): Timestamp {
  const old = state.timestamp.signed;
  const meta = snapshot && {
    ...extraOf(old.snapshot),
    version: snapshot.version,
    length: bytes.length,
    hashes: new Map([['sha256', sha256Hex(bytes)]]),
  };
  return {
    ...old,
    version: input.versionOf('timestamp', old.version),
    expires: input.expiresOf('timestamp'),
    snapshot: meta ?? old.snapshot,
    rootVersion: state.root.signed.version,
  };
}
