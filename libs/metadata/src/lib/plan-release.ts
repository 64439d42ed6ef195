import { sha256Hex } from '@ragnos-vault/crypto';
import type { RepositoryState, Snapshot, TargetFile, Targets, Timestamp } from './documents.ts';

/** What a publish changes in `targets`. */
export interface TargetsEdit {
  readonly add: ReadonlyMap<string, TargetFile>;
  readonly remove: readonly string[];
}

export interface ReleaseInput {
  readonly edit: TargetsEdit;
  /** When each new file expires. */
  readonly expires: { readonly targets: Date; readonly snapshot: Date; readonly timestamp: Date };
  /** Versions that a crashed or losing publisher may have stored already: never stored twice with other content. */
  readonly leastVersions: { readonly targets: number; readonly snapshot: number };
}

/** Snapshot and timestamp wait for the signed bytes of what they name. */
export interface ReleasePlan {
  readonly targets: Targets;
  readonly snapshot: Snapshot;
  readonly toTimestamp: (snapshotBytes: Uint8Array) => Timestamp;
}

/** Decides the next state of a repository; pure, so that a lost race only means to plan again on the new state. */
export function planRelease(state: RepositoryState, input: ReleaseInput): ReleasePlan {
  const targets = planTargets(state, input);
  const snapshot = planSnapshot(state, input, targets.version);
  return { targets, snapshot, toTimestamp: (bytes) => planTimestamp(state, { input, snapshot, bytes }) };
}

function planTargets(state: RepositoryState, input: ReleaseInput): Targets {
  const old = state.targets.signed;
  const targets = new Map(old.targets);
  for (const path of input.edit.remove) targets.delete(path);
  for (const [path, target] of input.edit.add) targets.set(path, target);
  return {
    ...old,
    version: Math.max(old.version + 1, input.leastVersions.targets),
    expires: input.expires.targets,
    targets,
  };
}

function planSnapshot(state: RepositoryState, input: ReleaseInput, targetsVersion: number): Snapshot {
  const old = state.snapshot.signed;
  return {
    ...old,
    version: Math.max(old.version + 1, input.leastVersions.snapshot),
    expires: input.expires.snapshot,
    meta: new Map(old.meta).set('targets', { version: targetsVersion }),
  };
}

function planTimestamp(
  state: RepositoryState,
  { input, snapshot, bytes }: { input: ReleaseInput; snapshot: Snapshot; bytes: Uint8Array },
): Timestamp {
  const old = state.timestamp.signed;
  const meta = {
    version: snapshot.version,
    length: bytes.length,
    hashes: new Map([['sha256', sha256Hex(bytes)]]),
  };
  return { ...old, version: old.version + 1, expires: input.expires.timestamp, snapshot: meta };
}
