import { resolve } from 'node:path';
import type { KeyType } from '@ragnos-vault/crypto';
import type { TopLevelRole } from '@ragnos-vault/metadata';
import { init, parseVaultConfig, publish, status } from '@ragnos-vault/publisher';
import type {
  InitReport,
  PublishEvent,
  PublishReport,
  StatusReport,
  VaultStore,
} from '@ragnos-vault/publisher';
import { openVaultFolder } from '@ragnos-vault/storage';
import { createVaultIn } from './create-vault.ts';
import { openVaultStore } from './vault-store.ts';
import { loadPolicy, type PolicyFiles } from './load-policy.ts';
import { openVault, type OpenVaultInput } from './open-vault.ts';
import { readPluginSource } from './read-plugin-source.ts';
import { withScanner, type OnScan } from './scan-threads.ts';
import { filesInVault } from './files-in-vault.ts';

export interface InitVaultInput {
  readonly repoDir: string;
  readonly keyType: KeyType;
  readonly threshold: number;
  /** Where the repository lies: `repository`, the folder of that name in the vault, unless told otherwise. */
  readonly store?: VaultStore;
  /** Encrypts the keys; without it they are plain files of mode 0600. */
  readonly passphrase?: (role: TopLevelRole) => Promise<string>;
  readonly now: Date;
}

export type InitVaultReport = InitReport & { readonly dir: string; readonly store: VaultStore };

/** Makes a vault in a folder. @throws what `init` of the publisher throws. */
export async function initVault(input: InitVaultInput): Promise<InitVaultReport> {
  const dir = resolve(input.repoDir);
  const { store = 'repository' } = input;
  return { dir, store, ...(await init({ ...input, store }, createVaultIn(dir, store))) };
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
  const vault = await openVaultFolder(resolve(input.repoDir));
  const { dir, trustedRoot } = vault;
  const config = parseVaultConfig(vault.config);
  const rootKeyFiles = await filesInVault(dir, config.roles.root.signers);
  return status({ now: input.now, config, trustedRoot, rootKeyFiles }, openVaultStore(vault, config));
}
