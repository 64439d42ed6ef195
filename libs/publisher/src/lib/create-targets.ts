import { VaultError } from '@ragnos-vault/errors';
import type { RepositoryStore } from '@ragnos-vault/metadata';
import { loadMarks, saveMarks, type CollectMarks } from './collect-marks.ts';
import { inParallel } from './in-parallel.ts';

/** Target files that were created, and that a `collect` must not take away before they are referred to. */
export interface CreatedTargets {
  /**
   * To be called right before the commit. A `collect` that ran since may have marked the files and, where this publisher
   * was slower than the grace period, removed them: then they are created again.
   *
   * @throws as `createTargets`
   */
  readonly keep: () => Promise<void>;
  /**
   * To be called after the commit: no `collect` marks them from now on, but one may have run in the last moment, while
   * this process was suspended for the whole grace period.
   */
  readonly restore: () => Promise<void>;
}

/** How often the list may change under a publisher's hands. */
const MAX_ATTEMPTS = 20;

/**
 * Creates target files. A file that lay there unused may be marked for removal: it is taken off the list first, so that
 * no `collect` removes what is about to be referred to.
 *
 * @throws ERR_COLLECT_RUNNING where one of them is being removed right now; ERR_PUBLISH_CONFLICT; ERR_COLLECT_LIST; what
 * the store throws
 */
export async function createTargets(
  files: ReadonlyMap<string, Uint8Array>,
  store: RepositoryStore,
): Promise<CreatedTargets> {
  if (files.size === 0) return { keep: () => Promise.resolve(), restore: () => Promise.resolve() };
  const create = () => inParallel([...files], ([path, bytes]) => store.create(path, bytes));
  const isUnchanged = async (): Promise<boolean> => (await loadMarks(store)).marks.revision === revision;
  let revision = await unmark(files, store);
  await create();
  return {
    keep: async () => {
      for (let attempt = 0; !(await isUnchanged()); attempt += 1) {
        if (attempt === MAX_ATTEMPTS) throw conflict();
        revision = await unmark(files, store);
        await create();
      }
    },
    restore: async () => {
      if (await isUnchanged()) return;
      await create();
      await store.flush?.();
    },
  };
}

/** Returns the revision of a list that names none of the files. */
async function unmark(
  files: ReadonlyMap<string, Uint8Array>,
  store: RepositoryStore,
): Promise<string | undefined> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { marks, etag } = await loadMarks(store);
    assertNoneSwept(files, marks);
    if (![...files.keys()].some((path) => marks.marked.has(path))) return marks.revision;
    const marked = new Map([...marks.marked].filter(([path]) => !files.has(path)));
    const saved = await saveMarks({ ...marks, marked }, etag, store);
    if (saved !== undefined) return saved.revision;
  }
  throw conflict();
}

function assertNoneSwept(files: ReadonlyMap<string, Uint8Array>, { sweep }: CollectMarks): void {
  const path = sweep?.paths.find((swept) => files.has(swept));
  if (sweep === undefined || path === undefined) return;
  const since = sweep.since.toISOString();
  throw new VaultError('ERR_COLLECT_RUNNING', `collect is removing a file since ${since}: ${path}`, {
    facts: { path, since },
  });
}

function conflict(): VaultError {
  return new VaultError('ERR_PUBLISH_CONFLICT', 'the list of unused files kept changing', {
    facts: { attempts: MAX_ATTEMPTS },
  });
}
