import { resolve } from 'node:path';
import type { KeyType } from '@ragnos-vault/crypto';
import type { TopLevelRole } from '@ragnos-vault/metadata';
import { init, parseVaultConfig, publish, status } from '@ragnos-vault/publisher';
import type { InitReport, PublishEvent, PublishReport, StatusReport } from '@ragnos-vault/publisher';
import { createVaultFolder, openDirectoryStore, openVaultFolder } from '@ragnos-vault/storage';
import { loadPolicy, type PolicyFiles } from './load-policy.ts';
import { openVault, type OpenVaultInput } from './open-vault.ts';
import { readPluginSource } from './read-plugin-source.ts';
import { withScanner, type OnScan } from './scan-threads.ts';
import { filesInVault } from './files-in-vault.ts';

export interface InitVaultInput {
  readonly repoDir: string;
  readonly keyType: KeyType;
  readonly threshold: number;
  /** Encrypts the keys; without it they are plain files of mode 0600. */
  readonly passphrase?: (role: TopLevelRole) => Promise<string>;
  readonly now: Date;
}

export type InitVaultReport = InitReport & { readonly dir: string };

/** Makes a vault in a folder. @throws what `init` of the publisher throws. */
export async function initVault(input: InitVaultInput): Promise<InitVaultReport> {
  const dir = resolve(input.repoDir);
  return { dir, ...(await init(input, (files) => createVaultFolder(dir, files))) };
}

export interface PublishPluginsInput extends OpenVaultInput {
  readonly plugins: readonly string[];
  readonly targetPath?: string;
  readonly skipExisting?: boolean;
  readonly dryRun?: boolean;
  readonly policyFile?: PolicyFiles;
  readonly knownBadFiles?: readonly string[];
  readonly now: Date;
  readonly onEvent?: (event: PublishEvent) => void;
  readonly onScan?: OnScan;
}

/** Publishes plugins into a vault folder. @throws what `publish` of the publisher throws. */
export async function publishPlugins(input: PublishPluginsInput): Promise<PublishReport> {
  const { config, trustedRoot, ports } = await openVault(input);
  const loaded = await loadPolicy(input, input.now);
  const readPlugin = (source: string): Promise<Uint8Array> => readPluginSource(source, loaded.limits);
  return withScanner(input.plugins.length, input, (scanner) =>
    publish({ ...input, ...loaded, config, trustedRoot }, { ...input, ...ports, readPlugin, scanner }),
  );
}

/**
 * Says what a vault publishes, and until when; expiry is judged at `now`.
 *
 * @throws ERR_CONFIG_INVALID, what `status` of the publisher throws.
 */
export async function vaultStatus(input: {
  readonly repoDir: string;
  readonly now: Date;
}): Promise<StatusReport> {
  const { dir, config: text, trustedRoot, repositoryDir } = await openVaultFolder(resolve(input.repoDir));
  const config = parseVaultConfig(text);
  const rootKeyFiles = await filesInVault(dir, config.roles.root.signers);
  return status({ now: input.now, config, trustedRoot, rootKeyFiles }, openDirectoryStore(repositoryDir));
}
