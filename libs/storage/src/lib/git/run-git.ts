import { spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { buffer, text } from 'node:stream/consumers';
import { VaultError } from '@ragnos-vault/errors';
import { cleanGitEnv } from './git-env.ts';

export interface GitPlace {
  /** The folder git runs in. */
  readonly cwd: string;
  /** Another repository than the one that holds `cwd`. */
  readonly gitDir?: string;
  /** Configuration for this run: by the environment, because it may hold credentials and arguments are public. */
  readonly settings?: readonly GitSetting[];
}

export interface GitSetting {
  readonly key: string;
  readonly value: string;
}

export interface GitResult {
  /** `undefined` where a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: Buffer;
  /** The last lines, without credentials. */
  readonly said: string;
}

/** Neither hooks nor helpers that only a work tree needs, nor housekeeping in the background. */
const FIXED = [
  ...['-c', `core.hooksPath=${devNull}`],
  ...['-c', 'core.fsmonitor=false'],
  ...['-c', 'gc.auto=0'],
  ...['-c', 'maintenance.auto=false'],
  // A connection on which nothing moves for a minute is given up.
  ...['-c', 'http.lowSpeedLimit=1'],
  ...['-c', 'http.lowSpeedTime=60'],
];
const LAST_LINES = 6;

/**
 * Runs git, without a shell, a prompt or a hook; how it ended is for the caller to judge.
 *
 * @throws ERR_GIT_FAILED where there is no git to run
 */
export async function runGit(
  args: readonly string[],
  place: GitPlace,
  input: Iterable<Uint8Array | string> = [],
): Promise<GitResult> {
  const where = place.gitDir === undefined ? [] : [`--git-dir=${place.gitDir}`];
  const child = spawn('git', [...where, ...FIXED, ...args], {
    cwd: place.cwd,
    env: cleanGitEnv(process.env, place.settings ?? []),
    windowsHide: true,
  });
  const ended = new Promise<number | undefined>((resolve, reject) => {
    child.once('error', (cause) => {
      reject(new VaultError('ERR_GIT_FAILED', `cannot run git: ${cause.message}`, { cause }));
    });
    child.once('close', (code) => {
      resolve(code ?? undefined);
    });
  });
  // Where git ends before it has read everything, its exit code tells.
  child.stdin.on('error', () => undefined);
  for (const chunk of input) child.stdin.write(chunk);
  child.stdin.end();
  const [code, stdout, stderr] = await Promise.all([ended, buffer(child.stdout), text(child.stderr)]);
  return { code, stdout, said: lastLines(stderr, place.settings ?? []) };
}

/** What git prints when it does what it is asked to. @throws ERR_GIT_FAILED where it does not */
export async function git(
  args: readonly string[],
  place: GitPlace,
  input?: Iterable<Uint8Array | string>,
): Promise<Buffer> {
  const { code, stdout, said } = await runGit(args, place, input);
  if (code === 0) return stdout;
  const [verb = ''] = args;
  throw new VaultError('ERR_GIT_FAILED', `git ${verb} failed: ${said}`, { facts: { verb, said } });
}

function lastLines(stderr: string, settings: readonly GitSetting[]): string {
  const secrets = settings.filter(({ key }) => /header$|^credential\./i.test(key));
  const plain = secrets.reduce(
    (all, { value }) => (value === '' ? all : all.replaceAll(value, '***')),
    stderr,
  );
  const lines = plain
    .replaceAll(/:\/\/[^/@\s]*@/g, '://')
    .replaceAll(/[^\P{Cc}\n]/gu, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('hint:'));
  return lines.slice(-LAST_LINES).join('; ');
}
