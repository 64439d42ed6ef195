import { VaultError } from '@ragnos-vault/errors';
import { TrustedMetadataStore } from 'tuf-js/dist/store.js';
import { admitMetadata } from './admit-metadata.ts';
import type { CacheView } from './cache-view.ts';
import { useDelegationModels } from './delegation-models.ts';
import { useLinearModels } from './linear-models.ts';
import type { MetadataSource } from './metadata-source.ts';
import type { RollbackFloor } from './rollback-floor.ts';
import { useRootModel } from './root-model.ts';
import { useSignedModel } from './signed-model.ts';
import type { ClientLimits } from './trusted-client.ts';

export interface SessionInput {
  readonly trustedRoot: Uint8Array;
  /** The time at which expiry is judged. */
  readonly now: Date;
  readonly limits: ClientLimits;
  readonly floor?: RollbackFloor;
}

export interface SessionPorts {
  readonly source: MetadataSource;
  readonly cache: CacheView;
}

/** A targets role that this refresh has read, and the roles it was proven for. */
export interface LoadedRole {
  readonly bytes: Uint8Array;
  readonly delegators: Set<string>;
}

/** A targets role that is being read, on behalf of one role that delegates to it. */
export interface LoadingRole {
  readonly delegator: string;
  readonly done: Promise<void>;
}

/** One refresh, on its way or done. tuf-js's store holds the documents and the rules between them. */
export interface Session extends SessionInput, SessionPorts {
  readonly store: TrustedMetadataStore;
  /** The file of the newest root that is proven. */
  readonly proven: { root: Uint8Array };
  /** Of which a key was taken away after the floor was seen. */
  readonly rotated: Set<string>;
  readonly loaded: Map<string, LoadedRole>;
  readonly loading: Map<string, LoadingRole>;
}

/** What one refresh has proven. */
export interface ClientState extends Session {
  /** When a refresh from the repository last succeeded; unknown to a cache that was never told. */
  readonly lastRefresh: Date | undefined;
}

useLinearModels();
useDelegationModels();
useRootModel();
useSignedModel();

/** @throws ERR_TUF_ROOT_INVALID when the root that the caller gave is not valid. */
export function openSession(input: SessionInput, ports: SessionPorts): Session {
  const { trustedRoot, now, limits, floor } = input;
  const store = openStore(input);
  const proven = { root: trustedRoot };
  return {
    ...{ trustedRoot, now, limits, ...(floor !== undefined && { floor }), ...ports },
    ...{ store, proven, rotated: new Set(), loaded: new Map(), loading: new Map() },
  };
}

function openStore({ trustedRoot, now }: SessionInput): TrustedMetadataStore {
  try {
    const store = new TrustedMetadataStore(admitMetadata('root', trustedRoot));
    // TUF 5.1: one fixed time for the whole update. The store took the machine's, which the caller may know to be wrong.
    Reflect.set(store, 'referenceTime', now);
    return store;
  } catch (cause) {
    throw new VaultError('ERR_TUF_ROOT_INVALID', 'the trusted root is not valid root metadata', { cause });
  }
}

/** The version that stands in the name of a role's file; none without consistent snapshots (TUF 6.2). */
export function namedVersion({ store }: Session, version: number): number | undefined {
  return store.root.signed.consistentSnapshot ? version : undefined;
}

/** Why a refresh begins anew: what it has proven is no longer the newest that this cache holds. */
export function outrun(name: string): VaultError {
  return new VaultError('ERR_LOCKED', `other clients keep changing the cache: ${name}`, { facts: { name } });
}
