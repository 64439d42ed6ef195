import { collectFiles, parsePluginManifest } from '@ragnos-vault/archive';
import { oneChunk } from '@ragnos-vault/metadata';
import { loadPolicy, type PolicyFiles } from './load-policy.ts';
import { readPluginSource } from './read-plugin-source.ts';

/** Which plugin a folder or an archive is. */
export interface IdentifiedPlugin {
  readonly source: string;
  readonly name: string;
  readonly version: string;
}

/**
 * Says what each of these folders and archives is, by its manifest alone; within the limits of the policy.
 *
 * @throws ERR_PLUGIN_SOURCE, ERR_MANIFEST_*, ERR_ARCHIVE_*, ERR_IO, ERR_CONFIG_INVALID
 */
export async function identifyPlugins(input: {
  readonly plugins: readonly string[];
  readonly policyFile?: PolicyFiles;
  readonly now: Date;
}): Promise<readonly IdentifiedPlugin[]> {
  const { limits } = await loadPolicy(input, input.now);
  const found: IdentifiedPlugin[] = [];
  for (const source of input.plugins) {
    const { files } = await collectFiles(oneChunk(await readPluginSource(source, limits)), limits);
    const { name, version } = parsePluginManifest(files);
    found.push({ source, name, version });
  }
  return found;
}
