import { accept, isAccepted } from './accept.ts';
import { admitMetadata } from './admit-metadata.ts';
import { outrun, type Session } from './client-state.ts';
import { assertOnFloor, assertRootsReached, noteRotation } from './rollback-floor.ts';
import { forgetRotated, keepRoot } from './rotated-keys.ts';

/**
 * TUF 5.3: one version at a time, each signed by the keys of the one before it. At most `maxRootRotations` are fetched
 * in one refresh (5.3.3); the next refresh goes on from there.
 */
export async function updateRoots(session: Session): Promise<void> {
  const { store, cache, source, limits, proven } = session;
  assertOnFloor(proven.root, session);
  for (let fetched = 0; fetched < limits.maxRootRotations;) {
    const version = store.root.signed.version + 1;
    const before = store.root.signed;
    const kept = await cache.read(`${version}.root.json`);
    if (kept !== undefined && isAccepted(() => store.updateRoot(admitMetadata('root', kept)))) {
      noteRotation(before, store.root.signed, session);
      assertOnFloor(kept, session);
      proven.root = kept;
      continue;
    }
    const received = await source({ role: 'root', version, maxLength: limits.rootMaxLength });
    if (received === undefined) break;
    accept('root', () => store.updateRoot(admitMetadata('root', received)));
    noteRotation(before, store.root.signed, session);
    assertOnFloor(received, session);
    if (!(await keepRoot(before, received, session))) throw outrun(`${version}.root.json`);
    await forgetRotated(session);
    proven.root = received;
    fetched += 1;
  }
  assertRootsReached(session);
  // Of a client that died before it came to this.
  await forgetRotated(session);
}
