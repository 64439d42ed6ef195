import { loadPassphrases, parseSigningKeys } from '@ragnos-vault/api';
import type { OpenVaultInput } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import { isDryRun, repoDirOf, type PublishRun } from './publish-run.ts';

/**
 * The vault with the keys that sign: those of the input, or those that vault.yaml names.
 *
 * @throws ERR_SIGNER_UNAVAILABLE where the run has no secrets by what started it; as `parseSigningKeys`
 */
export async function openKeys(run: PublishRun): Promise<OpenVaultInput> {
  const { inputs, context, env } = run;
  const keys = inputs['signing-keys'];
  const vault = { repoDir: repoDirOf(run), passphrase: await loadPassphrases(undefined, env), env };
  // A dry run signs nothing, so that nothing of the secret need even be read.
  if (isDryRun(run)) return vault;
  if (keys !== undefined) return { ...vault, signingKeys: parseSigningKeys(keys) };
  if (context.withoutSecrets === undefined) return vault;
  const message = `this run has no signing keys: GitHub withholds secrets from ${context.withoutSecrets}`;
  throw new VaultError('ERR_SIGNER_UNAVAILABLE', message);
}
