import { setTimeout as sleep } from 'node:timers/promises';
import { VaultError } from '@ragnos-vault/errors';
import { makeCommit, type GitChange } from './git-commit.ts';
import { fetchTree, readTree, type GitTree } from './git-tree.ts';
import type { PrivateRepository } from './private-repository.ts';
import { runGit } from './run-git.ts';

/** How often the branch may move, for reasons that do not concern the change, while it is pushed. */
const MAX_ATTEMPTS = 20;
/** A push beside another one may be refused before the other is to be seen. */
const REFUSALS = 3;
const PAUSE_MS = 300;

/**
 * Brings a change into the branch as one commit. The push, which is never forced, is the compare-and-swap: where the
 * branch has moved, `assertFits` is asked about what it holds now, and the same change is put on top of that. Where an
 * answer was lost, what the remote then holds tells. Resolves to the branch as it is with the change.
 *
 * @throws ERR_GIT_REFUSED where the remote does not take it; ERR_GIT_UNREACHABLE where nobody can tell; what `assertFits` throws
 */
export async function pushChange(
  repository: PrivateRepository,
  change: GitChange,
  ports: { readonly tree: GitTree; readonly assertFits: (tree: GitTree) => Promise<void> },
): Promise<GitTree> {
  let { tree } = ports;
  let refusals = 0;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    await ports.assertFits(tree);
    const commit = await makeCommit(repository, tree, change);
    const made = await readTree(repository, commit);
    const { code, said } = await push(repository, commit);
    if (code === 0) return made;
    const now = await fetchTree(repository);
    if (holds(now, made, change)) return now;
    if (now.tip === tree.tip) {
      refusals += 1;
      if (refusals === REFUSALS) throw refused(repository, said);
      await sleep(Math.random() * PAUSE_MS);
    }
    tree = now;
  }
  throw new VaultError('ERR_STORE_CHANGED', `the branch kept moving: ${repository.branch}`, {
    facts: { branch: repository.branch, attempts: MAX_ATTEMPTS },
  });
}

function push({ place, branch }: PrivateRepository, commit: string) {
  const quiet = ['--quiet', '--no-verify', '--no-follow-tags', '--recurse-submodules=no', '--no-signed'];
  return runGit(['push', ...quiet, '--', 'origin', `${commit}:${branch}`], place);
}

function holds(now: GitTree, made: GitTree, { written, removed }: GitChange): boolean {
  return [...written.keys(), ...removed].every(
    (path) => now.files.get(path)?.oid === made.files.get(path)?.oid,
  );
}

function refused({ branch }: PrivateRepository, said: string): VaultError {
  return new VaultError('ERR_GIT_REFUSED', `the remote takes no push to ${branch}: ${said}`, {
    facts: { branch, said },
  });
}
