import { hash } from 'node:crypto';
import { VaultError } from '@ragnos-vault/errors';
import { isGitBranch, TIMESTAMP_PATH } from '@ragnos-vault/metadata';
import type { CollectableStore, ListedFile, StoredFile } from '@ragnos-vault/metadata';
import type { GitChange } from './git/git-commit.ts';
import { fetchTree, type GitFile, type GitTree } from './git/git-tree.ts';
import { openPrivateRepository, type PrivateRepository } from './git/private-repository.ts';
import { pushChange } from './git/push-change.ts';
import { git } from './git/run-git.ts';
import { ioCoded } from './io-coded.ts';
import { symbolicLinkRefused } from './open-regular-file.ts';
import { parseRepositoryPath } from './parse-repository-path.ts';
import { isRepositoryPath } from './repository-files.ts';
import { storeChanged, storeExists } from './store-errors.ts';

export interface GitStoreInput {
  /** Any folder of the git repository. */
  readonly dir: string;
  readonly branch: string;
}

/** What a store knows while it is open. */
interface Session {
  readonly repository: PrivateRepository;
  /** The branch as this store last saw it. */
  tree: GitTree;
  /** What the branch held as timestamp.json when that was last read. */
  seen: GitFile | undefined;
  /** Whether timestamp.json is still to be read for the first time: what the store saw when it was opened will do. */
  isNew: boolean;
  /** Created, and carried by the next commit. */
  readonly staged: Map<string, Uint8Array>;
}

/**
 * A repository in a branch of the git repository that holds a folder, shared by all who may push to it. What `create`
 * takes is kept until timestamp.json is replaced, or `flush` is called: then it is ONE commit, and the push is the
 * compare-and-swap. A process that dies before leaves nothing behind. Nothing of the user's own checkout is touched.
 *
 * @throws ERR_GIT_FAILED, ERR_GIT_UNREACHABLE, ERR_GIT_REFUSED; ERR_TARGET_PATH for a path that is not portable, ERR_IO
 * where something lies in the way, ERR_STORE_EXISTS, ERR_STORE_CHANGED and ERR_LOCKED as the port says
 */
export function openGitStore({ dir, branch }: GitStoreInput): CollectableStore {
  if (!isGitBranch(branch)) throw new VaultError('ERR_USAGE', `not the name of a branch: ${branch}`);
  let opening: Promise<Session> | undefined;
  const run = <T>(work: (session: Session) => Promise<T>): Promise<T> =>
    ioCoded(async () => {
      opening ??= openSession(dir, branch).catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      return work(await opening);
    });
  return {
    read: (path) =>
      run(async (session) => {
        if (path === TIMESTAMP_PATH) await lookAgain(session);
        return readFile(parsed(path), session);
      }),
    create: (path, bytes) => run((session) => stageFile(parsed(path), bytes, session)),
    replace: (path, bytes, etag) => run((session) => replaceFile(parsed(path), { bytes, etag }, session)),
    flush: () => run(flush),
    list: (prefix) => listFiles(prefix, run),
    remove: (paths) => run((session) => removeFiles(paths.map(parsed), session)),
    // What a dead process had staged died with it.
    removeHalfWritten: () => Promise.resolve(0),
  };
}

async function openSession(dir: string, branch: string): Promise<Session> {
  const repository = await openPrivateRepository(dir, branch);
  const tree = await fetchTree(repository);
  return {
    repository,
    tree,
    seen: tree.files.get(TIMESTAMP_PATH),
    isNew: true,
    staged: new Map(),
  };
}

async function readFile(path: string, session: Session): Promise<StoredFile | undefined> {
  const staged = session.staged.get(path);
  if (staged !== undefined) return toStored(staged);
  const bytes = await bytesAt(path, session.tree, session);
  return bytes && toStored(bytes);
}

/** Done for the timestamp alone: all else is named by version or digest, or swapped, and a swap tells what is out of date. */
async function lookAgain(session: Session): Promise<void> {
  if (session.isNew) {
    session.isNew = false;
    return;
  }
  session.tree = await fetchTree(session.repository);
  session.seen = session.tree.files.get(TIMESTAMP_PATH);
}

async function stageFile(path: string, bytes: Uint8Array, session: Session): Promise<void> {
  const staged = session.staged.get(path);
  if (staged !== undefined && Buffer.compare(staged, bytes) !== 0) throw storeExists(path);
  await assertCreatable(new Map([[path, bytes]]), session.tree, session).catch((error: unknown) => {
    // The commit that it was for has to be planned again.
    session.staged.clear();
    throw error;
  });
  session.staged.set(path, Uint8Array.from(bytes));
}

