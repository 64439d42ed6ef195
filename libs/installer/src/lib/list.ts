import type { Generation, PluginStore } from '@ragnos-vault/storage';

export interface ListReport {
  /** The active set; missing where nothing was ever installed. */
  readonly current?: Generation;
  /** All sets on disk, ascending. */
  readonly generations: readonly Generation[];
}

/** Says which plugins are installed, and which sets `rollback` could go back to. Changes nothing. */
export async function list(store: PluginStore): Promise<ListReport> {
  const current = await store.current();
  return { ...(current !== undefined && { current }), generations: await store.generations() };
}
