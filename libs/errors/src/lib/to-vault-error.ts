import { VaultError } from './vault-error.ts';
import type { ErrorCode } from './catalogue.ts';

const IO_CODES = new Set([
  'EACCES',
  'EBUSY',
  'EDQUOT',
  'EEXIST',
  'EFBIG',
  'EIO',
  'EISDIR',
  'ELOOP',
  'EMFILE',
  'ENAMETOOLONG',
  'ENFILE',
  'ENOENT',
  'ENOSPC',
  'ENOTDIR',
  'ENOTEMPTY',
  'ENOTSUP',
  'EPERM',
  'EROFS',
  'ESTALE',
  'EXDEV',
]);

/**
 * Gives any thrown value a code: a VaultError stays as it is, an error of the operating system becomes
 * ERR_IO, all else is a defect and becomes ERR_INTERNAL. The original is kept as `cause`.
 */
export function toVaultError(thrown: unknown): VaultError {
  if (thrown instanceof VaultError) return thrown;
  const code: ErrorCode = IO_CODES.has(systemCodeOf(thrown) ?? '') ? 'ERR_IO' : 'ERR_INTERNAL';
  return new VaultError(code, messageOf(thrown), { cause: thrown });
}

// By shape, not by `instanceof Error`: an error of Node.js inside a vm context belongs to another realm.

/** The `code` of an error of Node.js (`ENOENT`, `ECONNRESET` ...), if it has one. */
export function systemCodeOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}

function messageOf(thrown: unknown): string {
  const hasMessage = typeof thrown === 'object' && thrown !== null && 'message' in thrown;
  return hasMessage && typeof thrown.message === 'string' ? thrown.message : String(thrown);
}
