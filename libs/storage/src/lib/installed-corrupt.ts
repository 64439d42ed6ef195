import { escapeName } from '@ragnos-vault/archive';
import { VaultError } from '@ragnos-vault/errors';

/** What is wrong with a file of an installed plugin, or with what the store keeps about it. */
export type CorruptReason = 'missing' | 'extra' | 'type' | 'mode' | 'size' | 'content' | 'damaged';

export function installedCorrupt(path: string, reason: CorruptReason, cause?: unknown): VaultError {
  const message = `an installed file is not what was installed (${reason}): ${escapeName(path)}`;
  return new VaultError('ERR_INSTALLED_CORRUPT', message, { facts: { path, reason }, cause });
}

export function isInstalledCorrupt(error: unknown): boolean {
  return error instanceof VaultError && error.code === 'ERR_INSTALLED_CORRUPT';
}
