import { revoke, yank } from '@ragnos-vault/publisher';
import type { EditEvent, RevokeReport, YankReport } from '@ragnos-vault/publisher';
import { openVault, type OpenVaultInput } from './open-vault.ts';

export interface WithdrawInput extends OpenVaultInput {
  /** `NAME@VERSION`; to `revoke` also `sha256:HEX`. */
  readonly plugin: string;
  readonly undo?: boolean;
  readonly reason?: string;
  readonly now: Date;
  readonly onEvent?: (event: EditEvent) => void;
}

/** Takes a version of a vault folder out of ranges, or back in. @throws what `yank` of the publisher throws. */
export async function yankPlugin(input: WithdrawInput): Promise<YankReport> {
  const { config, trustedRoot, ports } = await openVault(input);
  return yank({ ...input, config, trustedRoot }, { ...input, ...ports });
}

/** Withdraws an archive of a vault folder, or lifts that. @throws what `revoke` of the publisher throws. */
export async function revokePlugin(input: WithdrawInput): Promise<RevokeReport> {
  const { config, trustedRoot, ports } = await openVault(input);
  return revoke({ ...input, config, trustedRoot }, { ...input, ...ports });
}
