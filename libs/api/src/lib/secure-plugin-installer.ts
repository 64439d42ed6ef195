import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { toVaultError, VaultError } from '@ragnos-vault/errors';
import type { InstallReport, ListReport, RollbackReport } from '@ragnos-vault/installer';
import { pinRoot } from '@ragnos-vault/storage';
import {
  installPlugins,
  listPlugins,
  readTrustedRoot,
  rollbackPlugins,
  trustDirOf,
  type RepositoryInput,
} from './install-session.ts';
import type { PolicyFiles } from './load-policy.ts';
import { openFolderStore } from './vault-store.ts';

/** Where plugins come from, and what is trusted. */
export type TufOptions =
  | {
      /** A vault folder of this machine. Its own root.json is trusted on first use and pinned. */
      readonly localRepoDir: string;
    }
  | {
      readonly repositoryUrl: string;
      /** Other places of the same repository, tried in this order. */
      readonly mirrors?: readonly string[];
      /** The bytes of root.json, or the path of a file that holds them. */
      readonly trustedRoot: Uint8Array | string;
    };

export interface SecurePluginInstallerOptions {
  readonly pluginsDir: string;
  readonly tufOptions: TufOptions;
  /** Lifecycle scripts never run; `false` is a refusal unless a policy names the plugin. Default: true. */
  readonly ignoreScripts?: boolean;
  /** Bytes; bounds the archive and every file in it. */
  readonly maxFileSize?: number;
  readonly policyFile?: PolicyFiles;
}

/** Installs verified plugins from one repository into one folder. Call `initialize` first. */
export class SecurePluginInstaller {
  readonly #options: SecurePluginInstallerOptions;
  #trustedRoot: Uint8Array | undefined;

  constructor(options: SecurePluginInstallerOptions) {
    this.#options = options;
  }

  /**
   * Reads, and for a local folder pins, the root that everything else is proven against.
   *
   * @throws ERR_TUF_ROOT_INVALID, ERR_TUF_ROOT_CHANGED, ERR_VAULT_NOT_FOUND
   */
  async initialize(): Promise<void> {
    const { tufOptions, pluginsDir } = this.#options;
    this.#trustedRoot = await trustedRootOf(tufOptions, pluginsDir);
  }

  /**
   * Installs one plugin by name, name and range, or target path; all or nothing.
   *
   * @throws ERR_USAGE before `initialize`, ERR_SCRIPTS_NOT_ALLOWED, and the errors of `install`.
   */
  async installPlugin(spec: string): Promise<InstallReport> {
    return this.installPlugins([spec]);
  }

  /** Installs several plugins as one set: all of them, or none. @throws as `installPlugin`. */
  async installPlugins(specs: readonly string[]): Promise<InstallReport> {
    const { ignoreScripts = true, tufOptions } = this.#options;
    if (this.#trustedRoot === undefined)
      throw new VaultError('ERR_USAGE', 'call initialize() before installPlugin()');
    // No policy can name a plugin for its scripts yet, so that asking for them is always a refusal.
    if (!ignoreScripts) {
      throw new VaultError(
        'ERR_SCRIPTS_NOT_ALLOWED',
        `no policy allows the lifecycle scripts of ${specs.join(', ')}`,
        {
          facts: { plugins: specs.join(', ') },
        },
      );
    }
    const place = placesOf(tufOptions);
    return installPlugins({
      ...this.#options,
      ...place,
      specs,
      trustedRoot: this.#trustedRoot,
      now: new Date(),
    });
  }

  /** The installed plugins, and the sets before. */
  async listPlugins(): Promise<ListReport> {
    return listPlugins(this.#options.pluginsDir);
  }

  /** Goes back to an earlier set, verified, without network. @throws ERR_NO_GENERATION, ERR_INSTALLED_CORRUPT */
  async rollback(to?: number): Promise<RollbackReport> {
    const { pluginsDir } = this.#options;
    return rollbackPlugins({ pluginsDir, ...(to !== undefined && { to }) });
  }
}

/** The folder or addresses that `tufOptions` names, and the proxies of this process on the way there. */
export function placesOf(options: TufOptions): Pick<RepositoryInput, 'repo' | 'mirrors' | 'env'> {
  if ('localRepoDir' in options) return { repo: options.localRepoDir };
  return { repo: options.repositoryUrl, mirrors: options.mirrors ?? [], env: process.env };
}

/** The root that `tufOptions` names; that of a local folder is pinned below the plugins folder. */
export async function trustedRootOf(options: TufOptions, pluginsDir: string): Promise<Uint8Array> {
  if (!('localRepoDir' in options)) {
    const { trustedRoot } = options;
    return typeof trustedRoot === 'string' ? readTrustedRoot(trustedRoot) : trustedRoot;
  }
  // The name that was given, not what a link leads to: pointing it elsewhere is a change as well.
  const folder = resolve(options.localRepoDir);
  const path = join(folder, 'root.json');
  const root = await readFile(path).catch((cause: unknown) => {
    const { message } = toVaultError(cause);
    throw new VaultError('ERR_VAULT_NOT_FOUND', `no root.json in the local repository: ${message}`, {
      facts: { path },
      cause,
    });
  });
  return pinRoot(trustDirOf(pluginsDir, `pin:${folder}`), root, await openFolderStore(folder));
}
