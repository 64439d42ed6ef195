import type { KeyType, Signer } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { makeKey } from '@ragnos-vault/publisher';
import { addVaultFile } from '@ragnos-vault/storage';

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

export interface RotatedKeys {
  readonly uris: readonly string[];
  readonly signers: readonly Signer[];
}

/**
 * Makes new keys of a role, `keys/timestamp-7.pem` for root 7. No two roots have the same version, so that the name of a
 * key that was lost is not given to another one. `vault.yaml` stays as it is.
 *
 * @throws ERR_IO
 */
export async function addRotatedKeys(input: RotatedKeysInput): Promise<RotatedKeys> {
  const { dir, role, version, count, keyType, passphrase } = input;
  const uris: string[] = [];
  const signers: Signer[] = [];
  for (let number = count === 1 ? 0 : 1; uris.length < count; number += 1) {
    const path = `keys/${role}-${version}${number === 0 ? '' : `-${number}`}.pem`;
    const { pem, signer } = await makeKey(keyType, passphrase);
    if (!(await isAdded(dir, path, pem))) continue;
    uris.push(`file2:${path}`);
    signers.push(signer);
  }
  return { uris, signers };
}

/** A name may be taken by a rotation that was given up. */
async function isAdded(dir: string, path: string, pem: string): Promise<boolean> {
  try {
    await addVaultFile(dir, path, { bytes: new TextEncoder().encode(pem), mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_VAULT_EXISTS') return false;
    throw error;
  }
}
