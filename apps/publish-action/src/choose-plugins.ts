import { info } from '@actions/core';
import { expandPlugins, identifyPlugins } from '@ragnos-vault/api';
import type { IdentifiedPlugin } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import { toDisplayText } from '@ragnos-vault/scanner';
import { policyOf, type PublishRun } from './publish-run.ts';
import { selectByTag } from './select-by-tag.ts';

/** All that the input names, or the one of them that the tag releases. @throws as `expandPlugins`, `selectByTag` */
export async function choosePlugins(run: PublishRun): Promise<readonly IdentifiedPlugin[]> {
  const { inputs, context, now } = run;
  if (inputs.plugins.length === 0) throw new VaultError('ERR_USAGE', 'input plugins names no plugin');
  const sources = await expandPlugins(inputs.plugins, context.workspace);
  const plugins = await identifyPlugins({ plugins: sources, ...policyOf(run), now });
  const { tag } = context;
  if (tag === undefined) return plugins;
  const chosen = selectByTag(tag, { plugins, patterns: inputs['tag-pattern'] });
  info(toDisplayText(`the tag ${tag} releases ${chosen.name}@${chosen.version}`));
  return [chosen];
}
