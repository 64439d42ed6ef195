import type { GitTree } from './git-tree.ts';
import type { PrivateRepository } from './private-repository.ts';
import { git } from './run-git.ts';

export interface GitChange {
  readonly message: string;
  readonly written: ReadonlyMap<string, Uint8Array>;
  readonly removed: readonly string[];
}

/** Whoever pushes is known to the server; a name that a machine happens to have proves nothing. */
const COMMITTER = 'ragnos-vault <ragnos-vault@localhost>';

/** Makes one commit on top of a tree, for nobody to see yet; all else in the branch stays. @throws ERR_GIT_FAILED, ERR_LOCKED */
export async function makeCommit(
  repository: PrivateRepository,
  { tip }: GitTree,
  change: GitChange,
): Promise<string> {
  const { place, next, exclusive } = repository;
  const stream = importStream(change, { next, tip });
  const made = await exclusive(() =>
    git(['fast-import', '--quiet', '--force', '--done', '--date-format=now'], place, stream),
  );
  return made.toString('utf8').trim();
}

// Paths are those of parseRepositoryPath, which need no quotes.
function* importStream(
  { message, written, removed }: GitChange,
  { next, tip }: { readonly next: string; readonly tip: string | undefined },
): Generator<Uint8Array | string> {
  yield `reset ${next}\n\ncommit ${next}\nmark :1\ncommitter ${COMMITTER} now\n`;
  yield* data(new TextEncoder().encode(message));
  if (tip !== undefined) yield `from ${tip}\n`;
  for (const path of removed) yield `D ${path}\n`;
  for (const [path, bytes] of written) {
    yield `M 100644 inline ${path}\n`;
    yield* data(bytes);
  }
  yield '\nget-mark :1\ndone\n';
}

function* data(bytes: Uint8Array): Generator<Uint8Array | string> {
  yield `data ${bytes.length}\n`;
  yield bytes;
  yield '\n';
}
