export { openAuditLog } from './lib/open-audit-log.ts';
export { openDirectoryStore } from './lib/directory-store.ts';
export { fileFetcher } from './lib/file-fetcher.ts';
export { findVaultDir } from './lib/find-vault-dir.ts';
export { openGitStore } from './lib/git-store.ts';
export { httpFetcher } from './lib/http-fetcher.ts';
export { withLock } from './lib/kernel-lock.ts';
export { openFetcher } from './lib/open-fetcher.ts';
export { openPluginStore } from './lib/open-plugin-store.ts';
export { openPlugins } from './lib/open-plugins.ts';
export { openTenantFolder } from './lib/tenant-folder.ts';
export { openSharedCache } from './lib/open-shared-cache.ts';
export { listPluginFolder } from './lib/plugin-folder.ts';
export { redactUrl } from './lib/redact-url.ts';
export { pinRoot } from './lib/root-pin.ts';
export { addVaultFile, replaceVaultFile, updateVaultConfig } from './lib/update-vault-config.ts';
export { storeFetcher } from './lib/store-fetcher.ts';
export { createVaultFolder, openVaultFolder } from './lib/vault-folder.ts';
export type { HttpFetcherOptions } from './lib/http-fetcher.ts';
export type { OpenFetcherOptions } from './lib/open-fetcher.ts';
export type { Environment } from './lib/proxy-from-env.ts';
export type { PluginStoreOptions } from './lib/open-plugin-store.ts';
export type { LockOptions } from './lib/kernel-lock.ts';
export type { CollectReport, CollectRules, KeptBecause } from './lib/collect-plugins.ts';
export type { GenerationState } from './lib/generation-states.ts';
export type { OpenPlugin, OpenPlugins } from './lib/open-plugins.ts';
export type { Inspection } from './lib/inspect-plugins.ts';
export type { CorruptReason, Difference } from './lib/installed-corrupt.ts';
export type {
  ArchiveDigest,
  Generation,
  InstalledPlugin,
  PluginFolder,
  PluginStore,
  StagedArchive,
  StoreUsage,
  ToUnpack,
  Unpacked,
} from './lib/plugin-store.ts';
export type { TenantFolder } from './lib/tenant-folder.ts';
export type { VaultFolder } from './lib/vault-folder.ts';
export type { VaultFile } from './lib/write-vault-file.ts';
