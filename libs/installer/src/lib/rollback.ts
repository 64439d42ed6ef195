import { VaultError } from '@ragnos-vault/errors';
import type { MetadataCache } from '@ragnos-vault/metadata';
import type { Generation, PluginStore } from '@ragnos-vault/storage';
import { assertNoneKnownRevoked } from './check-revocations.ts';
import { assertNoneKnownYanked } from './check-yanks.ts';
import { recordChange } from './record-change.ts';

export interface RollbackInput {
  /** The generation to go back to; without it, the one before the active one. */
  readonly to?: number;
  /** Goes back also to what its publisher has yanked meanwhile. */
  readonly acceptYankedUnsafe?: boolean;
}

export interface RollbackReport {
  readonly from: number;
  readonly generation: Generation;
  /** RFC 3339. What was revoked later than this is not known here; absent where it cannot be told. */
  readonly revocationsAsOf?: string;
}

export interface RollbackPorts {
  readonly store: PluginStore;
  /** What is kept of every repository that plugins of this folder came from. */
  readonly caches: readonly MetadataCache[];
}

/**
 * Switches back to an earlier set by the same single rename, without network. No plugin in it may be revoked, or yanked, by
 * the newest trusted metadata that is kept, and every file is verified against its manifest first; else the active set
 * stays. One that is damaged is no hindrance where `to` names another.
 *
 * @throws ERR_NO_GENERATION, ERR_PLUGIN_REVOKED, ERR_PLUGIN_YANKED, ERR_OFFLINE, ERR_TUF_METADATA_INVALID, ERR_INSTALLED_CORRUPT,
 * ERR_AUDIT_WRITE, ERR_LOCKED, ERR_IO.
 */
export async function rollback(
  input: RollbackInput,
  { store, caches }: RollbackPorts,
): Promise<RollbackReport> {
  const specs = input.to === undefined ? [] : [String(input.to)];
  return recordChange(store, { operation: 'rollback', specs }, async () => {
    const current = await currentOr(input.to, store);
    const generation = pick(input.to, current, await store.generations());
    const asOf = await assertNoneKnownRevoked(generation.plugins, caches);
    if (input.acceptYankedUnsafe !== true) await assertNoneKnownYanked(generation.plugins, caches);
    for (const plugin of generation.plugins) await store.verify(plugin);
    await store.switchTo(generation);
    return {
      from: current?.number ?? 0,
      generation,
      ...(asOf !== undefined && { revocationsAsOf: asOf.toISOString() }),
    };
  });
}

/** The active set; one that is damaged need not be known where another one is named. */
async function currentOr(to: number | undefined, store: PluginStore): Promise<Generation | undefined> {
  try {
    return await store.current();
  } catch (error) {
    if (to !== undefined && error instanceof VaultError && error.code === 'ERR_INSTALLED_CORRUPT')
      return undefined;
    throw error;
  }
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
