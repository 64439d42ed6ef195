import { openTrustedClient } from '@ragnos-vault/metadata';
import type { TrustedClient, TrustedRoles, TrustedTarget } from '@ragnos-vault/metadata';
import { VaultError } from '@ragnos-vault/errors';
import { openRepository } from './install-session.ts';
import { placesOf, trustedRootOf, type TufOptions } from './secure-plugin-installer.ts';

export interface TUFIntegrationOptions {
  readonly tufOptions: TufOptions;
  /** Trusted metadata is kept below it; usually the plugins folder. */
  readonly pluginsDir: string;
  /** Metadata comes from what an earlier refresh has kept; nothing newer is asked for. */
  readonly offline?: boolean;
  /** With `offline` only: takes metadata that is past its expiry. */
  readonly acceptExpiredMetadataUnsafe?: boolean;
}

/** The trusted client alone: refresh, find and download targets of a local or remote repository. */
export class TUFIntegration {
  readonly #options: TUFIntegrationOptions;
  #client: TrustedClient | undefined;

  constructor(options: TUFIntegrationOptions) {
    this.#options = options;
  }

  /**
   * Brings the trusted metadata up to date; what was trusted before stays if it fails.
   *
   * @throws ERR_TUF_*, ERR_FETCH_FAILED, ERR_CLOCK_STEPPED_BACK, ERR_OFFLINE
   */
  async refresh(): Promise<TrustedRoles> {
    const client = await this.#open();
    const roles = await client.refresh();
    this.#client = client;
    return roles;
  }

  /** The signed entry of a target path. @throws ERR_USAGE before `refresh` */
  async find(path: string): Promise<TrustedTarget | undefined> {
    return this.#refreshed().findTarget(path);
  }

  /** The proven bytes of a target path. @throws ERR_TARGET_NOT_FOUND, ERR_TUF_LENGTH, ERR_TUF_HASH_MISMATCH */
  async download(path: string): Promise<Uint8Array> {
    const client = this.#refreshed();
    const target = await client.findTarget(path);
    if (target !== undefined) return client.downloadBytes(target);
    throw new VaultError('ERR_TARGET_NOT_FOUND', `no trusted metadata names ${path}`, { facts: { path } });
  }

  async #open(): Promise<TrustedClient> {
    const { tufOptions, pluginsDir, ...modes } = this.#options;
    const trustedRoot = await trustedRootOf(tufOptions, pluginsDir);
    const session = await openRepository({ ...placesOf(tufOptions), trustedRoot, pluginsDir });
    return openTrustedClient({ trustedRoot, now: new Date(), ...modes }, session);
  }

  #refreshed(): TrustedClient {
    if (this.#client !== undefined) return this.#client;
    throw new VaultError('ERR_USAGE', 'call refresh() first');
  }
}
