import { VaultError } from '@ragnos-vault/errors';
import type { TrustedClient } from '../client/trusted-client.ts';
import { parsePluginIndex, type PluginIndex } from '../plugin/parse-plugin-index.ts';
import { pluginIndexPath, toPluginId } from '../plugin/plugin-path.ts';

/**
 * Reads the index of a plugin from one repository, proven against its metadata; `undefined` where it has none.
 *
 * @throws ERR_INDEX_MISMATCH where it is that of another plugin; ERR_TUF_METADATA_INVALID; the errors of the client.
 */
export async function readPluginIndex(name: string, client: TrustedClient): Promise<PluginIndex | undefined> {
  const target = await client.findTarget(pluginIndexPath(toPluginId(name)));
  if (target === undefined) return undefined;
  const index = parsePluginIndex(await client.downloadBytes(target));
  if (index.name === name) return index;
  throw new VaultError('ERR_INDEX_MISMATCH', `the index of ${name} calls itself ${index.name}`, {
    facts: { name, found: index.name },
  });
}
