import { sha256Hex } from '@ragnos-vault/crypto';
import type { ClientState } from './client-state.ts';
import { targetPathsOf } from './linear-models.ts';

export interface TrustedRole {
  readonly version: number;
  readonly expires: Date;
}

/** What a refresh left trusted. */
export interface TrustedRoles {
  /** With the SHA-256, in hex, of its file. */
  readonly root: TrustedRole & { readonly sha256: string };
  readonly timestamp: TrustedRole;
  readonly snapshot: TrustedRole;
  readonly targets: TrustedRole;
  /** Paths that the top-level targets role itself names. */
  readonly targetPaths: readonly string[];
  /** When a refresh from the repository last succeeded: now, unless this was offline. */
  readonly lastRefresh?: Date;
}

/** Reads the answer of a refresh that succeeded; its four roles are all there. */
export function rolesOf({ store, proven, lastRefresh }: ClientState): TrustedRoles {
  const { root, timestamp, snapshot, targets } = store;
  return {
    root: { ...roleOf(root), sha256: sha256Hex(proven.root) },
    timestamp: roleOf(timestamp),
    snapshot: roleOf(snapshot),
    targets: roleOf(targets),
    targetPaths: targets === undefined ? [] : targetPathsOf(targets.signed),
    ...(lastRefresh !== undefined && { lastRefresh }),
  };
}

function roleOf(metadata: { signed: { version: number; expires: string } } | undefined): TrustedRole {
  return { version: metadata?.signed.version ?? 0, expires: new Date(metadata?.signed.expires ?? 0) };
}
