import { toVaultError, VaultError } from '@ragnos-vault/errors';
import type { ErrorCode } from '@ragnos-vault/errors';

/** @throws ERR_DEMO_FAILED with what was expected and did not happen. */
export function must(holds: boolean, complaint: string): asserts holds {
  if (!holds) throw new VaultError('ERR_DEMO_FAILED', complaint);
}

/** @throws ERR_DEMO_FAILED where there is nothing */
export function mustBeThere<T>(value: T | undefined, what: string): T {
  if (value !== undefined) return value;
  throw new VaultError('ERR_DEMO_FAILED', `there is no ${what}`);
}

/**
 * Runs what must be refused, and answers the refusal.
 *
 * @throws ERR_DEMO_FAILED where it went through, or was stopped by another code for what may be another reason.
 */
export async function mustRefuse(code: ErrorCode, work: () => Promise<unknown>): Promise<VaultError> {
  const error = await work().then(() => undefined, toVaultError);
  if (error === undefined) {
    throw new VaultError('ERR_DEMO_FAILED', `it was not stopped; expected ${code}`, { facts: { code } });
  }
  if (error.code === code) return error;
  throw new VaultError('ERR_DEMO_FAILED', `expected ${code}, came ${error.code}: ${error.message}`, {
    facts: { code, found: error.code },
    cause: error,
  });
}
