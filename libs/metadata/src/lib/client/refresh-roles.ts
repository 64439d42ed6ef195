import { parseJson, sha256Hex } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { EqualVersionError } from 'tuf-js/dist/error.js';
import { TrustedMetadataStore } from 'tuf-js/dist/store.js';
import { metadataPath, TIMESTAMP_PATH } from '../layout.ts';
import type { Fetcher, MetadataCache } from '../ports.ts';
import { admitMetadata } from './admit-metadata.ts';
import { assertMetaFile } from './assert-meta-file.ts';
import { collect } from './collect.ts';
import { useLinearModels } from './linear-models.ts';
import { toTufError } from './to-tuf-error.ts';
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

useLinearModels();

/** What one refresh has proven. tuf-js's store holds the documents and the rules between them. */
export interface ClientState extends RefreshInput, RefreshPorts {
  readonly store: TrustedMetadataStore;
  readonly rootSha256: string;
}

/**
 * The update workflow of TUF 5.3 to 5.6. Each role is kept in the cache as soon as it is proven, so that a
 * failure further down never lowers the floor that a later rollback is measured against.
 */
export async function refreshRoles(input: RefreshInput, ports: RefreshPorts): Promise<ClientState> {
  const session = { ...input, ...ports, store: openStore(input.trustedRoot) };
  const rootSha256 = await updateRoots(session);
  await updateTimestamp(session);
  await updateSnapshot(session);
  const state = { ...session, rootSha256 };
  await updateTargets(state, 'targets', 'root');
  return state;
}

type Session = Omit<ClientState, 'rootSha256'>;

function openStore(trustedRoot: Uint8Array): TrustedMetadataStore {
  try {
    return new TrustedMetadataStore(admitMetadata('root', trustedRoot));
  } catch (cause) {
    throw new VaultError('ERR_TUF_ROOT_INVALID', 'the trusted root is not valid root metadata', { cause });
  }
}

// TUF 5.3: one version at a time, each signed by the keys of the one before it. Returns the newest root's digest.
async function updateRoots({ store, trustedRoot, cache, fetcher, limits }: Session): Promise<string> {
  let newest = trustedRoot;
  for (let rotations = 0; rotations <= limits.maxRootRotations; rotations += 1) {
    const version = store.root.signed.version + 1;
    const name = `${version}.root.json`;
    const kept = await cache.read(name);
    if (kept !== undefined && isAccepted(() => store.updateRoot(admitMetadata('root', kept)))) {
      newest = kept;
      continue;
    }
    const fetched = await fetchMetadata(metadataPath('root', version), limits.rootMaxLength, fetcher);
    if (fetched === undefined) return sha256Hex(newest);
    accept('root', () => store.updateRoot(admitMetadata('root', fetched)));
    await cache.write(name, fetched);
    newest = fetched;
  }
  throw new VaultError('ERR_TUF_LENGTH', `more than ${limits.maxRootRotations} root rotations`, {
    facts: { role: 'root' },
  });
}

// TUF 5.4
async function updateTimestamp({ store, now, cache, fetcher, limits }: Session): Promise<void> {
  assertNotExpired('root', store.root.signed.expires, now);
  const kept = await cache.read('timestamp.json');
  // An expired or foreign one is dropped; an expired one has set the floor for versions by then.
  if (kept !== undefined) isAccepted(() => store.updateTimestamp(admitMetadata('timestamp', kept)));
  const fetched = await fetchMetadata(TIMESTAMP_PATH, limits.timestampMaxLength, fetcher);
  if (fetched === undefined) throw missing(TIMESTAMP_PATH);
  try {
    store.updateTimestamp(admitMetadata('timestamp', fetched));
  } catch (error) {
    if (!(error instanceof EqualVersionError)) throw toTufError('timestamp', error);
    // The same version again is the usual answer of an unchanged repository: what was trusted stays, until it expires.
    assertNotExpired('timestamp', store.timestamp?.signed.expires, now);
    return;
  }
  await cache.write('timestamp.json', fetched);
}

