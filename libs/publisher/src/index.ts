export { init } from './lib/init.ts';
export { parseVaultConfig } from './lib/parse-vault-config.ts';
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
