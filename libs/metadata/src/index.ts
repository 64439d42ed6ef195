export { openMetadataCache, memoryCache } from './lib/client/cache.ts';
export { assertMetaFile } from './lib/client/assert-meta-file.ts';
export { collect, oneChunk } from './lib/client/collect.ts';
export { openTrustedClient } from './lib/client/trusted-client.ts';
export { encodeRoot, encodeSnapshot, encodeTargets, encodeTimestamp } from './lib/encode-role.ts';
export { metadataPath, parseTargetPath, storedTargetPath, TIMESTAMP_PATH } from './lib/layout.ts';
export { loadRepository, parseTrustedRoot } from './lib/load-repository.ts';
export { parseRoot, parseSnapshot, parseTargets, parseTimestamp } from './lib/parse-role.ts';
export { planRelease } from './lib/plan-release.ts';
export { encodePluginCustom, parsePluginCustom } from './lib/plugin/parse-plugin-custom.ts';
export { encodePluginIndex, parsePluginIndex, withVersion } from './lib/plugin/parse-plugin-index.ts';
export { pluginArchivePath, pluginIndexPath, toPluginId } from './lib/plugin/plugin-path.ts';
export { signRole } from './lib/sign-role.ts';
export { keysOf } from './lib/verify-role.ts';
export type { ClientLimits, TrustedClient, TrustedTarget } from './lib/client/trusted-client.ts';
export type { TrustedRole, TrustedRoles } from './lib/client/trusted-roles.ts';
export type {
  RepositoryState,
  RoleKeys,
  Root,
  SignedRole,
  Snapshot,
  TargetFile,
  Targets,
  Timestamp,
  TopLevelRole,
} from './lib/documents.ts';
export type { ReleasePlan, TargetsEdit } from './lib/plan-release.ts';
export type { PluginCustom } from './lib/plugin/parse-plugin-custom.ts';
export type { PluginIndex, PluginVersion } from './lib/plugin/parse-plugin-index.ts';
export type { PluginId } from './lib/plugin/plugin-path.ts';
export type { Fetcher, FetchOptions, MetadataCache, RepositoryStore, StoredFile } from './lib/ports.ts';
