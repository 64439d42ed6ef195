import { VaultError } from '@ragnos-vault/errors';
import type { Root } from '../documents.ts';
import { otherFields, readInteger, readObject, readString } from '../json-reader.ts';

/** A field of ours in root metadata; its holders sign it with the rest. */
const RECOVERY = 'x_recovery';

/**
 * What the holders of root say about the state before a theft of the timestamp and snapshot keys: whoever publishes this
 * root goes on from there, and not from what is live, on whichever machine and however often it is begun.
 */
export interface Recovery {
  /** The version of the stored snapshot whose roles are kept. */
  readonly snapshot: number;
  /** Of that snapshot's file, in hex. */
  readonly sha256: string;
  /** The new snapshot has the first free version from here on. */
  readonly from: number;
}

/** @throws ERR_TUF_METADATA_INVALID where the field is there and malformed. */
export function recoveryOf({ extra }: Pick<Root, 'extra'>): Recovery | undefined {
  const value = extra[RECOVERY];
  if (value === undefined) return undefined;
  const wire = readObject(value, RECOVERY);
  const sha256 = readString(wire['sha256'], `sha256 of ${RECOVERY}`);
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    throw new VaultError('ERR_TUF_METADATA_INVALID', `sha256 of ${RECOVERY} is no digest`, {
      facts: { field: RECOVERY },
    });
  }
  return {
    snapshot: readInteger(wire['snapshot'], `snapshot of ${RECOVERY}`, 1),
    sha256,
    from: readInteger(wire['from'], `from of ${RECOVERY}`, 1),
  };
}

export function withRecovery(root: Root, { snapshot, sha256, from }: Recovery): Root {
  return { ...root, extra: { ...root.extra, [RECOVERY]: { snapshot, sha256, from } } };
}

export function withoutRecovery(root: Root): Root {
  return { ...root, extra: otherFields(root.extra, [RECOVERY]) };
}
