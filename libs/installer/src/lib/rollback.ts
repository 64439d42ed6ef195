import { VaultError } from '@ragnos-vault/errors';
import type { Generation, PluginStore } from '@ragnos-vault/storage';

export interface RollbackInput {
  /** The generation to go back to; without it, the one before the active one. */
  readonly to?: number;
}

export interface RollbackReport {
  readonly from: number;
  readonly generation: Generation;
}

/**
 * Switches back to an earlier set by the same single rename, without network. Every file of every plugin in that set
 * is verified against its manifest first; if one differs, the active set stays.
 *
 * @throws ERR_NO_GENERATION, ERR_INSTALLED_CORRUPT, ERR_LOCKED, ERR_IO.
 */
export async function rollback(input: RollbackInput, store: PluginStore): Promise<RollbackReport> {
  return store.withLock('rollback', async () => {
    const current = await store.current();
    const generation = pick(input.to, current, await store.generations());
    for (const plugin of generation.plugins) await store.verify(plugin);
    await store.switchTo(generation);
    return { from: current?.number ?? 0, generation };
  });
}

function pick(
  to: number | undefined,
  current: Generation | undefined,
  generations: readonly Generation[],
): Generation {
  const active = current?.number ?? 0;
  const wanted = to ?? current?.previous;
  const picked = generations.find(({ number }) => number === wanted);
  if (picked !== undefined && picked.number !== active) return picked;
  const message = to === undefined ? 'there is no earlier generation' : `there is no other generation ${to}`;
  throw new VaultError('ERR_NO_GENERATION', message, { facts: { active, ...(to !== undefined && { to }) } });
}
