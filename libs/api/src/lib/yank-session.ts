import { revoke, yank } from '@ragnos-vault/publisher';
import type { EditEvent, RevokeReport, YankReport } from '@ragnos-vault/publisher';
import { editVault, type EditVaultInput } from './edit-vault.ts';
import type { SubmissionFile } from './submission-session.ts';

export interface WithdrawInput extends EditVaultInput {
  /** `NAME@VERSION`; to `revoke` also `sha256:HEX`. */
  readonly plugin: string;
  readonly undo?: boolean;
  readonly reason?: string;
  readonly now: Date;
  readonly onEvent?: (event: EditEvent) => void;
}

type Submittable<T> = T & { readonly submission?: SubmissionFile };

/** Takes a version of a vault folder out of ranges, or back in. @throws what `yank` of the publisher throws. */
export async function yankPlugin(input: WithdrawInput): Promise<Submittable<YankReport>> {
  return editVault(input, ({ ports, ...vault }) => yank({ ...input, ...vault }, { ...input, ...ports }));
}

/** Withdraws an archive of a vault folder, or lifts that. @throws what `revoke` of the publisher throws. */
export async function revokePlugin(input: WithdrawInput): Promise<Submittable<RevokeReport>> {
  return editVault(input, ({ ports, ...vault }) => revoke({ ...input, ...vault }, { ...input, ...ports }));
}
