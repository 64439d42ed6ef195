import type { AuditEvent, Operation, RecordedSet } from '@ragnos-vault/audit';
import { toVaultError, VaultError } from '@ragnos-vault/errors';
import type { PluginStore } from '@ragnos-vault/storage';

export interface Change {
  readonly operation: Operation;
  /** What was asked for, as the user wrote it. */
  readonly specs?: readonly string[];
}

/**
 * Changes a plugins folder: under its lock, and between two durable records of its log, so that nothing changes
 * unrecorded. An intent that a killed run left open is closed first, with what is live now. An error of `work` passes
 * unchanged once its code is recorded.
 *
 * @throws ERR_AUDIT_WRITE, before `work` where the intent cannot be recorded; after it only where `work` was done;
 * ERR_LOCKED, ERR_IO
 */
export async function recordChange<T>(
  store: PluginStore,
  change: Change,
  work: () => Promise<T>,
): Promise<T> {
  return recordIfChanged(store, change, async (begin) => {
    await begin();
    return work();
  });
}

/**
 * As {@link recordChange}, for work that may find that there is nothing to do: it calls `begin` before its first change,
 * and where it ends well without one, nothing is recorded. What fails is recorded in any case.
 */
export async function recordIfChanged<T>(
  store: PluginStore,
  { operation, specs = [] }: Change,
  work: (begin: () => Promise<void>) => Promise<T>,
): Promise<T> {
  return store.withLock(operation, async () => {
    await closeInterrupted(store);
    let intent: number | undefined;
    const begin = async (): Promise<void> => {
      if (intent !== undefined) return;
      const before = await liveSet(store);
      const event = { type: 'intent', operation, specs, ...(before && { before }) } as const;
      intent = (await store.audit.append(event)).seq;
    };
    const record = async (result: Omit<Outcome, 'intent'>): Promise<void> => {
      if (intent !== undefined) await recordOutcome(store, { intent, ...result });
    };
    const result = await work(begin).catch(async (error: unknown) => {
      // Where this fails too, the next change closes the intent; the caller can only answer the first error.
      await begin()
        .then(() => record(resultOf(error)))
        .catch(() => undefined);
      throw error;
    });
    await record({ result: 'done' });
    return result;
  });
}

async function closeInterrupted(store: PluginStore): Promise<void> {
  const open = await store.audit.openIntent();
  if (open !== undefined) await recordOutcome(store, { intent: open.seq, result: 'interrupted' });
}

type Outcome = Omit<Extract<AuditEvent, { readonly type: 'outcome' }>, 'type' | 'after'>;

async function recordOutcome(store: PluginStore, outcome: Outcome): Promise<void> {
  const after = await liveSet(store);
  await store.audit.append({ type: 'outcome', ...outcome, ...(after && { after }) });
}

function resultOf(error: unknown): Pick<Outcome, 'result' | 'code'> {
  const { code, class: kind } = toVaultError(error);
  return { result: kind === 'refused' || kind === 'usage' ? 'refused' : 'failed', code };
}

async function liveSet(store: PluginStore): Promise<RecordedSet | 'damaged' | undefined> {
  try {
    const live = await store.current();
    if (live === undefined) return undefined;
    const plugins = live.plugins.map(({ name, version, sha256 }) => ({ name, version, sha256 }));
    return { generation: live.number, plugins };
  } catch (error) {
    // To install is how that is repaired.
    if (error instanceof VaultError && error.code === 'ERR_INSTALLED_CORRUPT') return 'damaged';
    throw error;
  }
}
