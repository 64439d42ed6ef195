import { VaultError } from '@ragnos-vault/errors';
import { metadataPath, openLiveRepository, TIMESTAMP_PATH } from '@ragnos-vault/metadata';
import type { LiveRepository, RepositoryState, RepositoryStore, TargetFile } from '@ragnos-vault/metadata';
import { inParallel } from './in-parallel.ts';
import { pastStates } from './past-states.ts';

export interface UsedFilesInput {
  readonly trustedRoot: Uint8Array;
  readonly live: RepositoryState;
  /** The versions of all snapshots that are stored. */
  readonly snapshots: readonly number[];
  /** How many of them are used, the live one included. */
  readonly keepSnapshots: number;
}

/**
 * The files that a client may ask for who began a while ago, by their path below the repository: the timestamp, and
 * what the live and the last snapshots lead to. Roles to which nobody delegates any more are kept, as snapshot names
 * them, but not the targets that they list. Roots are nobody's to remove, and not told here.
 *
 * The live state is proven to its last role; of an older one, what cannot be proven keeps nothing.
 *
 * @throws what `openLiveRepository` refuses in the live state
 */
export async function usedFiles(input: UsedFilesInput, store: RepositoryStore): Promise<ReadonlySet<string>> {
  const used = new Set([TIMESTAMP_PATH]);
  const walked = new Map<string, readonly string[]>();
  await addState({ state: input.live, isLive: true, used, walked }, store);
  for await (const state of pastStates(input, store))
    await addState({ state, isLive: false, used, walked }, store);
  return used;
}

interface Walk {
  readonly state: RepositoryState;
  readonly isLive: boolean;
  readonly used: Set<string>;
  /** The delegates of each role's file that was read: snapshots share most of them. */
  readonly walked: Map<string, readonly string[]>;
}

async function addState(walk: Walk, store: RepositoryStore): Promise<void> {
  const { signed } = walk.state.snapshot;
  walk.used.add(metadataPath('snapshot', signed.version));
  for (const [role, { version }] of signed.meta) walk.used.add(metadataPath(role, version));
  const repository = openLiveRepository(walk.state, store);
  let roles: readonly string[] = ['targets'];
  const seen = new Set<string>();
  while (roles.length > 0) {
    const delegates = new Set<string>();
    await inParallel(roles, async (role) => {
      seen.add(role);
      for (const name of await delegatesOf(role, walk, repository)) delegates.add(name);
    });
    roles = [...delegates].filter((name) => signed.meta.has(name) && !seen.has(name));
  }
}

async function delegatesOf(role: string, walk: Walk, repository: LiveRepository): Promise<readonly string[]> {
  const { meta } = walk.state.snapshot.signed;
  const file = metadataPath(role, meta.get(role)?.version ?? 0);
  const known = walk.walked.get(file);
  if (known !== undefined) return known;
  const content = await contentOf(role, walk, repository);
  if (content === undefined) return [];
  for (const [path, target] of content.targets) addTarget(path, target, walk.used);
  const { roles = [], succinct } = content.delegations ?? {};
  const bins =
    succinct === undefined
      ? []
      : [...meta.keys()].filter((name) => name.startsWith(`${succinct.namePrefix}-`));
  const delegates = [...roles.map(({ name }) => name), ...bins];
  walk.walked.set(file, delegates);
  return delegates;
}

async function contentOf(
  role: string,
  { isLive }: Walk,
  repository: LiveRepository,
): Promise<Awaited<ReturnType<LiveRepository['contentOf']>> | undefined> {
  try {
    return await repository.contentOf(role);
  } catch (error) {
    const isUnproven =
      error instanceof VaultError &&
      (error.code.startsWith('ERR_TUF_') || error.code === 'ERR_VENDOR_UNKNOWN');
    if (!isLive && isUnproven) return undefined;
    throw error;
  }
}

/** A file may lie there under any of its digests (TUF 6.2): other tools store it under all. */
function addTarget(path: string, { hashes }: TargetFile, used: Set<string>): void {
  const slash = path.lastIndexOf('/') + 1;
  for (const digest of hashes.values()) {
    used.add(`targets/${path.slice(0, slash)}${digest}.${path.slice(slash)}`);
  }
}
