import type { Signer } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { roleConfig, type EditPorts } from '@ragnos-vault/publisher';
import { openUris, type OpenVaultInput, type VaultSession } from './open-vault.ts';

/** The keys of each role that are at hand: one that is elsewhere signs the submission on its own machine. */
export function openPresentKeys(
  { dir, config }: Pick<VaultSession, 'dir' | 'config'>,
  input: Omit<OpenVaultInput, 'repoDir'>,
): EditPorts['openSigners'] {
  return async (role) => {
    const signers: Signer[] = [];
    for (const uri of roleConfig(config, role).signers) {
      try {
        signers.push(...(await openUris([uri], { ...input, dir, role })));
      } catch (error) {
        if (!(error instanceof VaultError) || error.code !== 'ERR_SIGNER_UNAVAILABLE') throw error;
      }
    }
    return signers;
  };
}
