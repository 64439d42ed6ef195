import { VaultError } from '@ragnos-vault/errors';
import type { VerifyReport } from './verify-repo.ts';

/** Lets a report through that is `sound`. @throws ERR_REPOSITORY_FAULTY */
export function assertSound({ status, findings }: VerifyReport): void {
  if (status === 'sound') return;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  throw new VaultError('ERR_REPOSITORY_FAULTY', `the repository has faults: ${errors}`, {
    facts: { errors },
  });
}
