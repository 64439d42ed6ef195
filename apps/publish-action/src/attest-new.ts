import { attestProvenance } from '@ragnos-vault/actions-kit';
import { publishPlugins } from '@ragnos-vault/api';
import type { PublishPluginsInput } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import { isDryRun, type PublishRun } from './publish-run.ts';

/**
 * Attests what is about to be published, where that is wanted; before it is, because what is published already is never
 * attested again. Packing is reproducible, so that the archives of a rehearsal are those that follow.
 *
 * @throws ERR_ATTEST_FAILED, what `publishPlugins` throws
 */
export async function attestNew(input: PublishPluginsInput, run: PublishRun): Promise<void> {
  const { inputs, context } = run;
  if (!inputs.attest || isDryRun(run)) return;
  const token = inputs['github-token'];
  if (token === undefined) throw new VaultError('ERR_USAGE', 'input attest needs a github-token');
  const { plugins } = await publishPlugins({ ...input, dryRun: true });
  const subjects = plugins
    .filter(({ status }) => status === 'planned')
    .map(({ targetPath, sha256 }) => ({ name: targetPath, sha256 }));
  if (subjects.length > 0) await attestProvenance({ subjects, token }, context);
}
