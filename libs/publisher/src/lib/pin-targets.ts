import { sha256Hex } from '@ragnos-vault/crypto';
import { metadataPath } from '@ragnos-vault/metadata';
import type { RepositoryState, Snapshot } from '@ragnos-vault/metadata';

/**
 * Has a snapshot name the very bytes of `targets`. By its number alone, whoever stole the targets keys could show other
 * content of the same number to consumers whom a mirror leads astray. Delegated roles are listed by version only, because
 * there may be thousands.
 */
export function pinTargets(
  snapshot: Snapshot,
  signed: ReadonlyMap<string, Uint8Array>,
  { targets }: Pick<RepositoryState, 'targets'>,
): Snapshot {
  const named = snapshot.meta.get('targets');
  if (named === undefined) return snapshot;
  const bytes = signed.get(metadataPath('targets', named.version)) ?? targets.bytes;
  const hashes = new Map([['sha256', sha256Hex(bytes)]]);
  const meta = new Map(snapshot.meta).set('targets', { ...named, hashes });
  return { ...snapshot, meta };
}
