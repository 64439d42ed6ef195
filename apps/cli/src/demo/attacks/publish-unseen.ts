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
import type { TargetFile } from '@ragnos-vault/metadata';
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
  const { targets: old } = state.targets.signed;
  const release = planRelease(state, {
    roles: new Map([['targets', { ...state.targets.signed, targets: new Map([...old, ...add]) }]]),
    signedElsewhere: new Map(),
    expiresOf: (role) => state[role === 'targets' ? 'targets' : 'timestamp'].signed.expires,
    versionOf: (_role, live) => live + 1,
  });
  for (const [role, targets] of release.targets) {
    const bytes = await signStolen(vault, 'targets', encodeTargets(targets));
    await store.create(metadataPath(role, targets.version), bytes);
  }
  const { snapshot: next = state.snapshot.signed } = release;
  const snapshot = await signStolen(vault, 'snapshot', encodeSnapshot(next));
  const timestamp = await signStolen(vault, 'timestamp', encodeTimestamp(release.toTimestamp(snapshot)));
  await store.create(metadataPath('snapshot', next.version), snapshot);
  await store.replace(TIMESTAMP_PATH, timestamp, state.timestampEtag);
}
