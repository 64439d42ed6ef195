import { resolve } from 'node:path';
import { openSigner } from '@ragnos-vault/crypto';
import type { KeyType, Signer } from '@ragnos-vault/crypto';
import type { TopLevelRole } from '@ragnos-vault/metadata';
import { init, parseVaultConfig, publish, status } from '@ragnos-vault/publisher';
import type {
  InitReport,
  PublishEvent,
  PublishReport,
  StatusReport,
  VaultConfig,
} from '@ragnos-vault/publisher';
import { createVaultFolder, openDirectoryStore, openVaultFolder } from '@ragnos-vault/storage';
import type { VaultFolder } from '@ragnos-vault/storage';
import { loadPolicy } from './load-policy.ts';
import { readPluginSource } from './read-plugin-source.ts';

/** Answers the passphrase of a role's encrypted key, or `undefined` where there is none to give. */
export type PassphraseSource = (role: TopLevelRole) => Promise<string | undefined>;

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

export interface PublishPluginsInput {
  readonly repoDir: string;
  readonly plugins: readonly string[];
  readonly targetPath?: string;
  readonly policyFile?: string;
  readonly passphrase: PassphraseSource;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  readonly onEvent?: (event: PublishEvent) => void;
}

/** Publishes plugins into a vault folder. @throws what `publish` of the publisher throws. */
export async function publishPlugins(input: PublishPluginsInput): Promise<PublishReport> {
  const vault = await openVaultFolder(resolve(input.repoDir));
  const config = parseVaultConfig(vault.config);
  const loaded = await loadPolicy(input.policyFile);
  const publishInput = { ...input, ...loaded, config, trustedRoot: vault.trustedRoot };
  return publish(publishInput, {
    ...input,
    store: openDirectoryStore(vault.repositoryDir),
    readPlugin: (source) => readPluginSource(source, loaded.limits),
    openSigners: (role) => openSigners(role, { vault, config, input }),
  });
}

/** Says what a vault publishes, and until when. @throws what `status` of the publisher throws. */
export async function vaultStatus(input: {
  readonly repoDir: string;
  readonly now: Date;
}): Promise<StatusReport> {
  const vault = await openVaultFolder(resolve(input.repoDir));
  return status({ ...input, trustedRoot: vault.trustedRoot }, openDirectoryStore(vault.repositoryDir));
}

interface SignerInput {
  readonly vault: VaultFolder;
  readonly config: VaultConfig;
  readonly input: PublishPluginsInput;
}

async function openSigners(
  role: TopLevelRole,
  { vault, config, input }: SignerInput,
): Promise<readonly Signer[]> {
  const context = { baseDir: vault.dir, env: input.env, passphrase: () => input.passphrase(role) };
  const signers: Signer[] = [];
  for (const uri of config.roles[role].signers) signers.push(await openSigner(uri, context));
  return signers;
}
