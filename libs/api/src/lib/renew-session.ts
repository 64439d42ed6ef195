import { renew } from '@ragnos-vault/publisher';
import type { EditEvent, RenewReport } from '@ragnos-vault/publisher';
import { openVault, type OpenVaultInput } from './open-vault.ts';

export interface RenewVaultInput extends OpenVaultInput {
  /** These and no others; none: whatever is in its signing window. */
  readonly roles: readonly string[];
  readonly ifNeeded: boolean;
  readonly now: Date;
  readonly onEvent?: (event: EditEvent) => void;
}

/** Signs metadata of a vault anew before it expires. @throws what `renew` of the publisher throws. */
export async function renewVault(input: RenewVaultInput): Promise<RenewReport> {
  const { config, trustedRoot, ports } = await openVault(input);
  return renew({ ...input, config, trustedRoot }, { ...input, ...ports });
}
