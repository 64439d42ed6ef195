import { renew } from '@ragnos-vault/publisher';
import type { EditEvent, RenewReport } from '@ragnos-vault/publisher';
import { editVault, type EditVaultInput } from './edit-vault.ts';
import type { SubmissionFile } from './submission-session.ts';

export interface RenewVaultInput extends EditVaultInput {
  /** These and no others; none: whatever is in its signing window. */
  readonly roles: readonly string[];
  readonly ifNeeded: boolean;
  readonly now: Date;
  readonly onEvent?: (event: EditEvent) => void;
}

/** Signs metadata of a vault anew before it expires. @throws what `renew` of the publisher throws. */
export async function renewVault(
  input: RenewVaultInput,
): Promise<RenewReport & { readonly submission?: SubmissionFile }> {
  return editVault(input, ({ ports, ...vault }) => renew({ ...input, ...vault }, { ...input, ...ports }));
}