async function replaceFile(
  path: string,
  { bytes, etag }: { readonly bytes: Uint8Array; readonly etag: string | undefined },
  session: Session,
): Promise<void> {
  const staged = path === TIMESTAMP_PATH ? new Map(session.staged) : new Map<string, Uint8Array>();
  const assertFits = async (tree: GitTree): Promise<void> => {
    session.tree = tree;
    const stored = await bytesAt(path, tree, session);
    if ((stored && toStored(stored).etag) !== etag) throw storeChanged(path);
    assertNothingInTheWay(path, tree);
    await assertCreatable(staged, tree, session).catch((error: unknown) => {
      // Of two publishers who chose one name, the other was faster.
      throw error instanceof VaultError && error.code === 'ERR_STORE_EXISTS' ? storeChanged(path) : error;
    });
  };
  try {
    await commit(
      { message: path, written: new Map([...staged, [path, bytes]]), removed: [] },
      assertFits,
      session,
    );
  } catch (error) {
    // What was staged for a commit that came too late is of no use to the next attempt.
    if (error instanceof VaultError && error.code === 'ERR_STORE_CHANGED') forget(staged, session);
    throw error;
  }
  forget(staged, session);
}

async function flush(session: Session): Promise<void> {
  const written = new Map(session.staged);
  if (written.size === 0) return;
  const [message = ''] = written.keys();
  const assertFits = async (tree: GitTree): Promise<void> => {
    session.tree = tree;
    await assertCreatable(written, tree, session);
  };
  try {
    await commit({ message, written, removed: [] }, assertFits, session);
  } finally {
    forget(written, session);
  }
}

/** Not on top of another timestamp than was looked at: it may refer to what is to go. */
async function removeFiles(paths: readonly string[], session: Session): Promise<void> {
  const removed = paths.filter((path) => session.tree.files.has(path));
  if (removed.length === 0) return;
  const assertFits = (tree: GitTree): Promise<void> => {
    session.tree = tree;
    const isSame = tree.files.get(TIMESTAMP_PATH)?.oid === session.seen?.oid;
    return isSame ? Promise.resolve() : Promise.reject(storeChanged(TIMESTAMP_PATH));
  };
  const message = `remove ${removed.length} unused files`;
  await commit({ message, written: new Map(), removed }, assertFits, session);
}

async function commit(
  change: GitChange,
  assertFits: (tree: GitTree) => Promise<void>,
  session: Session,
): Promise<void> {
  const { repository, tree } = session;
  session.tree = await pushChange(repository, change, { tree, assertFits });
}

async function* listFiles(
  prefix: string,
  run: <T>(work: (session: Session) => Promise<T>) => Promise<T>,
): AsyncGenerator<ListedFile> {
  yield* await run(async ({ tree, repository }) => {
    const files = [...tree.files].filter(
      ([path, { mode }]) => path.startsWith(prefix) && isPlain(mode) && isRepositoryPath(path),
    );
    const asked = files.map(([, { oid }]) => `${oid}\n`);
    const sizes = await git(['cat-file', '--batch-check=%(objectsize)'], repository.place, asked);
    const lengths = sizes.toString('utf8').split('\n').map(Number);
    return files.map(([path], at): ListedFile => ({ path, length: lengths[at] ?? 0 }));
  });
}

async function assertCreatable(
  files: ReadonlyMap<string, Uint8Array>,
  tree: GitTree,
  session: Session,
): Promise<void> {
  for (const [path, bytes] of files) {
    const stored = await bytesAt(path, tree, session);
    if (stored !== undefined && Buffer.compare(stored, bytes) !== 0) throw storeExists(path);
    assertNothingInTheWay(path, tree);
  }
}

async function bytesAt(
  path: string,
  { files }: GitTree,
  { repository }: Session,
): Promise<Buffer | undefined> {
  const file = files.get(path);
  if (file === undefined) return undefined;
  if (!isPlain(file.mode)) throw symbolicLinkRefused(path);
  return git(['cat-file', 'blob', file.oid], repository.place);
}

/** Git would let a file take the place of a folder, and the other way round. */
function assertNothingInTheWay(path: string, { files }: GitTree): void {
  const above = path.split('/').map((_, at, segments) => segments.slice(0, at).join('/'));
  const file = above.find((folder) => files.has(folder));
  const isFolder = !files.has(path) && files.keys().some((name) => name.startsWith(`${path}/`));
  if (file === undefined && !isFolder) return;
  throw new VaultError('ERR_IO', `a ${isFolder ? 'folder' : 'file'} lies in the way of ${path}`, {
    facts: { path },
  });
}

function forget(staged: ReadonlyMap<string, Uint8Array>, session: Session): void {
  for (const path of staged.keys()) session.staged.delete(path);
}

const isPlain = (mode: string): boolean => mode.startsWith('100');

const toStored = (bytes: Uint8Array): StoredFile => ({ bytes, etag: hash('sha256', bytes, 'hex') });

const parsed = (path: string): string => parseRepositoryPath(path).join('/');
