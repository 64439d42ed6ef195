import type { Root } from '@tufjs/models';
import type { Session } from './client-state.ts';

const MARK = 'rotating-root';
const VERSION = /^[1-9][0-9]{0,15}$/;

/**
 * Keeps a root that was proven. Where it takes a key of timestamp or snapshot away, a mark goes first: what
 * {@link forgetRotated} has to do then outlives a crash. False where another client got ahead.
 */
export function keepRoot(before: Root, received: Uint8Array, { store, cache }: Session): Promise<boolean> {
  const after = store.root.signed;
  const name = `${after.version}.root.json`;
  return cache.keep(name, received, async () => {
    if (lostKey('timestamp', before, after) || lostKey('snapshot', before, after)) {
      await cache.shared.write(MARK, Buffer.from(String(after.version)));
    }
    await cache.shared.write(name, received);
  });
}

/**
 * TUF 5.3.11: who held a key that was taken away may have raised versions beyond what the owner can reach, so that what
 * it has signed is forgotten. Only once the new root is kept: else a crash would leave neither, and no floor at all.
 */
export async function forgetRotated({ store, cache: { shared } }: Session): Promise<void> {
  if ((await shared.read(MARK)) === undefined) return;
  await shared.exclusive(async () => {
    const mark = Buffer.from((await shared.read(MARK)) ?? []).toString();
    // A root that is not kept yet; it marks again when it is.
    if (VERSION.test(mark) && Number(mark) > store.root.signed.version) return;
    if (VERSION.test(mark)) {
      await shared.remove('timestamp.json');
      await shared.remove('snapshot.json');
    }
    await shared.remove(MARK);
  });
}

/** Whether a root takes a key of a role away. */
export function lostKey(role: 'timestamp' | 'snapshot', before: Root, after: Root): boolean {
  const kept = new Set(after.roles[role]?.keyIDs);
  return before.roles[role]?.keyIDs.some((keyId) => !kept.has(keyId)) === true;
}
