import { sha256Hex } from '@ragnos-vault/crypto';
import {
  encodeSnapshot,
  encodeTargets,
  encodeTimestamp,
  metadataPath,
  planRelease,
  storedTargetPath,
  TIMESTAMP_PATH,
} from '@ragnos-vault/metadata';
import type { RepositoryState, TargetFile } from '@ragnos-vault/metadata';
import { openDirectoryStore } from '@ragnos-vault/storage';
import { liveState } from '../world/live-state.ts';
import { makeVault } from '../world/vault.ts';
import type { World } from '../world/world.ts';
import { signStolen } from './forge.ts';

/**
 * A publisher who signs whatever it is given: it neither reads nor scans, as a tool might that is not this one, or
 * somebody who holds the keys. What it publishes is properly signed; only the consumer can stop it.
 */
export async function publishUnseen(
  world: World,
  archives: readonly (readonly [path: string, bytes: Uint8Array])[],
): Promise<void> {
  const vault = await makeVault(world);
  const store = openDirectoryStore(vault.repositoryDir);
  const state = await liveState(world);
  const add = new Map<string, TargetFile>();
  for (const [path, bytes] of archives) {
    const target = { length: bytes.length, hashes: new Map([['sha256', sha256Hex(bytes)]]) };
    add.set(path, target);
    await store.create(storedTargetPath(path, target), bytes);
  }
  const release = planRelease(state, { edit: { add, remove: [] }, ...asBefore(state) });
  const targets = await signStolen(vault, 'targets', encodeTargets(release.targets));
  const snapshot = await signStolen(vault, 'snapshot', encodeSnapshot(release.snapshot));
  const timestamp = await signStolen(vault, 'timestamp', encodeTimestamp(release.toTimestamp(snapshot)));
  await store.create(metadataPath('targets', release.targets.version), targets);
  await store.create(metadataPath('snapshot', release.snapshot.version), snapshot);
  await store.replace(TIMESTAMP_PATH, timestamp, state.timestampEtag);
}

function asBefore({
  targets,
  snapshot,
  timestamp,
}: RepositoryState): Pick<Parameters<typeof planRelease>[1], 'expires' | 'leastVersions'> {
  return {
    expires: {
      targets: targets.signed.expires,
      snapshot: snapshot.signed.expires,
      timestamp: timestamp.signed.expires,
    },
    leastVersions: { targets: 1, snapshot: 1 },
  };
}
