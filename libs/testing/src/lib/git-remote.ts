import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A git server in a folder: a bare repository, with clones of it and hooks that misbehave. */
export interface GitRemote {
  readonly dir: string;
  /** A new clone with one commit on main, which the remote has, too. */
  readonly clone: (name: string) => string;
  /** The files of a branch, or none where there is no such branch. */
  readonly files: (branch: string) => readonly string[];
  readonly commits: (branch: string) => number;
  readonly read: (branch: string, path: string) => string;
  /** A shell script the server runs at each push. */
  readonly hook: (name: 'pre-receive' | 'post-receive', script: string) => void;
  readonly unhook: () => void;
}

/** Runs git as a user would, whatever this machine is configured to. */
export function userGit(cwd: string, ...args: string[]): string {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  const identity = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const settings = ['user.name=test', 'user.email=test@localhost', 'init.defaultBranch=main'];
  return execFileSync('git', [...settings.flatMap((setting) => ['-c', setting]), ...args], {
    cwd,
    env: { ...Object.fromEntries(kept), ...identity },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Makes one below a folder. */
export function makeGitRemote(folder: string): GitRemote {
  const dir = join(folder, 'remote.git');
  userGit(folder, 'init', '--quiet', '--bare', dir);
  const has = (branch: string): boolean => userGit(dir, 'branch', '--list', branch).trim() !== '';
  const hooks = join(dir, 'hooks');
  const unhook = (): void => {
    rmSync(hooks, { recursive: true, force: true });
    mkdirSync(hooks);
  };
  unhook();
  return {
    dir,
    clone: (name) => {
      const place = join(folder, name);
      userGit(folder, 'clone', '--quiet', dir, place);
      if (has('main')) return place;
      writeFileSync(join(place, 'README.md'), 'a project\n');
      userGit(place, 'add', '.');
      userGit(place, 'commit', '--quiet', '--message=begin');
      userGit(place, 'push', '--quiet', 'origin', 'main');
      return place;
    },
    files: (branch) =>
      has(branch) ? userGit(dir, 'ls-tree', '-r', '--name-only', branch).split('\n').filter(Boolean) : [],
    commits: (branch) => (has(branch) ? Number(userGit(dir, 'rev-list', '--count', branch)) : 0),
    read: (branch, path) => userGit(dir, 'cat-file', 'blob', `${branch}:${path}`),
    hook: (name, script) => {
      const file = join(hooks, name);
      writeFileSync(file, `#!/bin/sh\n${script}\n`);
      chmodSync(file, 0o755);
    },
    unhook,
  };
}

/** Inside `.git`: what nothing of the user's refers to. */
const OURS = ['ragnos-vault', 'objects'];

/** Everything of a clone that is its user's: work tree, index, HEAD, refs and configuration. */
export function userState(clone: string): ReadonlyMap<string, string> {
  const names = readdirSync(clone, { recursive: true, encoding: 'utf8' })
    .filter((name) => !OURS.some((folder) => name.startsWith(join('.git', folder))))
    .filter((name) => statSync(join(clone, name)).isFile());
  return new Map(names.sort().map((name) => [name, readFileSync(join(clone, name), 'latin1')]));
}
