import type { KeyType } from '@ragnos-vault/crypto';
import type { PublishReport, StatusReport, VaultStore } from '@ragnos-vault/publisher';
import type { PassphraseSource } from './open-vault.ts';
import { initVault, publishPlugins, vaultStatus, type InitVaultReport } from './vault-session.ts';
import type { PolicyFiles } from './load-policy.ts';

export interface LocalTUFRepositoryOptions {
  /** The vault folder. */
  readonly repoDir: string;
  /** Asked for the passphrase of an encrypted key. */
  readonly passphrase?: PassphraseSource;
  readonly policyFile?: PolicyFiles;
}

/** A vault in a folder of this machine: the publisher's side. */
export class LocalTUFRepository {
  readonly #options: LocalTUFRepositoryOptions;

  constructor(options: LocalTUFRepositoryOptions) {
    this.#options = options;
  }

  /** Makes the vault, with RSA keys and one root key unless told otherwise. @throws ERR_VAULT_EXISTS, ERR_USAGE */
  async init(
    options: { readonly keyType?: KeyType; readonly threshold?: number; readonly store?: VaultStore } = {},
  ): Promise<InitVaultReport> {
    const { repoDir } = this.#options;
    return initVault({ keyType: 'rsa', threshold: 1, ...options, repoDir, now: new Date() });
  }

  /** Publishes folders and archives in one commit. @throws what `publish` throws */
  async publish(
    plugins: readonly string[],
    options: { readonly targetPath?: string } = {},
  ): Promise<PublishReport> {
    const { passphrase = noPassphrase } = this.#options;
    return publishPlugins({
      ...this.#options,
      ...options,
      plugins,
      passphrase,
      env: process.env,
      now: new Date(),
    });
  }

  /** What is published, and until when. */
  async status(): Promise<StatusReport> {
    return vaultStatus({ repoDir: this.#options.repoDir, now: new Date() });
  }
}

function noPassphrase(): Promise<undefined> {
  return Promise.resolve(undefined);
}
