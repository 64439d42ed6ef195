export { createBundle } from './lib/bundle-session.ts';
export { collectVault } from './lib/collect-session.ts';
export { describeEvent } from './lib/describe-event.ts';
export {
  addSignatureToFile,
  draftFilePayload,
  draftVaultRoot,
  rootDraftStatus,
  signDraftFile,
} from './lib/draft-session.ts';
export { openPlugins } from '@ragnos-vault/storage';
export { collectPlugins, listGenerations, pinGeneration } from './lib/generations-session.ts';
export { describeVault } from './lib/describe-vault.ts';
export { expandPlugins } from './lib/expand-plugins.ts';
export { exportOnlineKeys } from './lib/export-keys.ts';
export { INSTALL_INPUTS, INSTALL_OUTPUTS } from './lib/inputs/install-inputs.ts';
export { PUBLISH_INPUTS, PUBLISH_OUTPUTS } from './lib/inputs/publish-inputs.ts';
export { identifyPlugins } from './lib/identify-plugins.ts';
export { parseSigningKeys } from './lib/signing-keys.ts';
export { installPlugins, listPlugins, readTrustedRoot, rollbackPlugins } from './lib/install-session.ts';
export { examinePlugins } from './lib/doctor-session.ts';
export { readAuditLog } from './lib/log-session.ts';
export { loadPassphrases, requirePassphrases } from './lib/load-passphrases.ts';
export { LocalTUFRepository } from './lib/local-tuf-repository.ts';
export { renewVault } from './lib/renew-session.ts';
export { checkPolicy, explainPolicyOf } from './lib/policy-session.ts';
export {
  installProject,
  outdatedPlugins,
  removeFromProject,
  updateProject,
  whyInstalled,
} from './lib/project-session.ts';
export { openTenant } from './lib/open-tenant.ts';
export { publishVaultRoot } from './lib/root-session.ts';
export { recoverVault, rotateVaultRole } from './lib/rotate-session.ts';
export { scanSource, scanSources } from './lib/scan-source.ts';
export type { ScanOptions, ScanSource } from './lib/scan-source.ts';
export type { OnScan } from './lib/scan-threads.ts';
export { SecurePluginInstaller } from './lib/secure-plugin-installer.ts';
export { showTrust } from './lib/trust-session.ts';
export { acceptSubmission, readSubmission, submitPlugins, withSubmission } from './lib/submission-session.ts';
export { TUFIntegration } from './lib/tuf-integration.ts';
export {
  addVaultVendor,
  rebalanceVendor,
  removeVaultVendor,
  rotateVaultVendor,
} from './lib/vendor-session.ts';
export { addKeys } from './lib/add-keys.ts';
export { initVault, publishPlugins, vaultStatus } from './lib/vault-session.ts';
export { repositoryFolder } from './lib/repository-folder.ts';
export { openServedVault } from './lib/served-vault.ts';
export { openVaultStore } from './lib/vault-store.ts';
export type { ServedVault, ServeVaultInput } from './lib/served-vault.ts';
export { verifyPlugins } from './lib/verify-plugins.ts';
export { verifyRepository } from './lib/verify-session.ts';
export { revokePlugin, yankPlugin } from './lib/yank-session.ts';
export type { BundleReport, CreateBundleInput } from './lib/bundle-session.ts';
export type { VaultDescription } from './lib/describe-vault.ts';
export type { ExportedKey } from './lib/export-keys.ts';
export type { InputDefinition, InputDefinitions } from './lib/inputs/input-definition.ts';
export type { IdentifiedPlugin } from './lib/identify-plugins.ts';
export type { CollectVaultInput } from './lib/collect-session.ts';
export type { InstallFromMapInput, InstallPluginsInput } from './lib/install-session.ts';
export type { OpenPlugin, OpenPlugins } from '@ragnos-vault/storage';
export type { CollectPluginsInput } from './lib/generations-session.ts';
export type { LocalTUFRepositoryOptions } from './lib/local-tuf-repository.ts';
export type { CheckedPolicy, ExplainedPolicy, ExplainPolicyInput } from './lib/policy-session.ts';
export type { InstallProjectInput, ProjectInput } from './lib/project-session.ts';
export { placeOrAddress } from './lib/project-source.ts';
export type { ProjectSource } from './lib/project-source.ts';
export type { RenewVaultInput } from './lib/renew-session.ts';
export type { SecurePluginInstallerOptions, TufOptions } from './lib/secure-plugin-installer.ts';
export type { ShowTrustInput, ShownTrust } from './lib/trust-session.ts';
export type {
  AcceptSubmissionInput,
  RemoteRepository,
  SubmissionFile,
  SubmitPluginsInput,
} from './lib/submission-session.ts';
export type { TUFIntegrationOptions } from './lib/tuf-integration.ts';
export type { InitVaultInput, InitVaultReport, PublishPluginsInput } from './lib/vault-session.ts';
export type { OpenVaultInput, PassphraseSource } from './lib/open-vault.ts';
export type { VendorInput, VendorKeySource } from './lib/vendor-session.ts';
export type { Tenant } from './lib/open-tenant.ts';
export type { VerifyPluginsInput } from './lib/verify-plugins.ts';
export type { VerifyRepositoryInput } from './lib/verify-session.ts';
export type { WithdrawInput } from './lib/yank-session.ts';
export type { DraftReport } from './lib/draft-session.ts';
export type { VaultRootReport } from './lib/root-session.ts';
