import { VaultError } from '@ragnos-vault/errors';
import {
  assertSignable,
  assertSignedBy,
  keysOf,
  loadNewestRoot,
  loadRepository,
  metadataPath,
  openLiveRepository,
  parseRoot,
  parseTimestamp,
  recoveryOf,
  signersOf,
  TIMESTAMP_PATH,
  toPublishedForm,
  verifyNextRoot,
} from '@ragnos-vault/metadata';
import type { RepositoryStore, Root, SignedRole } from '@ragnos-vault/metadata';
import { commitEdit, type CommitInput } from './commit-edit.ts';
import type { PublishRootPorts, RootPublication } from './publish-root.ts';
import { openRecovered } from './recover-state.ts';
import {
  assertComplete,
  changedRoles,
  resign,
  resignWith,
  unacceptedBy,
  type OnlineRole,
} from './root-resign.ts';

/** A, B and C of a root's publication. */
export type RootStep = 'sign-with-both' | 'create-root' | 'swap-timestamp';

type NewestRoot = Awaited<ReturnType<typeof loadNewestRoot>>;

export interface PlannedStep {
  readonly step: RootStep;
  readonly live: NewestRoot;
  /** Roles that clients will refuse once the root is there, until the last step. */
  readonly gap: readonly OnlineRole[];
}

/**
 * What is to be done next, judged by the store alone; `undefined` when all is done. The last step of an earlier root comes
 * before anything else.
 *
 * @throws as `publishRoot`, for a root that must not follow the live one.
 */
export async function nextStep(
  publication: RootPublication,
  store: RepositoryStore,
): Promise<PlannedStep | undefined> {
  const { next, trustedRoot } = publication;
  const live = await loadNewestRoot(store, trustedRoot);
  const isNext = next.signed.version > live.root.signed.version;
  const startsAnew = isNext && recoveryOf(next.signed) !== undefined;
  if (!startsAnew && (await isPending(live.root, store))) return { step: 'swap-timestamp', live, gap: [] };
  if (!isNext) {
    await assertPublished(next, live.root, store);
    return undefined;
  }
  assertMayFollow(live.root.signed, publication);
  return firstStep(live, publication, store);
}

/** Takes a step; false where somebody else was faster, so that it has to be looked at again. */
export async function takeStep(
  { step, live }: PlannedStep,
  publication: RootPublication & { readonly attempt: number },
  ports: PublishRootPorts,
): Promise<boolean> {
  if (step === 'create-root') return createRoot(live, publication, ports.store);
  const committed = await commitEdit(
    step === 'sign-with-both'
      ? await signingWithBoth(publication, ports.store)
      : await swappingTimestamp(live, publication, ports.store),
    ports,
  );
  return committed !== undefined;
}

async function firstStep(
  live: NewestRoot,
  { next, lost, now, trustedRoot }: RootPublication,
  store: RepositoryStore,
): Promise<PlannedStep> {
  const step = 'create-root';
  if (recoveryOf(next.signed) !== undefined)
    return { step, live, gap: changedRoles(live.root.signed, next.signed) };
  const gap = unacceptedBy(next.signed, await loadRepository(store, trustedRoot));
  // Under a root that has expired clients refuse everything already.
  const skipsFirst = lost === true || live.root.signed.expires <= now;
  return gap.length === 0 || skipsFirst ? { step, live, gap } : { step: 'sign-with-both', live, gap: [] };
}

async function isPending(root: SignedRole<Root>, store: RepositoryStore): Promise<boolean> {
  const stored = await store.read(TIMESTAMP_PATH);
  const rootVersion = stored === undefined ? undefined : rootVersionOf(stored.bytes, root.signed);
  return rootVersion === undefined || rootVersion < root.signed.version;
}

/** Under which root a timestamp was committed; `undefined` where this one does not accept it. */
function rootVersionOf(bytes: Uint8Array, root: Root): number | undefined {
  try {
    const timestamp = parseTimestamp(bytes);
    assertSignedBy(keysOf(root, 'timestamp'), 'timestamp', timestamp);
    return timestamp.signed.rootVersion ?? 1;
  } catch (error) {
    if (error instanceof VaultError && error.code.startsWith('ERR_TUF_')) return undefined;
    throw error;
  }
}

