import { resolve } from 'node:path';
import { openSigner } from '@ragnos-vault/crypto';
import type { Signer } from '@ragnos-vault/crypto';
import { parseVaultConfig, roleConfig } from '@ragnos-vault/publisher';
import type { EditPorts, VaultConfig } from '@ragnos-vault/publisher';
import type { CollectableStore } from '@ragnos-vault/metadata';
import { openVaultFolder } from '@ragnos-vault/storage';
import { assertNoRootKey } from './signing-keys.ts';
import { openVaultStore } from './vault-store.ts';

/** Answers the passphrase of a role's encrypted key, or `undefined` where there is none to give. */
export type PassphraseSource = (role: string) => Promise<string | undefined>;

export interface OpenVaultInput {
  readonly repoDir: string;
  readonly passphrase: PassphraseSource;
  /** Keys that sign in place of those that `vault.yaml` names, each for the roles that trust it; see `parseSigningKeys`. */
  readonly signingKeys?: readonly Signer[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A vault folder with what every change of its repository needs. */
export interface VaultSession {
  readonly dir: string;
  readonly config: VaultConfig;
  readonly trustedRoot: Uint8Array;
  readonly ports: Pick<EditPorts, 'openSigners'> & { readonly store: CollectableStore };
}

/** Opens a vault; no key is touched before a role must sign. @throws ERR_VAULT_NOT_FOUND, ERR_CONFIG_INVALID, ERR_ROOT_KEY_ONLINE, ERR_IO */
export async function openVault(input: OpenVaultInput): Promise<VaultSession> {
  const vault = await openVaultFolder(resolve(input.repoDir));
  const { dir, trustedRoot } = vault;
  const config = parseVaultConfig(vault.config);
  const { signingKeys } = input;
  const openSigners = (role: string): Promise<readonly Signer[]> =>
    signingKeys === undefined
      ? openUris(roleConfig(config, role).signers, { ...input, dir, role })
      : Promise.resolve(signingKeys);
  const store = openVaultStore(vault, config);
  if (signingKeys !== undefined) {
    const keyIds = signingKeys.map(({ keyId }) => keyId);
    await assertNoRootKey(keyIds, { store, trustedRoot });
  }
  return { dir, config, trustedRoot, ports: { store, openSigners } };
}

/** Opens keys of a role by their signer URIs. @throws ERR_SIGNER_UNAVAILABLE, ERR_PASSPHRASE, ERR_KEY_PERMISSIONS */
export async function openUris(
  uris: readonly string[],
  { dir, role, env, passphrase }: Omit<OpenVaultInput, 'repoDir'> & { dir: string; role: string },
): Promise<readonly Signer[]> {
  const context = { baseDir: dir, env, passphrase: () => passphrase(role) };
  const signers: Signer[] = [];
  for (const uri of uris) signers.push(await openSigner(uri, context));
  return signers;
}
