import type { Submit } from '@ragnos-vault/publisher';
import { openVault, type OpenVaultInput, type VaultSession } from './open-vault.ts';
import { openPresentKeys } from './open-present-keys.ts';
import { withSubmission, type SubmissionFile } from './submission-session.ts';

export interface EditVaultInput extends OpenVaultInput {
  /** Sign with the keys at hand, and write what the operator is to accept, in place of a commit. */
  readonly submitFile?: string;
}

type EditSession = VaultSession & { readonly ports: { readonly submit?: Submit } };

/**
 * Runs a command that changes the repository of a vault folder: as a commit, or into a submission, for which a key that
 * is elsewhere is no failure.
 *
 * @throws ERR_VAULT_NOT_FOUND, ERR_CONFIG_INVALID, what `withSubmission` and the command throw
 */
export async function editVault<T extends object>(
  input: EditVaultInput,
  edit: (session: EditSession) => Promise<T>,
): Promise<T & { readonly submission?: SubmissionFile }> {
  const session = await openVault(input);
  if (input.submitFile === undefined) return edit(session);
  const openSigners = openPresentKeys(session, input);
  return withSubmission(input.submitFile, (submit) =>
    edit({ ...session, ports: { ...session.ports, openSigners, submit } }),
  );
}
