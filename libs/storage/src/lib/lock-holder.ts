import { closeSync, constants, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { parseLockHolder, type LockHolder } from './parse-lock-holder.ts';

const WRITE = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;

/** Notes beside a lock who holds it. A full disk must not stop a rollback, so a failure is not one of the lock. */
export function saveHolder(lock: string, command: string): void {
  const holder: LockHolder = { pid: process.pid, command, since: new Date().toISOString() };
  quietly(() => {
    const file = openSync(holderFileOf(lock), WRITE, 0o644);
    try {
      writeSync(file, `${JSON.stringify(holder)}\n`);
    } finally {
      closeSync(file);
    }
  });
}

export function removeHolder(lock: string): void {
  quietly(() => rmSync(holderFileOf(lock), { force: true }));
}

export function loadHolder(lock: string): LockHolder | undefined {
  return quietly(() => parseLockHolder(readFileSync(holderFileOf(lock), 'utf8')));
}

function holderFileOf(lock: string): string {
  return `${lock}.holder.json`;
}

/** For a file which only informs. */
function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
