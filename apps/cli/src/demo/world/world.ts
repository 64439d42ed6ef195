import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyType } from '@ragnos-vault/crypto';

export interface WorldInput {
  /** Where the temporary folder is made. */
  readonly tempRoot: string;
  readonly keyType: KeyType;
  readonly now: () => Date;
}

/** The temporary folder of one demo, and what must be closed before it can go. */
export interface World extends Omit<WorldInput, 'tempRoot'> {
  readonly dir: string;
  /** Closed in reverse order, once. */
  onClose(close: () => Promise<void>): void;
  /** Ends servers and connections, so that what waits for them fails at once. */
  disconnect(): Promise<void>;
  /** Disconnects and removes the folder. */
  remove(): Promise<void>;
}

export async function createWorld({ tempRoot, keyType, now }: WorldInput): Promise<World> {
  const dir = await mkdtemp(join(tempRoot, 'ragnos-vault-demo-'));
  const closers: (() => Promise<void>)[] = [];
  // The last resort of a process that is ended from elsewhere, as when a pipe it prints to is closed.
  const removeAtExit = (): void => rmSync(dir, { recursive: true, force: true });
  process.once('exit', removeAtExit);
  async function disconnect(): Promise<void> {
    for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
  }
  return {
    dir,
    keyType,
    now,
    onClose: (close) => void closers.push(close),
    disconnect,
    async remove() {
      await disconnect();
      await rm(dir, { recursive: true, force: true, maxRetries: 3 });
      process.off('exit', removeAtExit);
    },
  };
}

/**
 * Something that happens once in a world, when it is first needed: every later line gets the same result, or the
 * same error, so that each line stands alone and one that fails never hides another.
 */
export function act<T>(work: (world: World) => Promise<T>): (world: World) => Promise<T> {
  const results = new WeakMap<World, Promise<T>>();
  return (world) => {
    const result = results.get(world) ?? work(world);
    results.set(world, result);
    return result;
  };
}
