import { resolve } from 'node:path';
import { recordChange } from '@ragnos-vault/installer';
import { openPluginStore } from '@ragnos-vault/storage';
import type { CollectReport, CollectRules, GenerationState } from '@ragnos-vault/storage';

export interface CollectPluginsInput extends CollectRules {
  readonly pluginsDir: string;
  /** How long to wait for another process that changes the folder. */
  readonly lockTimeoutMs?: number;
}

/** All sets of a plugins folder, ascending. @throws ERR_IO */
export async function listGenerations(pluginsDir: string): Promise<readonly GenerationState[]> {
  return openPluginStore(resolve(pluginsDir)).states();
}

/**
 * Keeps {@link collectPlugins} from removing a set, or lets go of it.
 *
 * @throws ERR_NO_GENERATION, ERR_AUDIT_WRITE, ERR_LOCKED, ERR_IO
 */
export async function pinGeneration(input: {
  readonly pluginsDir: string;
  readonly number: number;
  readonly isPinned: boolean;
  readonly lockTimeoutMs?: number;
}): Promise<void> {
  const { pluginsDir, number, isPinned } = input;
  const store = openPluginStore(resolve(pluginsDir), input);
  const change = { operation: isPinned ? 'pin' : 'unpin', specs: [String(number)] } as const;
  await recordChange(store, change, () => store.pin(number, isPinned));
}

/**
 * Removes old sets and what none needs any more.
 *
 * @throws ERR_SET_UNREADABLE, ERR_USAGE, ERR_AUDIT_WRITE, ERR_LOCKED, ERR_IO
 */
export async function collectPlugins(input: CollectPluginsInput): Promise<CollectReport> {
  const store = openPluginStore(resolve(input.pluginsDir), input);
  const work = () => store.collect(input);
  // What only looks is no change.
  return input.dryRun === true ? store.withLock('gc', work) : recordChange(store, { operation: 'gc' }, work);
}
