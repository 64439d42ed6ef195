import { VaultError } from '@ragnos-vault/errors';
import type { CollectableStore } from '@ragnos-vault/metadata';

export interface FailurePoint {
  /** Which call of `create`, `replace` or `remove`, counted from 1. */
  readonly call: number;
  /**
   * - `refused`: that call fails and writes nothing; the process lives on.
   * - `answer-lost`: that call writes, but its answer is an error; the process lives on.
   * - `crash`: that call writes nothing, and no call after it, not even a read, ever succeeds again.
   * - `killed`: the same, but that call was carried out.
   */
  readonly kind: 'refused' | 'answer-lost' | 'crash' | 'killed';
}

export interface FaultyStore extends CollectableStore {
  /** How many mutating calls there were: a loop over all failure points ends where `call` is beyond it. */
  readonly calls: () => number;
}

/**
 * A store that fails at one point, for tests of crash safety: run a command with `call` 1, 2, 3 ... and look at the
 * store behind it each time.
 */
export function faultyStore(store: CollectableStore, failAt: FailurePoint): FaultyStore {
  let calls = 0;
  let isDead = false;

  function assertAlive(): void {
    if (isDead) throw simulatedFault('crash');
  }

  async function mutate(write: () => Promise<void>): Promise<void> {
    assertAlive();
    calls += 1;
    if (calls !== failAt.call) return write();
    if (failAt.kind === 'answer-lost' || failAt.kind === 'killed') await write();
    isDead = failAt.kind === 'crash' || failAt.kind === 'killed';
    throw simulatedFault(failAt.kind);
  }

  return {
    read: async (path) => {
      assertAlive();
      return store.read(path);
    },
    create: (path, bytes) => mutate(() => store.create(path, bytes)),
    replace: (path, bytes, etag) => mutate(() => store.replace(path, bytes, etag)),
    remove: async (paths) => {
      for (const path of paths) await mutate(() => store.remove([path]));
    },
    list: async function* (prefix) {
      assertAlive();
      yield* store.list(prefix);
    },
    removeHalfWritten: async (before) => {
      assertAlive();
      return store.removeHalfWritten(before);
    },
    calls: () => calls,
  };
}

function simulatedFault(kind: FailurePoint['kind']): VaultError {
  return new VaultError('ERR_IO', `simulated fault: ${kind}`, { facts: { fault: kind } });
}
