import { VaultError } from '@ragnos-vault/errors';
import { accept, isAccepted } from './accept.ts';
import { admitMetadata } from './admit-metadata.ts';
import { assertMetaFile } from './assert-meta-file.ts';
import { namedVersion, type Session } from './client-state.ts';
import { needMetadata } from './fetch-metadata.ts';
import { cachedName } from './role-names.ts';

/**
 * TUF 5.6, for `targets` and for every role that is delegated to. A role that was read before is proven again for
 * each role that delegates to it: their keys need not be the same (python-tuf #2977). Searches at the same time share
 * what one of them reads.
 *
 * @throws ERR_TUF_SIGNATURE and the other refusals of metadata, ERR_TUF_MISSING, ERR_FETCH_FAILED
 */
export async function updateTargets(session: Session, role: string, delegator: string): Promise<void> {
  const { loaded, loading } = session;
  for (;;) {
    const known = loaded.get(role);
    if (known !== undefined) {
      proveAgain(known, { session, role, delegator });
      return;
    }
    const other = loading.get(role);
    if (other === undefined) break;
    if (other.delegator === delegator) return other.done;
    // What is refused on behalf of another role says nothing about this one.
    await other.done.catch(() => undefined);
  }
  const done = loadTargets(session, role, delegator)
    .then((bytes) => void loaded.set(role, { bytes, delegators: new Set([delegator]) }))
    .finally(() => loading.delete(role));
  loading.set(role, { delegator, done });
  return done;
}

interface Proving {
  readonly session: Session;
  readonly role: string;
  readonly delegator: string;
}

function proveAgain(
  { bytes, delegators }: { readonly bytes: Uint8Array; readonly delegators: Set<string> },
  { session, role, delegator }: Proving,
): void {
  if (delegators.has(delegator)) return;
  accept(role, updateOf(session, { role, delegator, bytes }));
  delegators.add(delegator);
}

async function loadTargets(session: Session, role: string, delegator: string): Promise<Uint8Array> {
  const { cache, source, limits } = session;
  const meta = session.store.snapshot?.signed.meta[`${role}.json`];
  if (meta === undefined) {
    throw new VaultError('ERR_TUF_MISSING', `snapshot does not name the role ${role}`, { facts: { role } });
  }
  const name = cachedName(role);
  const kept = await cache.read(name);
  if (kept !== undefined && isAccepted(updateOf(session, { role, delegator, bytes: kept }))) return kept;
  const { version, length } = meta;
  const maxLength = length ?? limits.targetsMaxLength;
  const bytes = await needMetadata({ role, version: namedVersion(session, version), maxLength }, source);
  assertMetaFile(role, meta, bytes);
  accept(role, updateOf(session, { role, delegator, bytes }), { bytes, version });
  // Where another client got ahead, it keeps its own: timestamp and snapshot are the floor of these.
  await cache.keep(name, bytes);
  return bytes;
}

function updateOf(
  { store }: Session,
  update: { readonly role: string; readonly delegator: string; readonly bytes: Uint8Array },
): () => void {
  const { role, delegator, bytes } = update;
  return () => {
    const by = delegator === 'root' ? store.root : store.getRole(delegator);
    const delegation = by && { delegator: by, role };
    store.updateDelegatedTargets(admitMetadata('targets', bytes, delegation), role, delegator);
  };
}
