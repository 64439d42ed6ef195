import { VaultError } from '@ragnos-vault/errors';
import {
  assertSignedBy,
  keysOf,
  metadataPath,
  parseRoot,
  parseSnapshot,
  parseTargets,
  parseTrustedRoot,
} from '@ragnos-vault/metadata';
import type { RepositoryState, RepositoryStore, Root, SignedRole } from '@ragnos-vault/metadata';
import { endOfHistory } from './recover-plan.ts';
import type { UsedFilesInput } from './used-files.ts';

/**
 * The states before the live one that are still of use: the last snapshots that a root of the chain vouches for, newest
 * first. A thief of the snapshot key can raise its number at will: what went before such a leap is what a recovery goes
 * on from, and is of use as well.
 */
export async function* pastStates(
  input: UsedFilesInput,
  store: RepositoryStore,
): AsyncGenerator<RepositoryState> {
  const { live, keepSnapshots } = input;
  const newest = live.snapshot.signed.version;
  const roots = await rootsOf(input, store);
  const found = new Set([newest]);
  for (const limit of new Set([newest, Math.min(newest, endOfHistory(input.snapshots))])) {
    let left = keepSnapshots;
    for (const version of input.snapshots.filter((at) => at <= limit).toSorted((a, b) => b - a)) {
      if (left <= 0) break;
      if (!found.has(version)) {
        const state = await loadState(version, { live, roots }, store);
        if (state === undefined) continue;
        found.add(version);
        yield state;
      }
      left -= 1;
    }
  }
}

/** The chain is proven to the newest root, which the live state stands under. */
async function rootsOf(
  { live, trustedRoot }: UsedFilesInput,
  store: RepositoryStore,
): Promise<readonly Root[]> {
  const first = parseTrustedRoot(trustedRoot).signed;
  const roots = [first];
  for (let version = first.version + 1; version < live.root.signed.version; version += 1) {
    const stored = await store.read(metadataPath('root', version));
    if (stored !== undefined) roots.push(parseRoot(stored.bytes).signed);
  }
  return [...roots, live.root.signed].toReversed();
}

/** `undefined` for what was never a state of this repository. */
async function loadState(
  version: number,
  { live, roots }: { readonly live: RepositoryState; readonly roots: readonly Root[] },
  store: RepositoryStore,
): Promise<RepositoryState | undefined> {
  try {
    const snapshot = await load('snapshot', version, { parse: parseSnapshot, store });
    const meta = snapshot?.signed.meta.get('targets');
    if (snapshot?.signed.version !== version || meta === undefined) return undefined;
    const targets = await load('targets', meta.version, { parse: parseTargets, store });
    if (targets === undefined) return undefined;
    if (!isSignedByOne(roots, 'snapshot', snapshot) || !isSignedByOne(roots, 'targets', targets))
      return undefined;
    return { ...live, snapshot, targets };
  } catch (error) {
    if (error instanceof VaultError && error.code.startsWith('ERR_TUF_')) return undefined;
    throw error;
  }
}

async function load<T>(
  role: string,
  version: number,
  { parse, store }: { readonly parse: (bytes: Uint8Array) => T; readonly store: RepositoryStore },
): Promise<T | undefined> {
  const stored = await store.read(metadataPath(role, version));
  return stored && parse(stored.bytes);
}

function isSignedByOne(
  roots: readonly Root[],
  role: 'snapshot' | 'targets',
  document: SignedRole<unknown>,
): boolean {
  return roots.some((root) => {
    try {
      assertSignedBy(keysOf(root, role), role, document);
      return true;
    } catch (error) {
      if (error instanceof VaultError && error.code === 'ERR_TUF_SIGNATURE') return false;
      throw error;
    }
  });
}
