import { hash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { VaultError } from '@ragnos-vault/errors';
import { withLock } from '../kernel-lock.ts';
import { git, runGit, type GitPlace, type GitSetting } from './run-git.ts';

/**
 * A bare repository of our own inside the user's `.git`, through which all work on the branch goes: neither checkout nor
 * index nor any ref of the user's is touched. It holds nothing that a fetch would not bring again.
 */
export interface PrivateRepository {
  readonly place: GitPlace;
  /** The branch, in full. */
  readonly branch: string;
  /** Our names for the branch as it was last fetched, and for what is about to be pushed. */
  readonly fetched: string;
  readonly next: string;
  /** Runs `work` while no other process changes this repository. @throws ERR_LOCKED */
  readonly exclusive: <T>(work: () => Promise<T>) => Promise<T>;
}

/** A first fetch of a large branch takes that long. */
const LOCK_TIMEOUT_MS = 10 * 60_000;
/** How the user reaches the remote: actions/checkout, for one, keeps its token there. */
const REACHING =
  '^((http|credential|url|ssh)\\.|core\\.(sshcommand|askpass|gitproxy)$|remote\\.origin\\.(url|pushurl|proxy|proxyauthmethod|uploadpack|receivepack)$)';

/**
 * Opens it for the git repository that holds a folder, and makes it where it is not there. The remote is `origin`; where
 * there is no remote at all, the repository itself is its own: a vault that was never pushed works on the local branch.
 *
 * @throws ERR_GIT_FAILED where no git repository holds the folder, or its only remotes have other names; ERR_LOCKED, ERR_IO
 */
export async function openPrivateRepository(dir: string, branch: string): Promise<PrivateRepository> {
  const { top, common, format } = await locate(dir);
  const home = join(common, 'ragnos-vault');
  const settings = [...(await reachingSettings(dir)), ...(await ownRemote(dir, common))];
  const gitDir = join(home, 'repository.git');
  const ref = `refs/vault/${hash('sha256', branch, 'hex').slice(0, 16)}`;
  const [fetched, next] = [`${ref}/fetched`, `${ref}/next`];
  // A git that was killed leaves its locks; as long as we hold the kernel's, nobody is at work on these.
  const left = ['config', 'HEAD', 'packed-refs', 'shallow', fetched, next];
  await mkdir(home, { recursive: true });
  const exclusive = <T>(work: () => Promise<T>): Promise<T> =>
    withLock(join(home, 'lock'), { command: `git ${branch}`, timeoutMs: LOCK_TIMEOUT_MS }, async () => {
      for (const name of left) await rm(join(gitDir, `${name}.lock`), { force: true });
      return work();
    });
  await exclusive(async () => {
    if ((await runGit(['rev-parse', '--is-bare-repository'], { cwd: top, gitDir })).code === 0) return;
    // Not there yet, or damaged: it holds nothing of its own.
    await rm(gitDir, { recursive: true, force: true });
    await git(['init', '--quiet', '--bare', '--template=', `--object-format=${format}`, gitDir], {
      cwd: top,
    });
  });
  return {
    // Where git itself would run, so that a remote which is a relative path means the same.
    place: { cwd: top, gitDir, settings },
    branch: `refs/heads/${branch}`,
    fetched,
    next,
    exclusive,
  };
}

async function locate(dir: string): Promise<{ top: string; common: string; format: string }> {
  const asked = ['--show-toplevel', '--git-common-dir', '--show-object-format'];
  const { code, stdout, said } = await runGit(['rev-parse', '--path-format=absolute', ...asked], {
    cwd: dir,
  });
  const [top, common, format] = stdout.toString('utf8').split('\n');
  if (code === 0 && top !== undefined && common !== undefined && format !== undefined)
    return { top, common, format };
  throw new VaultError('ERR_GIT_FAILED', `no git repository holds ${dir}: ${said}`, { facts: { dir, said } });
}

async function reachingSettings(dir: string): Promise<readonly GitSetting[]> {
  const asked = ['config', '--local', '--includes', '--null', '--get-regexp', REACHING];
  // No such setting is exit code 1.
  const { stdout } = await runGit(asked, { cwd: dir });
  return stdout
    .toString('utf8')
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [key = '', ...value] = entry.split('\n');
      return { key, value: value.length === 0 ? 'true' : value.join('\n') };
    });
}

async function ownRemote(dir: string, common: string): Promise<readonly GitSetting[]> {
  const remotes = (await git(['remote'], { cwd: dir })).toString('utf8').split('\n').filter(Boolean);
  if (remotes.includes('origin')) return [];
  if (remotes.length === 0) return [{ key: 'remote.origin.url', value: common }];
  const message = `no remote of this clone is called origin, only ${remotes.join(', ')}`;
  throw new VaultError('ERR_GIT_FAILED', message, { facts: { dir, remotes: remotes.join(', ') } });
}