// TUF 5.3.10, 5.4.4: metadata past its expiry is a freeze attack, or a publisher who did not renew.
function assertNotExpired(role: string, expires: string | undefined, now: Date): void {
  if (expires !== undefined && new Date(expires) > now) return;
  throw new VaultError('ERR_TUF_EXPIRED', `${role} has expired`, {
    facts: { role, ...(expires !== undefined && { expires }) },
  });
}

// TUF 5.5
async function updateSnapshot({ store, fetcher, cache, limits }: Session): Promise<void> {
  const meta = store.timestamp?.signed.snapshotMeta;
  if (meta === undefined) throw missing(TIMESTAMP_PATH);
  const kept = await cache.read('snapshot.json');
  if (
    kept !== undefined &&
    isAccepted(() => store.updateSnapshot(admitMetadata('snapshot', kept), true)) &&
    isAccepted(() => assertMetaFile('snapshot', meta, kept))
  ) {
    return;
  }
  const path = metadataPath('snapshot', meta.version);
  const fetched = await fetchMetadata(path, meta.length ?? limits.snapshotMaxLength, fetcher);
  if (fetched === undefined) throw missing(path);
  assertMetaFile('snapshot', meta, fetched);
  accept(
    'snapshot',
    () => store.updateSnapshot(admitMetadata('snapshot', fetched)),
    versionOf(fetched) === meta.version,
  );
  await cache.write('snapshot.json', fetched);
}

/** TUF 5.6, for `targets` and for every role that it delegates to. */
export async function updateTargets(state: ClientState, role: string, delegator: string): Promise<void> {
  const { store, cache, fetcher, limits } = state;
  const meta = store.snapshot?.signed.meta[`${role}.json`];
  if (meta === undefined) {
    throw new VaultError('ERR_TUF_MISSING', `snapshot does not name the role ${role}`, { facts: { role } });
  }
  const name = `${encodeURIComponent(role)}.json`;
  const kept = await cache.read(name);
  if (
    kept !== undefined &&
    isAccepted(() => store.updateDelegatedTargets(admitMetadata('targets', kept), role, delegator))
  )
    return;
  const path = metadataPath(role, meta.version);
  const fetched = await fetchMetadata(path, meta.length ?? limits.targetsMaxLength, fetcher);
  if (fetched === undefined) throw missing(path);
  assertMetaFile(role, meta, fetched);
  accept(
    role,
    () => store.updateDelegatedTargets(admitMetadata('targets', fetched), role, delegator),
    versionOf(fetched) === meta.version,
  );
  await cache.write(name, fetched);
}

async function fetchMetadata(
  path: string,
  maxLength: number,
  fetcher: Fetcher,
): Promise<Uint8Array | undefined> {
  const stream = await fetcher.get(path, { maxLength });
  return stream === undefined ? undefined : collect(stream);
}

function accept(role: string, update: () => unknown, hasNamedVersion = true): void {
  try {
    update();
  } catch (error) {
    throw toTufError(role, error, hasNamedVersion);
  }
}

/** What the cache holds is only ever a hint: where it does not hold up, it is fetched anew. */
function isAccepted(update: () => unknown): boolean {
  try {
    update();
    return true;
  } catch {
    return false;
  }
}

function versionOf(bytes: Uint8Array): number | undefined {
  const document: unknown = parseJson(bytes);
  if (typeof document !== 'object' || document === null || !('signed' in document)) return undefined;
  const { signed } = document;
  if (typeof signed !== 'object' || signed === null || !('version' in signed)) return undefined;
  return typeof signed.version === 'number' ? signed.version : undefined;
}

function missing(path: string): VaultError {
  return new VaultError('ERR_TUF_MISSING', `the repository lacks ${path}`, { facts: { path } });
}
