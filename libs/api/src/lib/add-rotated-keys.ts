import type { KeyType } from '@ragnos-vault/crypto';
import { addNewKeys, type NewKeys } from './add-new-keys.ts';

export interface RotatedKeysInput {
  /** The vault. */
  readonly dir: string;
  readonly role: string;
  /** Of the root that will name these keys. */
  readonly version: number;
  readonly count: number;
  readonly keyType: KeyType;
  /** Encrypts the keys; without it they are plain files of mode 0600. */
  readonly passphrase: string | undefined;
}

/**
 * Makes new keys of a role, `keys/timestamp-7.pem` for root 7. No two roots have the same version, so that the name of a
 * key that was lost is not given to another one. `vault.yaml` stays as it is.
 *
 * @throws ERR_IO
 */
export async function addRotatedKeys(input: RotatedKeysInput): Promise<NewKeys> {
  return addNewKeys({ ...input, names: namesOf(input) });
}

/** A name may be taken by a rotation that was given up. */
function* namesOf({ role, version, count }: RotatedKeysInput): Generator<string, never> {
  if (count === 1) yield `${role}-${version}`;
  for (let number = 1; ; number += 1) yield `${role}-${version}-${number}`;
}
