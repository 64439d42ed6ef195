import { toVaultError, type VaultError } from '@ragnos-vault/errors';

/** An error that a printed result tells already: with `--json` it only sets the exit code. */
export class ReportedError extends Error {
  readonly error: VaultError;

  constructor(error: VaultError) {
    super(error.message, { cause: error });
    this.error = error;
  }
}

/** What a check of a printed result throws is reported already. */
export function assertReported(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw new ReportedError(toVaultError(error));
  }
}
