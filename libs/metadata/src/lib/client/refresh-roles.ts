import { VaultError } from '@ragnos-vault/errors';
import { EqualVersionError } from 'tuf-js/dist/error.js';
import { accept, isAccepted } from './accept.ts';
import { admitMetadata } from './admit-metadata.ts';
import { assertMetaFile } from './assert-meta-file.ts';
import { namedVersion, outrun, type Session } from './client-state.ts';
import { needMetadata } from './fetch-metadata.ts';
import { toTufError } from './to-tuf-error.ts';
import { assertRoleReached } from './rollback-floor.ts';
import { updateRoots } from './update-roots.ts';
import { updateTargets } from './update-targets.ts';

/**
 * The update workflow of TUF 5.3 to 5.6. Each role is kept in the cache as soon as it is proven, so that a
 * failure further down never lowers the floor that a later rollback is measured against.
 */
export async function refreshRoles(session: Session): Promise<void> {
  await updateRoots(session);
  await updateTimestamp(session);
  assertRoleReached('timestamp', session);
  await updateSnapshot(session);
  assertRoleReached('snapshot', session);
  await updateTargets(session, 'targets', 'root');
}

// TUF 5.4
export async function updateTimestamp({ store, now, cache, source, limits }: Session): Promise<void> {
  assertNotExpired('root', store.root.signed.expires, now);
  const kept = await cache.read('timestamp.json');
  // An expired or foreign one is dropped; an expired one has set the floor for versions by then.
  if (kept !== undefined)
    isAccepted(() =>
      store.updateTimestamp(admitMetadata('timestamp', kept, { delegator: store.root, role: 'timestamp' })),
    );
  const maxLength = limits.timestampMaxLength;
  const received = await needMetadata({ role: 'timestamp', version: undefined, maxLength }, source);
  try {
    store.updateTimestamp(admitMetadata('timestamp', received, { delegator: store.root, role: 'timestamp' }));
  } catch (error) {
    if (!(error instanceof EqualVersionError)) throw toTufError('timestamp', error);
    // The same version again is the usual answer of an unchanged repository: what was trusted stays, until it expires.
    assertNotExpired('timestamp', store.timestamp?.signed.expires, now);
    return;
  }
  if (!(await cache.keep('timestamp.json', received))) throw outrun('timestamp.json');
}

// TUF 5.3.10, 5.4.4: metadata past its expiry is a freeze attack, or a publisher who did not renew.
function assertNotExpired(role: string, expires: string | undefined, now: Date): void {
  if (expires !== undefined && new Date(expires) > now) return;
  throw new VaultError('ERR_TUF_EXPIRED', `${role} has expired`, {
    facts: { role, ...(expires !== undefined && { expires }) },
  });
}

// TUF 5.5
export async function updateSnapshot(session: Session): Promise<void> {
  const { store, source, cache, limits } = session;
  const meta = store.timestamp?.signed.snapshotMeta;
  if (meta === undefined) throw new VaultError('ERR_INTERNAL', 'snapshot was asked for before timestamp');
  const kept = await cache.read('snapshot.json');
  if (
    kept !== undefined &&
    isAccepted(() =>
      store.updateSnapshot(
        admitMetadata('snapshot', kept, { delegator: store.root, role: 'snapshot' }),
        true,
      ),
    ) &&
    isAccepted(() => assertMetaFile('snapshot', meta, kept))
  ) {
    return;
  }
  const { version, length } = meta;
  const maxLength = length ?? limits.snapshotMaxLength;
  const file = { role: 'snapshot', version: namedVersion(session, version), maxLength };
  const bytes = await needMetadata(file, source);
  assertMetaFile('snapshot', meta, bytes);
  accept(
    'snapshot',
    () => store.updateSnapshot(admitMetadata('snapshot', bytes, { delegator: store.root, role: 'snapshot' })),
    { bytes, version },
  );
  if (!(await cache.keep('snapshot.json', bytes))) throw outrun('snapshot.json');
}
