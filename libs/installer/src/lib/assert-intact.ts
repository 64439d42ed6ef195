import { VaultError } from '@ragnos-vault/errors';
import type { VerifyReport } from './verify-installed.ts';

/** Lets a report through that is `intact` or `repaired`. @throws ERR_INSTALLED_CORRUPT */
export function assertIntact({ status, differences }: VerifyReport): void {
  if (status !== 'damaged') return;
  const [first] = differences;
  const count = differences.length === 1 ? '1 difference' : `${differences.length} differences`;
  throw new VaultError('ERR_INSTALLED_CORRUPT', `what lies on disk is not what was installed: ${count}`, {
    facts: { differences: differences.length, ...(first !== undefined && { path: first.path }) },
  });
}
