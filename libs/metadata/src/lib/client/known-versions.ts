import { parsePluginIndex, type PluginVersion } from '../plugin/parse-plugin-index.ts';
import { pluginIndexPath, toPluginId } from '../plugin/plugin-path.ts';
import type { MetadataCache } from '../ports.ts';
import { readAnyKeptTarget } from './kept-target.ts';

/**
 * The versions of a plugin in the newest index that a cache holds, without network; none where it never held one.
 *
 * As with revocations it needs no trusted root: the index was proven when it was kept. It need not be the newest that is
 * signed: what was yanked by then stays yanked.
 *
 * @throws ERR_TUF_METADATA_INVALID, ERR_IO
 */
export async function readKnownVersions(
  name: string,
  cache: MetadataCache,
): Promise<readonly PluginVersion[]> {
  const kept = await readAnyKeptTarget(pluginIndexPath(toPluginId(name)), cache);
  return kept === undefined ? [] : parsePluginIndex(kept).versions;
}
