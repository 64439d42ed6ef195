import { sha256Hex } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import {
  assertSignedBy,
  keysOf,
  metadataPath,
  openLiveRepository,
  parseSnapshot,
} from '@ragnos-vault/metadata';
import type { Recovery, RepositoryStore, Root, SignedRole, Snapshot } from '@ragnos-vault/metadata';
import { inParallel } from './in-parallel.ts';
import { isDelegated, loadPastState } from './recover-state.ts';

export interface RecoveryInput {
  /** The live root: its keys were stolen. */
  readonly root: SignedRole<Root>;
  /** The versions of all snapshots that are stored. */
  readonly snapshots: readonly number[];
  /** The last good one, if the operator knows it. */
  readonly snapshotVersion?: number;
}

interface Candidate {
  readonly version: number;
  readonly bytes: Uint8Array;
  /** The versions of its roles, added up. */
  readonly progress: number;
}

/** More than any publisher skips: a snapshot that is further above the one before was not numbered by its owner. */
const MAX_STEP = 1_000;
/** Where the stored history is a thief's alone, numbers go on here: above any owner's, and 2^53 is far. */
const BEYOND_HISTORY = 2 ** 32;
/** Of the owner's numbers and of those beyond, so that neither can crowd out the other. */
const EXAMINED = 20;

/**
 * Decides from which stored snapshot to go on after a theft, and where the numbering goes on. Unless the operator names
 * one, it is the snapshot whose role versions add up to most, among those that verify with every role they name:
 * whoever has but the keys of timestamp and snapshot can hide what is new, and raise the numbers of these two, but not
 * sign a newer role. So what honest publishers added on top of a thief's numbers is kept. Where keys of targets or of a
 * vendor were stolen as well, only the operator can know.
 *
 * @throws ERR_USAGE for a snapshot that is not stored, ERR_TUF_MISSING where none verifies; what the roles of a named
 * one are refused for.
 */
export async function planRecovery(input: RecoveryInput, store: RepositoryStore): Promise<Recovery> {
  const from = endOfHistory(input.snapshots) + 1;
  const { snapshotVersion } = input;
  if (snapshotVersion !== undefined && !input.snapshots.includes(snapshotVersion)) {
    throw new VaultError('ERR_USAGE', `no such snapshot is stored: ${snapshotVersion}`, {
      facts: { snapshot: snapshotVersion },
    });
  }
  const { version, bytes } =
    snapshotVersion === undefined
      ? await findBest(input, store)
      : await examine(snapshotVersion, input.root, store);
  return { snapshot: version, sha256: sha256Hex(bytes), from };
}

/** The last of the owner's own numbers. */
export function endOfHistory(versions: readonly number[]): number {
  const [first = BEYOND_HISTORY, ...others] = versions.toSorted((a, b) => a - b);
  if (first >= BEYOND_HISTORY) return BEYOND_HISTORY;
  let end = first;
  for (const version of others) {
    if (version - end > MAX_STEP) break;
    end = version;
  }
  return end;
}

async function findBest(input: RecoveryInput, store: RepositoryStore): Promise<Candidate> {
  const end = endOfHistory(input.snapshots);
  const sorted = input.snapshots.toSorted((a, b) => b - a);
  // The owner's own first: where a thief only raised the number, both say the same.
  const versions = [
    ...sorted.filter((version) => version <= end).slice(0, EXAMINED),
    ...sorted.filter((version) => version > end).slice(0, EXAMINED),
  ];
  let best: Candidate | undefined;
  for (const version of versions) {
    const candidate = await examineIfSound(version, input.root, store);
    if (candidate !== undefined && candidate.progress > (best?.progress ?? 0)) best = candidate;
  }
  if (best !== undefined) return best;
  throw new VaultError('ERR_TUF_MISSING', 'no stored snapshot verifies with all its roles', { facts: {} });
}

async function examineIfSound(
  version: number,
  root: SignedRole<Root>,
  store: RepositoryStore,
): Promise<Candidate | undefined> {
  try {
    return await examine(version, root, store);
  } catch (error) {
    if (error instanceof VaultError && error.code.startsWith('ERR_TUF_')) return undefined;
    throw error;
  }
}

async function examine(version: number, root: SignedRole<Root>, store: RepositoryStore): Promise<Candidate> {
  const snapshot = await readSnapshot(version, root.signed, store);
  const state = await loadPastState({ root, roots: [root.signed], snapshot }, store);
  const repository = openLiveRepository(state, store);
  let progress = 0;
  await inParallel([...snapshot.signed.meta], async ([role, meta]) => {
    if (role !== 'targets' && !(await isDelegated(role, repository))) return;
    await repository.role(role);
    progress += meta.version;
  });
  return { version, bytes: snapshot.bytes, progress };
}

async function readSnapshot(
  version: number,
  root: Root,
  store: RepositoryStore,
): Promise<SignedRole<Snapshot>> {
  const path = metadataPath('snapshot', version);
  const stored = await store.read(path);
  if (stored === undefined)
    throw new VaultError('ERR_TUF_MISSING', `the repository lacks ${path}`, { facts: { path } });
  const snapshot = parseSnapshot(stored.bytes);
  assertSignedBy(keysOf(root, 'snapshot'), 'snapshot', snapshot);
  if (snapshot.signed.version === version) return snapshot;
  throw new VaultError('ERR_TUF_VERSION_MISMATCH', `${path} is another version`, {
    facts: { path, version },
  });
}
