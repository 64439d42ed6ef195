export { LocalTUFRepository, SecurePluginInstaller, TUFIntegration } from '@ragnos-vault/api';
export { VaultError } from '@ragnos-vault/errors';
export type {
  LocalTUFRepositoryOptions,
  SecurePluginInstallerOptions,
  TUFIntegrationOptions,
  TufOptions,
} from '@ragnos-vault/api';
export type { ErrorCode } from '@ragnos-vault/errors';
