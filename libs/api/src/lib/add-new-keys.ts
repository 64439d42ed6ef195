import type { KeyType, Signer } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { makeKey } from '@ragnos-vault/publisher';
import { addVaultFile } from '@ragnos-vault/storage';

export interface NewKeysInput {
  /** The vault. */
  readonly dir: string;
  /** File names without their ending, in order; one that is taken is passed over. */
  readonly names: Iterator<string, never>;
  readonly count: number;
  readonly keyType: KeyType;
  /** Encrypts the keys; without it they are plain files of mode 0600. */
  readonly passphrase: string | undefined;
}

export interface NewKeys {
  /** Signer URIs. */
  readonly uris: readonly string[];
  readonly signers: readonly Signer[];
}

/** Makes keys in `keys/` of a vault; none that is there is ever overwritten. `vault.yaml` stays as it is. @throws ERR_IO */
export async function addNewKeys({ dir, names, count, keyType, passphrase }: NewKeysInput): Promise<NewKeys> {
  const uris: string[] = [];
  const signers: Signer[] = [];
  while (uris.length < count) {
    const { pem, signer } = await makeKey(keyType, passphrase);
    let path = `keys/${names.next().value}.pem`;
    while (!(await isAdded(dir, path, pem))) path = `keys/${names.next().value}.pem`;
    uris.push(`file2:${path}`);
    signers.push(signer);
  }
  return { uris, signers };
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
