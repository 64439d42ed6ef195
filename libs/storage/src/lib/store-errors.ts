import { VaultError } from '@ragnos-vault/errors';

export function storeExists(path: string): VaultError {
  return new VaultError('ERR_STORE_EXISTS', `this file exists with other content: ${path}`, {
    facts: { path },
  });
}

export function storeChanged(path: string): VaultError {
  return new VaultError('ERR_STORE_CHANGED', `somebody else changed this file in the meantime: ${path}`, {
    facts: { path },
  });
}
