import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { VaultError } from '@ragnos-vault/errors';
import { loadHolder, removeHolder, saveHolder } from './lock-holder.ts';

/** Part of the result code of SQLite that says: another connection holds a lock. */
const SQLITE_BUSY = 5;
const DEFAULT_TIMEOUT_MS = 10_000;

export interface LockOptions {
  /** What is being done, for the message that others get meanwhile. */
  readonly command: string;
  /** How long to wait for the holder; 10 seconds by default. */
  readonly timeoutMs?: number;
  /** Any number of `shared` holders, or one `exclusive` holder (the default). */
  readonly mode?: 'exclusive' | 'shared';
}

/**
 * Runs `work` while holding a lock that excludes other processes and other callers in this one. It is a lock of
 * the kernel (`BEGIN EXCLUSIVE` of SQLite on a file), so it ends with its process, however that ends.
 *
 * The lock file is never removed: a process could still lock the removed one while another locks its successor.
 * Nothing but this function may open it, because POSIX drops a process's locks when any descriptor of the file
 * closes. `<lock>.holder.json` beside it is for people only and never decides.
 *
 * @throws ERR_LOCKED with the facts pid, command and since of the holder; ERR_IO
 */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const lock = await acquire(path, options);
  try {
    saveHolder(path, options.command);
    return await work();
  } finally {
    removeHolder(path);
    lock.close();
  }
}

/** A lock that is held until it is closed, or its process ends. */
export interface HeldLock {
  close(): void;
}

/** Takes a lock as {@link withLock} does, or resolves at once to `undefined` where others hold it. @throws ERR_IO */
export function tryLock(path: string, mode: 'exclusive' | 'shared'): HeldLock | undefined {
  return tryAcquire(path, mode);
}

async function acquire(path: string, options: LockOptions): Promise<DatabaseSync> {
  // Counted in pauses, not by the clock: while this process is busy, a holder in it cannot finish either.
  let left = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  for (let round = 0; ; round += 1) {
    const lock = tryAcquire(path, options.mode ?? 'exclusive');
    if (lock !== undefined) return lock;
    if (left <= 0) throw locked(path);
    // The jitter parts two processes that would otherwise keep meeting on the way to the lock.
    const pause = Math.max(1, Math.min(left, 50, 2 * (round + 1)) * (0.5 + Math.random() / 2));
    await sleep(pause);
    left -= pause;
  }
}

function tryAcquire(path: string, mode: 'exclusive' | 'shared'): DatabaseSync | undefined {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(path, { timeout: 0 });
    // Nothing is ever written: no journal may appear beside the lock, nor be left by a killed process.
    lock.exec('PRAGMA journal_mode = MEMORY');
    lock.exec(mode === 'exclusive' ? 'BEGIN EXCLUSIVE' : 'BEGIN; SELECT count(*) FROM sqlite_schema');
    return lock;
  } catch (error) {
    lock?.close();
    if (isBusy(error)) return undefined;
    throw new VaultError('ERR_IO', `cannot lock: ${path}`, { facts: { path }, cause: error });
  }
}

function isBusy(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return false;
  // The upper bits tell kinds of busy apart.
  return typeof error.errcode === 'number' && (error.errcode & 0xff) === SQLITE_BUSY;
}

function locked(path: string): VaultError {
  const holder = loadHolder(path);
  if (holder === undefined) {
    return new VaultError('ERR_LOCKED', `another process holds the lock: ${path}`, { facts: { path } });
  }
  const message = `process ${holder.pid} holds the lock since ${holder.since}: ${holder.command}`;
  return new VaultError('ERR_LOCKED', message, { facts: { path, ...holder } });
}
