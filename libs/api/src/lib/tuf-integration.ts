import { openTrustedClient } from '@ragnos-vault/metadata';
import type { TrustedClient, TrustedRoles, TrustedTarget } from '@ragnos-vault/metadata';
import { VaultError } from '@ragnos-vault/errors';
import { openRepository } from './install-session.ts';
import { repositoryOf, trustedRootOf, type TufOptions } from './secure-plugin-installer.ts';

export interface TUFIntegrationOptions {
  readonly tufOptions: TufOptions;
  /** Trusted metadata is kept below it; usually the plugins folder. */
  readonly pluginsDir: string;
}

/** The trusted client alone: refresh, find and download targets of a local or remote repository. */
export class TUFIntegration {
  readonly #options: TUFIntegrationOptions;
  #client: TrustedClient | undefined;

  constructor(options: TUFIntegrationOptions) {
    this.#options = options;
  }

  /** Brings the trusted metadata up to date. @throws ERR_TUF_*, ERR_FETCH_FAILED */
  async refresh(): Promise<TrustedRoles> {
    const { tufOptions, pluginsDir } = this.#options;
    const repo = repositoryOf(tufOptions);
    const trustedRoot = await trustedRootOf(tufOptions, pluginsDir);
    this.#client = openTrustedClient(
      { trustedRoot, now: new Date() },
      await openRepository({ repo, trustedRoot, pluginsDir }),
    );
    return this.#client.refresh();
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

  #refreshed(): TrustedClient {
    if (this.#client !== undefined) return this.#client;
    throw new VaultError('ERR_USAGE', 'call refresh() first');
  }
}
