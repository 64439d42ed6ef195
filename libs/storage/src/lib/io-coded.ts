import { VaultError, toVaultError } from '@ragnos-vault/errors';

/**
 * Runs work on the disk so that only VaultErrors leave it: what the operating system says becomes ERR_IO.
 *
 * @throws ERR_IO, and every VaultError of `work` as it is
 */
export async function ioCoded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toIoError(error);
  }
}

export function toIoError(error: unknown): VaultError {
  if (ioCodeOf(error) === undefined || !isMessage(error)) return toVaultError(error);
  return new VaultError('ERR_IO', error.message, { facts: { reason: ioCodeOf(error) ?? '' }, cause: error });
}

/**
 * The code of a failed system call (`ENOENT`, `ENOTSUP` ...). Told by its fields, because the errors of Node.js are
 * no `instanceof Error` in another realm than its own.
 */
export function ioCodeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if (!('code' in error) || !('syscall' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function isMessage(error: unknown): error is { readonly message: string } {
  return (
    typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'
  );
}
