import { VaultError } from '@ragnos-vault/errors';
import {
  assertMetaFile,
  assertSignedBy,
  keysOf,
  metadataPath,
  openLiveRepository,
  parseSnapshot,
  parseTargets,
  TIMESTAMP_PATH,
} from '@ragnos-vault/metadata';
import type {
  LiveRepository,
  Recovery,
  RepositoryState,
  RepositoryStore,
  Root,
  SignedRole,
  Snapshot,
  StoredFile,
  Targets,
} from '@ragnos-vault/metadata';
import { firstFreeVersion } from './commit-edit.ts';

export interface PastInput {
  /** The newest root. */
  readonly root: SignedRole<Root>;
  /** The roots whose keys the targets may be signed with. */
  readonly roots: readonly Root[];
  readonly snapshot: SignedRole<Snapshot>;
}

/**
 * The state that a stored snapshot names, with whatever timestamp is live: only its place in the store matters.
 *
 * @throws ERR_TUF_MISSING, ERR_TUF_METADATA_INVALID, ERR_TUF_SIGNATURE, ERR_TUF_LENGTH, ERR_TUF_HASH_MISMATCH,
 * ERR_TUF_VERSION_MISMATCH
 */
export async function loadPastState(input: PastInput, store: RepositoryStore): Promise<RepositoryState> {
  const { root, snapshot } = input;
  const { bytes, etag } = await need(TIMESTAMP_PATH, store);
  const { version, expires } = snapshot.signed;
  // Nothing of it is kept: who holds the timestamp key could have put anything in.
  const signed = { version: 1, expires, extra: {}, snapshot: { version } };
  const timestamp = { signed, bytes, payload: new Uint8Array(), signatures: new Map<string, string>() };
  return { root, targets: await loadTargets(input, store), snapshot, timestamp, timestampEtag: etag };
}

export interface Recovered {
  readonly repository: LiveRepository;
  readonly versionOf: (role: string) => number;
}

/**
 * The repository from which a root that speaks of a recovery goes on: the snapshot that its holders named, in new, small
 * and free versions. Clients have dropped timestamp and snapshot by then (TUF 5.3.11), and with them the floor for all.
 *
 * @throws as `loadPastState`; ERR_TUF_HASH_MISMATCH where the snapshot is not the one that was meant.
 */
export async function openRecovered(
  input: {
    readonly root: SignedRole<Root>;
    readonly previous: SignedRole<Root> | undefined;
    readonly recovery: Recovery;
  },
  store: RepositoryStore,
): Promise<Recovered> {
  const { root, previous, recovery } = input;
  const { bytes } = await need(metadataPath('snapshot', recovery.snapshot), store);
  assertMetaFile('snapshot', { hashes: { sha256: recovery.sha256 } }, bytes);
  const snapshot = parseSnapshot(bytes);
  const roots = [root.signed, ...(previous === undefined ? [] : [previous.signed])];
  const past = await loadPastState({ root, roots, snapshot }, store);
  const meta = await withoutPlanted(past, store);
  const state = { ...past, snapshot: { ...snapshot, signed: { ...snapshot.signed, meta } } };
  const version = await firstFreeVersion('snapshot', recovery.from, store);
  const targets = await firstFreeVersion('targets', past.targets.signed.version + 1, store);
  return {
    repository: openLiveRepository(state, store),
    versionOf: (role) => (role === 'targets' ? targets : version),
  };
}

/** A name to which nobody delegates stays only if it was published: a thief may have reserved it at a giant version. */
async function withoutPlanted(state: RepositoryState, store: RepositoryStore): Promise<Snapshot['meta']> {
  const repository = openLiveRepository(state, store);
  const meta = new Map(state.snapshot.signed.meta);
  for (const [role, { version }] of meta) {
    if (await isDelegated(role, repository)) continue;
    if ((await store.read(metadataPath(role, version))) === undefined) meta.delete(role);
  }
  return meta;
}

export async function isDelegated(role: string, repository: LiveRepository): Promise<boolean> {
  try {
    await repository.trustOf(role);
    return true;
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_VENDOR_UNKNOWN') return false;
    throw error;
  }
}

async function loadTargets(
  { snapshot, roots }: PastInput,
  store: RepositoryStore,
): Promise<SignedRole<Targets>> {
  const meta = snapshot.signed.meta.get('targets');
  if (meta === undefined)
    throw new VaultError('ERR_TUF_METADATA_INVALID', 'the snapshot does not name targets');
  const { bytes } = await need(metadataPath('targets', meta.version), store);
  assertMetaFile('targets', { length: meta.length, hashes: Object.fromEntries(meta.hashes ?? []) }, bytes);
  const targets = parseTargets(bytes);
  assertSignedByOne(roots, targets);
  if (targets.signed.version === meta.version) return targets;
  const { version } = targets.signed;
  throw new VaultError(
    'ERR_TUF_VERSION_MISMATCH',
    `targets v${version} stands where v${meta.version} should`,
    {
      facts: { role: 'targets', version, expected: meta.version },
    },
  );
}

function assertSignedByOne([root, ...others]: readonly Root[], targets: SignedRole<Targets>): void {
  if (root === undefined) throw new VaultError('ERR_INTERNAL', 'targets are to be proven by no root');
  try {
    assertSignedBy(keysOf(root, 'targets'), 'targets', targets);
  } catch (error) {
    if (others.length === 0) throw error;
    assertSignedByOne(others, targets);
  }
}

async function need(path: string, store: RepositoryStore): Promise<StoredFile> {
  const file = await store.read(path);
  if (file !== undefined) return file;
  throw new VaultError('ERR_TUF_MISSING', `the repository lacks ${path}`, { facts: { path } });
}