/** Never rebase a root: what is stored under its number is this root, whoever signed it besides, or it is the end. */
async function assertPublished(
  next: SignedRole<Root>,
  live: SignedRole<Root>,
  store: RepositoryStore,
): Promise<void> {
  const { version } = next.signed;
  const stored = await store.read(metadataPath('root', version));
  if (stored !== undefined && Buffer.compare(parseRoot(stored.bytes).payload, next.payload) === 0) return;
  throw new VaultError('ERR_ROOT_EXISTS', `another root has this version already: v${version}`, {
    facts: { version, live: live.signed.version },
  });
}

function assertMayFollow(live: Root, { next, now }: RootPublication): void {
  const { version, expires } = next.signed;
  if (version !== live.version + 1) {
    throw new VaultError('ERR_DRAFT_STALE', `root v${version} cannot follow the live v${live.version}`, {
      facts: { role: 'root', version, live: live.version },
    });
  }
  assertComplete(() => verifyNextRoot(live, next));
  assertSignable(next.signed);
  if (expires <= now) {
    throw new VaultError('ERR_TUF_EXPIRED', `the draft of root v${version} has expired`, {
      facts: { role: 'root', expires: expires.toISOString() },
    });
  }
  if (recoveryOf(next.signed) !== undefined) assertAllReplaced(live, next.signed);
}

// TUF 5.3.11: clients forget what a fast-forward left with them when these keys change; a thief must keep none.
function assertAllReplaced(live: Root, next: Root): void {
  for (const role of ['timestamp', 'snapshot'] as const) {
    const kept = keysOf(next, role).keyIds.find((keyId) => keysOf(live, role).keyIds.includes(keyId));
    if (kept === undefined) continue;
    throw new VaultError('ERR_USAGE', `a recovery must replace every key of ${role}, not keep ${kept}`, {
      facts: { role, keyId: kept },
    });
  }
}

async function createRoot(
  live: NewestRoot,
  { next, draft }: RootPublication,
  store: RepositoryStore,
): Promise<boolean> {
  const roots = [live.root.signed, next.signed];
  const counting = new Set(roots.flatMap((root) => signersOf(keysOf(root, 'root'), next)));
  const path = metadataPath('root', next.signed.version);
  try {
    await store.create(path, toPublishedForm(draft, counting));
    await store.flush?.();
  } catch (error) {
    // Another root, or an answer that was lost: the next look at the store tells.
    if ((await store.read(path)) === undefined) throw error;
  }
  return true;
}

async function signingWithBoth(
  { next, targets, ...input }: RootPublication & { readonly attempt: number },
  store: RepositoryStore,
): Promise<CommitInput> {
  const state = await loadRepository(store, input.trustedRoot);
  const isBrought = targets !== undefined && unacceptedBy(next.signed, state).includes('targets');
  const edit = isBrought ? resignWith(targets, state, next.signed) : resign(next.signed, state, input.now);
  return { ...input, repository: openLiveRepository(state, store), edit, nextRoot: next.signed };
}

/** What is live is believed if the root before would: a publisher may have committed between the steps. */
async function swappingTimestamp(
  { root, previous }: NewestRoot,
  input: RootPublication & { readonly attempt: number },
  store: RepositoryStore,
): Promise<CommitInput> {
  const recovery = recoveryOf(root.signed);
  if (recovery === undefined) {
    const state = await loadRepository(store, input.trustedRoot, { underPreviousRoot: true });
    const edit = resign(root.signed, state, input.now);
    return { ...input, repository: openLiveRepository(state, store), edit };
  }
  const { repository, versionOf } = await openRecovered({ root, previous, recovery }, store);
  const { roles } = resign(root.signed, repository.state, input.now);
  return { ...input, repository, edit: { roles }, versionOf };
}
