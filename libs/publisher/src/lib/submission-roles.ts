import { VaultError } from '@ragnos-vault/errors';
import { parseTargets, signingRoleOf } from '@ragnos-vault/metadata';
import type { SignedRole, Targets } from '@ragnos-vault/metadata';
import { parseSubmission } from './parse-submission.ts';
import { encodeSubmission } from './submission.ts';

/** Makes another envelope of a role's, a signature more in it for instance. */
export type ChangeEnvelope = (role: string, envelope: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/**
 * The submission with other envelopes for its roles: how a signature that was made elsewhere gets into it.
 *
 * @throws what `change` throws, and `parseSubmission` for what was given and for what would come out
 */
export async function withSubmissionRoles(file: Uint8Array, change: ChangeEnvelope): Promise<Uint8Array> {
  const submission = await parseSubmission(file);
  const roles = new Map<string, SignedRole<Targets>>();
  for (const [role, { bytes }] of submission.roles) roles.set(role, parseTargets(await change(role, bytes)));
  const changed = encodeSubmission({ ...submission, roles });
  await parseSubmission(changed);
  return changed;
}

/**
 * The roles that one key signs: all, where the same keys sign all of them, else those of the role that is named, a
 * vendor's with its bins. A signature of a key that is not a role's would have it refused.
 *
 * @throws ERR_USAGE where several sets of keys sign and none, or one that is not among them, is named
 */
export function rolesSignedTogether(roles: readonly string[], named: string | undefined): readonly string[] {
  const signing = [...new Set(roles.map(signingRoleOf))].sort();
  const wanted = named ?? (signing.length === 1 ? signing[0] : undefined);
  const chosen = roles.filter((role) => role === wanted || signingRoleOf(role) === wanted);
  if (chosen.length > 0) return chosen;
  const choice = signing.join(' or ');
  throw new VaultError('ERR_USAGE', `name the role to sign with --role: ${choice}`, {
    facts: { roles: choice, ...(named !== undefined && { role: named }) },
  });
}
