import type { KeyType } from '@ragnos-vault/crypto';
import { addNewKeys } from './add-new-keys.ts';

export interface AddKeysInput {
  /** The vault. */
  readonly dir: string;
  readonly role: string;
  readonly count: number;
  readonly keyType: KeyType;
  /** Encrypts the keys; without it they are plain files of mode 0600. */
  readonly newPassphrase?: (role: string) => Promise<string>;
}

/**
 * Makes new keys of a role under names that no file in `keys/` has, and returns their signer URIs. `vault.yaml` stays
 * as it is.
 *
 * @throws ERR_PASSPHRASE, ERR_IO
 */
export async function addKeys(input: AddKeysInput): Promise<readonly string[]> {
  const passphrase = await input.newPassphrase?.(input.role);
  const { uris } = await addNewKeys({ ...input, names: namesOf(input.role), passphrase });
  return uris;
}

function* namesOf(role: string): Generator<string, never> {
  yield role;
  for (let number = 2; ; number += 1) yield `${role}-${number}`;
}
