import { VaultError } from '@ragnos-vault/errors';
import { TrustedMetadataStore } from 'tuf-js/dist/store.js';
import type { Fetcher, MetadataCache } from '../ports.ts';
import { admitMetadata } from './admit-metadata.ts';
import { useDelegationModels } from './delegation-models.ts';
import { useLinearModels } from './linear-models.ts';
import { useRootModel } from './root-model.ts';
import type { ClientLimits } from './trusted-client.ts';

export interface RefreshInput {
  readonly trustedRoot: Uint8Array;
  readonly now: Date;
  readonly limits: ClientLimits;
}

export interface RefreshPorts {
  readonly fetcher: Fetcher;
  readonly cache: MetadataCache;
}

/** A targets role that this refresh has read, and the roles it was proven for. */
export interface LoadedRole {
  readonly bytes: Uint8Array;
  readonly delegators: Set<string>;
}

/** One refresh on its way. tuf-js's store holds the documents and the rules between them. */
export interface Session extends RefreshInput, RefreshPorts {
  readonly store: TrustedMetadataStore;
  readonly loaded: Map<string, LoadedRole>;
}

/** What one refresh has proven. */
export interface ClientState extends Session {
  readonly rootSha256: string;
}

useLinearModels();
useDelegationModels();
useRootModel();

/** @throws ERR_TUF_ROOT_INVALID when the root that the caller gave is not valid. */
export function openSession(input: RefreshInput, ports: RefreshPorts): Session {
  return { ...input, ...ports, store: openStore(input), loaded: new Map() };
}

function openStore({ trustedRoot, now }: RefreshInput): TrustedMetadataStore {
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
