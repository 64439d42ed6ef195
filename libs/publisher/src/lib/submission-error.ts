import { VaultError } from '@ragnos-vault/errors';

/** What a submission holds and its signers may not decide. */
export function refusedSubmission(why: string, facts: Readonly<Record<string, string | number>>): VaultError {
  const found = Object.values(facts).join(', ');
  return new VaultError('ERR_SUBMISSION_INVALID', `the submission ${why}: ${found}`, { facts });
}

/** The live state has moved on, and only the submission's signers could follow it. */
export function staleSubmission(role: string, base: number, live: number): VaultError {
  return new VaultError(
    'ERR_SUBMISSION_STALE',
    `the submission was made on v${base} of ${role}, which is at v${live} now`,
    { facts: { role, base, live } },
  );
}
