export { CATALOGUE, EXIT_CODE } from './lib/catalogue.ts';
export { systemCodeOf, toVaultError } from './lib/to-vault-error.ts';
export { VaultError } from './lib/vault-error.ts';
export type { ErrorClass, ErrorCode } from './lib/catalogue.ts';
export type { ErrorDetails, ErrorFacts } from './lib/vault-error.ts';
