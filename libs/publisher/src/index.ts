export { withoutRole, withSigners } from './lib/edit-vault-config.ts';
export { init, makeKey } from './lib/init.ts';
export { parseVaultConfig, roleConfig } from './lib/parse-vault-config.ts';
export { publish } from './lib/publish.ts';
export { status } from './lib/status.ts';
export type { CreateVault, InitInput, InitReport } from './lib/init.ts';
export type { VaultConfig } from './lib/parse-vault-config.ts';
export type {
  PublishEvent,
  PublishInput,
  PublishPorts,
  PublishReport,
  PublishedPlugin,
} from './lib/publish.ts';
export type { RoleStatus, StatusInput, StatusReport, TargetStatus } from './lib/status.ts';
export type { EditEvent, EditInput, EditPorts, RepositoryEdit } from './lib/repository-edit.ts';
