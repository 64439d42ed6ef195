import { randomUUID } from 'node:crypto';
import type { RepositoryStore } from '@ragnos-vault/metadata';
import { COLLECT_LIST_PATH, COLLECT_SCHEMA_VERSION, parseCollectMarks } from './parse-collect-marks.ts';

/** Files that one `collect`, and nobody else, is removing. */
export interface Sweep {
  readonly id: string;
  readonly since: Date;
  readonly paths: readonly string[];
}

/**
 * The list through which `collect` and publishers agree on unused files. One of them is marked, then swept, then gone;
 * a publisher that uses a marked one takes it off the list first, and never touches one that is being swept.
 */
export interface CollectMarks {
  /** Another one with every change: a list that looks as it did before is the one from before. */
  readonly revision?: string;
  /** Since when each file is known to be unused. */
  readonly marked: ReadonlyMap<string, Date>;
  readonly sweep?: Sweep;
}

export interface StoredMarks {
  readonly marks: CollectMarks;
  /** For the compare-and-swap. */
  readonly etag: string | undefined;
}

/** @throws ERR_COLLECT_LIST, what the store throws */
export async function loadMarks(store: Pick<RepositoryStore, 'read'>): Promise<StoredMarks> {
  const stored = await store.read(COLLECT_LIST_PATH);
  if (stored === undefined) return { marks: { marked: new Map() }, etag: undefined };
  return { marks: parseCollectMarks(stored.bytes), etag: stored.etag };
}

/**
 * Swaps the list, and resolves to the one that is stored now, or to `undefined` where somebody else was faster. An answer
 * that was lost is settled by reading back.
 */
export async function saveMarks(
  { marked, sweep }: Omit<CollectMarks, 'revision'>,
  etag: string | undefined,
  store: RepositoryStore,
): Promise<CollectMarks | undefined> {
  const marks = { revision: randomUUID(), marked, ...(sweep !== undefined && { sweep }) };
  const bytes = encodeMarks(marks);
  try {
    await store.replace(COLLECT_LIST_PATH, bytes, etag);
  } catch (error) {
    const now = await store.read(COLLECT_LIST_PATH);
    if (now !== undefined && Buffer.compare(now.bytes, bytes) === 0) return marks;
    if (now?.etag !== etag) return undefined;
    throw error;
  }
  return marks;
}

/** Files that were marked together stand together: the list of a large repository stays short. */
function encodeMarks({ revision, marked, sweep }: CollectMarks): Uint8Array {
  const groups = Map.groupBy(marked, ([, at]) => at.toISOString());
  const document = {
    schemaVersion: COLLECT_SCHEMA_VERSION,
    revision,
    marked: [...groups]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([at, files]) => ({ at, paths: files.map(([path]) => path).toSorted() })),
    ...(sweep !== undefined && { sweep: { ...sweep, since: sweep.since.toISOString() } }),
  };
  return new TextEncoder().encode(`${JSON.stringify(document, null, 1)}\n`);
}
