import { VaultError } from '@ragnos-vault/errors';
import { memoryCache, oneChunk, openTrustedClient } from '@ragnos-vault/metadata';
import type {
  Fetcher,
  RepositoryState,
  RepositoryStore,
  TrustedClient,
  TrustedTarget,
} from '@ragnos-vault/metadata';

export interface StagedRelease {
  readonly state: RepositoryState;
  readonly trustedRoot: Uint8Array;
  readonly now: Date;
  /** The new files, which are nowhere yet, by path below the repository. */
  readonly staged: ReadonlyMap<string, Uint8Array>;
  /** Targets whose bytes must be reachable: those that the release adds. */
  readonly check: readonly string[];
  /** Targets that must be found: one of each role that was signed anew. */
  readonly walk: readonly string[];
}

/**
 * Walks the staged repository as a consumer will who trusted the live state until now, down to the bytes of every
 * new target. Nothing is stored, let alone exposed, that this client would refuse.
 *
 * @throws the error that consumer would get.
 */
export async function verifyStaged(release: StagedRelease, store: RepositoryStore): Promise<void> {
  const { state, trustedRoot, now } = release;
  const cache = memoryCache(
    new Map([
      ['timestamp.json', state.timestamp.bytes],
      ['snapshot.json', state.snapshot.bytes],
      ['targets.json', state.targets.bytes],
    ]),
  );
  const client = openTrustedClient({ trustedRoot, now }, { fetcher: stagedFetcher(release, store), cache });
  await client.refresh();
  for (const path of release.walk) await findTarget(path, client);
  for (const path of release.check) await client.downloadBytes(await findTarget(path, client));
}

async function findTarget(path: string, client: TrustedClient): Promise<TrustedTarget> {
  const target = await client.findTarget(path);
  if (target !== undefined) return target;
  throw new VaultError('ERR_TARGET_NOT_FOUND', `the staged metadata does not name ${path}`, {
    facts: { path },
  });
}

/** The store as the world will see it once the release is committed. */
function stagedFetcher({ staged }: StagedRelease, store: RepositoryStore): Fetcher {
  return {
    async get(path) {
      const bytes = staged.get(path) ?? (await store.read(path))?.bytes;
      return bytes === undefined ? undefined : oneChunk(bytes);
    },
  };
}
