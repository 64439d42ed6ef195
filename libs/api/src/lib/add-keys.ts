import type { KeyType } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { makeKey } from '@ragnos-vault/publisher';
import { addVaultFile } from '@ragnos-vault/storage';

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
 * Makes new keys of a role under names that no key of the vault ever had, and returns their signer URIs. `vault.yaml`
 * stays as it is.
 *
 * @throws ERR_PASSPHRASE, ERR_IO
 */
export async function addKeys(input: AddKeysInput): Promise<readonly string[]> {
  const passphrase = await input.newPassphrase?.(input.role);
  const uris: string[] = [];
  for (let number = 1; uris.length < input.count; number += 1) {
    const path = `keys/${input.role}${number === 1 ? '' : `-${number}`}.pem`;
    const { pem } = await makeKey(input.keyType, passphrase);
    if (await isAdded(input.dir, path, pem)) uris.push(`file2:${path}`);
  }
  return uris;
}

async function isAdded(dir: string, path: string, pem: string): Promise<boolean> {
  try {
    await addVaultFile(dir, path, { bytes: new TextEncoder().encode(pem), mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_VAULT_EXISTS') return false;
    throw error;
  }
}
