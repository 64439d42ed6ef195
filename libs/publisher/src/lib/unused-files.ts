import { loadRepository } from '@ragnos-vault/metadata';
import type { CollectableStore, ListedFile, RepositoryState, Snapshot } from '@ragnos-vault/metadata';
import { usedFiles } from './used-files.ts';

export interface UnusedFilesInput {
  readonly trustedRoot: Uint8Array;
  readonly keepSnapshots: number;
}

export interface UnusedFiles {
  /** Bytes of each file, by its path below the repository. */
  readonly files: ReadonlyMap<string, number>;
  /** Of the timestamp that was live then. */
  readonly timestampEtag: string;
}

const METADATA = /^metadata\/([1-9][0-9]{0,15})\.([^/]+)\.json$/;
/** Named by a digest, as every target is with consistent snapshots; whatever else lies there is not ours. */
const TARGET = /^targets\/(?:[^/]+\/)*(?:[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})\.[^/]+$/;

/**
 * The files that nothing of use refers to.
 *
 * Metadata is among them only below the live version of its role: a number at or above it may still be chosen, and must
 * never be stored a second time with other content. Roots are never among them.
 *
 * @throws what `loadRepository` and `usedFiles` refuse: where the live state cannot be proven, nothing is unused
 */
export async function unusedFiles(input: UnusedFilesInput, store: CollectableStore): Promise<UnusedFiles> {
  const live = await loadRepository(store, input.trustedRoot);
  const metadata = await Array.fromAsync(store.list('metadata/'));
  const used = await usedFiles({ ...input, live, snapshots: snapshotsIn(metadata) }, store);
  const versions = liveVersions(live);
  const files = new Map<string, number>();
  for (const { path, length } of metadata) {
    if (!used.has(path) && isBelow(versions, path)) files.set(path, length);
  }
  for await (const { path, length } of store.list('targets/')) {
    if (!used.has(path) && TARGET.test(path)) files.set(path, length);
  }
  return { files, timestampEtag: live.timestampEtag };
}

function snapshotsIn(files: readonly ListedFile[]): readonly number[] {
  return files.flatMap(({ path }) => {
    const [, version, role] = METADATA.exec(path) ?? [];
    return role === 'snapshot' && version !== undefined ? [Number(version)] : [];
  });
}

/** By the role's name as it stands in file names. */
function liveVersions({ snapshot }: RepositoryState): ReadonlyMap<string, number> {
  const { version, meta }: Snapshot = snapshot.signed;
  const roles = [...meta].map(([role, file]) => [encodeURIComponent(role), file.version] as const);
  return new Map([...roles.filter(([role]) => role !== 'root'), ['snapshot', version]]);
}

function isBelow(versions: ReadonlyMap<string, number>, path: string): boolean {
  const [, version, role] = METADATA.exec(path) ?? [];
  return role !== undefined && Number(version) < (versions.get(role) ?? 0);
}
