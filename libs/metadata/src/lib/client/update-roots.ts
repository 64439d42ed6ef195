import { sha256Hex } from '@ragnos-vault/crypto';
import type { Root } from '@tufjs/models';
import { accept, isAccepted } from './accept.ts';
import { admitMetadata } from './admit-metadata.ts';
import type { Session } from './client-state.ts';
import { fetchMetadata } from './fetch-metadata.ts';
import { remotePath } from './role-names.ts';

/**
 * TUF 5.3: one version at a time, each signed by the keys of the one before it. Resolves to the newest root's digest.
 * At most `maxRootRotations` are fetched in one refresh (5.3.3); the next refresh goes on from there.
 */
export async function updateRoots(session: Session): Promise<string> {
  const { store, cache, fetcher, limits } = session;
  let newest = session.trustedRoot;
  for (let fetched = 0; fetched < limits.maxRootRotations;) {
    const version = store.root.signed.version + 1;
    const name = `${version}.root.json`;
    const kept = await cache.read(name);
    if (kept !== undefined && isAccepted(() => store.updateRoot(admitMetadata('root', kept)))) {
      newest = kept;
      continue;
    }
    const received = await fetchMetadata(remotePath('root', version), limits.rootMaxLength, fetcher);
    if (received === undefined) break;
    const before = store.root.signed;
    accept('root', () => store.updateRoot(admitMetadata('root', received)));
    await forgetRotated(before, session);
    await cache.write(name, received);
    newest = received;
    fetched += 1;
  }
  return sha256Hex(newest);
}

// TUF 5.3.11: who held a key that was taken away may have raised versions beyond what the owner can reach. Before the
// root is kept, so that a crash in between cannot skip it.
async function forgetRotated(before: Root, { store, cache }: Session): Promise<void> {
  const after = store.root.signed;
  if (!lostKey('timestamp', before, after) && !lostKey('snapshot', before, after)) return;
  await cache.remove('timestamp.json');
  await cache.remove('snapshot.json');
}

function lostKey(role: 'timestamp' | 'snapshot', before: Root, after: Root): boolean {
  const kept = new Set(after.roles[role]?.keyIDs);
  return before.roles[role]?.keyIDs.some((keyId) => !kept.has(keyId)) === true;
}
