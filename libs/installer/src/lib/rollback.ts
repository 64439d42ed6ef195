import { VaultError } from '@ragnos-vault/errors';
import type { MetadataCache } from '@ragnos-vault/metadata';
import type { Generation, PluginStore } from '@ragnos-vault/storage';
import { assertNoneKnownRevoked } from './check-revocations.ts';
import { recordChange } from './record-change.ts';

export interface RollbackInput {
  /** The generation to go back to; without it, the one before the active one. */
  readonly to?: number;
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
 * Switches back to an earlier set by the same single rename, without network. No plugin in it may be revoked by the
 * newest trusted metadata that is kept, and every file is verified against its manifest first; else the active set stays.
 *
 * @throws ERR_NO_GENERATION, ERR_PLUGIN_REVOKED, ERR_OFFLINE, ERR_TUF_METADATA_INVALID, ERR_INSTALLED_CORRUPT,
 * ERR_AUDIT_WRITE, ERR_LOCKED, ERR_IO.
 */
export async function rollback(
  input: RollbackInput,
  { store, caches }: RollbackPorts,
): Promise<RollbackReport> {
  const specs = input.to === undefined ? [] : [String(input.to)];
  return recordChange(store, { operation: 'rollback', specs }, async () => {
    const current = await store.current();
    const generation = pick(input.to, current, await store.generations());
    const asOf = await assertNoneKnownRevoked(generation.plugins, caches);
    for (const plugin of generation.plugins) await store.verify(plugin);
    await store.switchTo(generation);
    return {
      from: current?.number ?? 0,
      generation,
      ...(asOf !== undefined && { revocationsAsOf: asOf.toISOString() }),
    };
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
