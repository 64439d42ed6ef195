import { VaultError } from '@ragnos-vault/errors';
import { accept, isAccepted } from './accept.ts';
import { admitMetadata } from './admit-metadata.ts';
import { assertMetaFile } from './assert-meta-file.ts';
import { namedVersion, type ClientState } from './client-state.ts';
import { needMetadata } from './fetch-metadata.ts';
import { cachedName, remotePath } from './role-names.ts';

/**
 * TUF 5.6, for `targets` and for every role that is delegated to. A role that was read before is proven again for
 * each role that delegates to it: their keys need not be the same (python-tuf #2977).
 *
 * @throws ERR_TUF_SIGNATURE and the other refusals of metadata, ERR_TUF_MISSING, ERR_FETCH_FAILED
 */
export async function updateTargets(state: ClientState, role: string, delegator: string): Promise<void> {
  const loaded = state.loaded.get(role);
  if (loaded?.delegators.has(delegator) === true) return;
  if (loaded !== undefined) accept(role, updateOf(state, { role, delegator, bytes: loaded.bytes }));
  const bytes = loaded?.bytes ?? (await loadTargets(state, role, delegator));
  state.loaded.set(role, { bytes, delegators: new Set([...(loaded?.delegators ?? []), delegator]) });
}

async function loadTargets(state: ClientState, role: string, delegator: string): Promise<Uint8Array> {
  const { cache, fetcher, limits } = state;
  const meta = state.store.snapshot?.signed.meta[`${role}.json`];
  if (meta === undefined) {
    throw new VaultError('ERR_TUF_MISSING', `snapshot does not name the role ${role}`, { facts: { role } });
  }
  const name = cachedName(role);
  const kept = await cache.read(name);
  if (kept !== undefined && isAccepted(updateOf(state, { role, delegator, bytes: kept }))) return kept;
  const { version, length } = meta;
  const path = remotePath(role, namedVersion(state, version));
  const bytes = await needMetadata(path, length ?? limits.targetsMaxLength, fetcher);
  assertMetaFile(role, meta, bytes);
  accept(role, updateOf(state, { role, delegator, bytes }), { bytes, version });
  await cache.write(name, bytes);
  return bytes;
}

function updateOf(
  { store }: ClientState,
  update: { readonly role: string; readonly delegator: string; readonly bytes: Uint8Array },
): () => void {
  const { role, delegator, bytes } = update;
  return () => store.updateDelegatedTargets(admitMetadata('targets', bytes), role, delegator);
}
