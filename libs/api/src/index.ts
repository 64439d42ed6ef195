export { describeEvent } from './lib/describe-event.ts';
export { installPlugins, listPlugins, readTrustedRoot, rollbackPlugins } from './lib/install-session.ts';
export { loadPassphrases, requirePassphrases } from './lib/load-passphrases.ts';
export { LocalTUFRepository } from './lib/local-tuf-repository.ts';
export { scanSource } from './lib/scan-source.ts';
export { SecurePluginInstaller } from './lib/secure-plugin-installer.ts';
export { TUFIntegration } from './lib/tuf-integration.ts';
export { initVault, publishPlugins, vaultStatus } from './lib/vault-session.ts';
export type { InstallPluginsInput } from './lib/install-session.ts';
export type { LocalTUFRepositoryOptions } from './lib/local-tuf-repository.ts';
export type { SecurePluginInstallerOptions, TufOptions } from './lib/secure-plugin-installer.ts';
export type { TUFIntegrationOptions } from './lib/tuf-integration.ts';
export type {
  InitVaultInput,
  InitVaultReport,
  PassphraseSource,
  PublishPluginsInput,
} from './lib/vault-session.ts';
