export { accept } from './lib/accept.ts';
export { addVendor, assertNewVendor } from './lib/add-vendor.ts';
export { openDraftFile } from './lib/draft-file.ts';
export { assertSound } from './lib/assert-sound.ts';
export { addSignature, draftPayload, signDraft } from './lib/draft-sign.ts';
export { collect } from './lib/collect.ts';
export { withoutRole, withSigners } from './lib/edit-vault-config.ts';
export { mapInParallel } from './lib/in-parallel.ts';
export { init, makeKey } from './lib/init.ts';
export { isVaultStore, parseVaultConfig, roleConfig } from './lib/parse-vault-config.ts';
export { publish } from './lib/publish.ts';
export { publishRoot } from './lib/publish-root.ts';
export { planRecovery } from './lib/recover-plan.ts';
export { draftRoot, draftTargets, planNextRoot, signNextRoot } from './lib/root-draft.ts';
export { rootStatus } from './lib/root-status.ts';
export { toRoleKeys } from './lib/vendor-delegation.ts';
export { findVendor } from './lib/vendor-roles.ts';
export { rebalance } from './lib/rebalance.ts';
export { parseSubmission } from './lib/parse-submission.ts';
export { renew } from './lib/renew.ts';
export { removeVendor } from './lib/remove-vendor.ts';
export { revoke } from './lib/revoke.ts';
export { rotateVendor } from './lib/rotate-vendor.ts';
export { status } from './lib/status.ts';
export { verifyRepo } from './lib/verify-repo.ts';
export { encodeSubmission, SUBMISSION_LIMITS } from './lib/submission.ts';
export { withSubmissionRoles } from './lib/submission-roles.ts';
export { signaturesOf } from './lib/submission-signatures.ts';
export { keylessConfig } from './lib/submit-config.ts';
export { fetchedStore } from './lib/submit-store.ts';
export { yank } from './lib/yank.ts';
export type { AcceptEvent, AcceptInput, AcceptReport } from './lib/accept.ts';
export type { CollectInput, CollectReport } from './lib/collect.ts';
export type { CreateVault, InitInput, InitReport } from './lib/init.ts';
export type { VaultConfig, VaultStore } from './lib/parse-vault-config.ts';
export type {
  PublishEvent,
  PublishInput,
  PublishPorts,
  PublishReport,
  PublishedPlugin,
} from './lib/publish.ts';
export type { RenewInput, RenewReport } from './lib/renew.ts';
export type { BinsStatus, RoleStatus, StatusInput, StatusReport, TargetStatus } from './lib/status.ts';
export type { Finding, FindingCode, FindingSeverity } from './lib/lint-finding.ts';
export type { VerifyInput, VerifyPorts, VerifyReport } from './lib/verify-repo.ts';
export type { WalkReport } from './lib/run-walks.ts';
export type { Walk, WalkFailure, WalkInput } from './lib/walk-repository.ts';
export type { StatusWarning } from './lib/status-warnings.ts';
export type { EditEvent, EditInput, EditPorts, RepositoryEdit } from './lib/repository-edit.ts';
export type { VendorReport } from './lib/add-vendor.ts';
export type { BinKind, RebalanceReport } from './lib/rebalance.ts';
export type { RevokeInput, RevokeReport } from './lib/revoke.ts';
export type { YankInput, YankReport } from './lib/yank.ts';
export type { Submission } from './lib/submission.ts';
export type { RoleSignatures } from './lib/submission-signatures.ts';
export type { Submit, SubmittedEdit } from './lib/submit-edit.ts';
export type { PublishRootReport, RootEvent } from './lib/publish-root.ts';
export type { RootSignatures, RootStatus } from './lib/root-status.ts';
