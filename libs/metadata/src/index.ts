export { openMetadataCache, memoryCache } from './lib/client/cache.ts';
export { assertMetaFile } from './lib/client/assert-meta-file.ts';
export { collect, oneChunk } from './lib/client/collect.ts';
export { inspectTrust } from './lib/client/inspect-trust.ts';
export { readKnownRevocations } from './lib/client/known-revocations.ts';
export { readKnownVersions } from './lib/client/known-versions.ts';
export { DEFAULT_CLIENT_LIMITS, openTrustedClient } from './lib/client/trusted-client.ts';
export { encodeRoot, encodeSnapshot, encodeTargets, encodeTimestamp } from './lib/encode-role.ts';
export { binNames, binOf, binsPrefix, bitLengthFor, prefixBins, TARGETS_PER_BIN } from './lib/bins.ts';
export { delegateOf } from './lib/delegate-of.ts';
export { isGitBranch } from './lib/git-branch.ts';
export { metadataPath, parseTargetPath, storedTargetPath, TIMESTAMP_PATH } from './lib/layout.ts';
export { openLiveRepository } from './lib/live-repository.ts';
export { loadNewestRoot, loadRepository, parseTrustedRoot, verifyNextRoot } from './lib/load-repository.ts';
export { parseRoot, parseSnapshot, parseTargets, parseTimestamp } from './lib/parse-role.ts';
export { deliver } from './lib/map/deliver.ts';
export { openConsensus } from './lib/map/open-consensus.ts';
export { openSingleSource } from './lib/map/open-single-source.ts';
export { parseMap } from './lib/map/parse-map.ts';
export { planRelease } from './lib/plan-release.ts';
export { encodePluginCustom, parsePluginCustom } from './lib/plugin/parse-plugin-custom.ts';
export { encodePluginIndex, parsePluginIndex, withVersion } from './lib/plugin/parse-plugin-index.ts';
export {
  encodeRevocations,
  isArchiveDigest,
  isReason,
  NO_REVOCATIONS,
  parseRevocations,
  REVOCATIONS_PATH,
  withRevocation,
} from './lib/plugin/parse-revocations.ts';
export { parseRequiredPlugins } from './lib/plugin/parse-required-plugins.ts';
export { pluginArchivePath, pluginIndexPath, toPluginId } from './lib/plugin/plugin-path.ts';
export { encodeDraft, payloadOf, toPublishedForm, typeOf, withSignature } from './lib/root/draft.ts';
export {
  addKey,
  assertSignable,
  nextRoot,
  removeKey,
  replaceKeys,
  setThreshold,
} from './lib/root/edit-root.ts';
export { recoveryOf, withRecovery } from './lib/root/recovery.ts';
export { signRole } from './lib/sign-role.ts';
export {
  delegatorOf,
  isTopLevel,
  parseVendorName,
  signingRoleOf,
  vendorOf,
  vendorOfPath,
  vendorPaths,
  vendorRole,
} from './lib/vendor-roles.ts';
export { assertSignedBy, delegatedKeysOf, keysOf, signersOf } from './lib/verify-role.ts';
export type { DelegatedStatus } from './lib/client/delegated-status.ts';
export type { TrustReport } from './lib/client/inspect-trust.ts';
export type { RoleStatus } from './lib/client/role-status.ts';
export type { KnownRevocations } from './lib/client/known-revocations.ts';
export type { ClientLimits, TrustedClient, TrustedTarget } from './lib/client/trusted-client.ts';
export type { RollbackFloor } from './lib/client/rollback-floor.ts';
export type { TrustedRole, TrustedRoles } from './lib/client/trusted-roles.ts';
export type {
  DelegatedRole,
  Delegations,
  ListedKey,
  RepositoryState,
  RoleKeys,
  Root,
  SignedRole,
  Snapshot,
  SuccinctRoles,
  TargetFile,
  Targets,
  Timestamp,
  TopLevelRole,
} from './lib/documents.ts';
export type { LiveRepository, TargetsContent } from './lib/live-repository.ts';
export type { ReleaseInput, ReleasePlan } from './lib/plan-release.ts';
export type { SigningKeys } from './lib/verify-role.ts';
export type { OpenRepository } from './lib/map/open-members.ts';
export type { Mapping, RepositoryMap } from './lib/map/parse-map.ts';
export type { FoundTarget, PluginSource, SourceEvent, Voucher } from './lib/map/plugin-source.ts';
export type { PluginCustom } from './lib/plugin/parse-plugin-custom.ts';
export type { PluginIndex, PluginVersion } from './lib/plugin/parse-plugin-index.ts';
export type { RequiredPlugins } from './lib/plugin/parse-required-plugins.ts';
export type { Revocation, RevocationList } from './lib/plugin/parse-revocations.ts';
export type { MadeSignature } from './lib/root/draft.ts';
export type { Recovery } from './lib/root/recovery.ts';
export type { PluginId } from './lib/plugin/plugin-path.ts';
export type {
  CollectableStore,
  Fetcher,
  FetchOptions,
  ListedFile,
  MetadataCache,
  Mirror,
  RepositoryStore,
  StoredFile,
} from './lib/ports.ts';
