import { VaultError } from '@ragnos-vault/errors';
import type { PrivateRepository } from './private-repository.ts';
import { git, runGit } from './run-git.ts';

export interface GitFile {
  readonly mode: string;
  readonly oid: string;
}

/** The branch at one commit. */
export interface GitTree {
  /** `undefined` where there is no such branch. */
  readonly tip: string | undefined;
  /** Everything in it, by path. */
  readonly files: ReadonlyMap<string, GitFile>;
}

/** The branch as the remote has it now; nothing is fetched where we have that commit. @throws ERR_GIT_UNREACHABLE */
export async function fetchTree(repository: PrivateRepository): Promise<GitTree> {
  const { branch, place, fetched, exclusive } = repository;
  const remote = await remoteTip(repository);
  if (remote === undefined) return { tip: undefined, files: new Map() };
  const tip = await exclusive(async () => {
    // It may be a commit of our own.
    if ((await commitOf(remote, repository)) !== undefined) return remote;
    const quiet = ['--quiet', '--no-tags', '--no-write-fetch-head', '--recurse-submodules=no', '--refmap='];
    // Its history is of no use to us.
    const fetch = ['fetch', '--depth=1', ...quiet, '--', 'origin', `+${branch}:${fetched}`];
    const { code, said } = await runGit(fetch, place);
    if (code !== 0) throw unreachable(repository, said);
    return commitOf(fetched, repository);
  });
  return readTree(repository, tip);
}

/** The branch as it is with a commit that we have. @throws ERR_GIT_FAILED */
export async function readTree({ place }: PrivateRepository, tip: string | undefined): Promise<GitTree> {
  if (tip === undefined) return { tip, files: new Map() };
  const listed = await git(['ls-tree', '-r', '-z', '--full-tree', tip], place);
  const entries = listed.toString('utf8').split('\0').filter(Boolean);
  return { tip, files: new Map(entries.flatMap(toFile)) };
}

function toFile(entry: string): readonly (readonly [string, GitFile])[] {
  const [, mode, oid, path] = /^([0-7]+) [a-z]+ ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? [];
  return mode === undefined || oid === undefined || path === undefined ? [] : [[path, { mode, oid }]];
}

async function remoteTip(repository: PrivateRepository): Promise<string | undefined> {
  const { branch, place } = repository;
  const { code, stdout, said } = await runGit(['ls-remote', '--quiet', '--', 'origin', branch], place);
  if (code !== 0) throw unreachable(repository, said);
  const lines = stdout.toString('utf8').split('\n');
  return lines.map((line) => line.split('\t')).find(([, name]) => name === branch)?.[0];
}

/** `undefined` where we do not have it. */
async function commitOf(name: string, { place }: PrivateRepository): Promise<string | undefined> {
  const { code, stdout } = await runGit(['rev-parse', '--verify', '--quiet', `${name}^{commit}`], place);
  return code === 0 ? stdout.toString('utf8').trim() : undefined;
}

function unreachable({ branch }: PrivateRepository, said: string): VaultError {
  return new VaultError('ERR_GIT_UNREACHABLE', `cannot fetch ${branch}: ${said}`, {
    facts: { branch, said },
  });
}
