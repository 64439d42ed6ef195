import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

export const SYSCALLS = [
  ...['openat', 'mkdir', 'mkdirat', 'rename', 'renameat2', 'symlink', 'link', 'unlink', 'unlinkat', 'rmdir'],
  ...['write', 'pwrite64', 'fsync', 'fdatasync', 'syncfs', 'chmod', 'fchmod', 'utimensat', 'ftruncate'],
];

export function isInstalled(): boolean {
  return spawnSync('strace', ['--version']).status === 0;
}

/** Whether this system lets one process trace another. */
export function isAllowed(): boolean {
  return spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0;
}

export interface Tracing {
  /** Of a process, with `-f`, or of one thread alone. */
  readonly pid: number;
  readonly args: readonly string[];
  readonly log: string;
}

/** Runs `work` while the calls of a process, or one of its threads, go to a file. */
export async function traced<T>({ pid, args, log }: Tracing, work: () => Promise<T>): Promise<T> {
  const strace = spawn('strace', ['-p', String(pid), '-o', log, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // It says so as soon as it has taken hold.
  await Promise.race([once(strace.stderr, 'data'), once(strace, 'exit')]);
  strace.stderr.resume();
  try {
    return await work();
  } finally {
    if (strace.exitCode === null) {
      strace.kill('SIGINT');
      await once(strace, 'exit');
    }
  }
}
