import { collectFiles, parsePluginManifest } from '@ragnos-vault/archive';
import type { ArchiveLimits } from '@ragnos-vault/archive';
import { oneChunk } from '@ragnos-vault/metadata';
import { readPluginSource } from './read-plugin-source.ts';

/** Which plugin a folder or an archive is. */
export interface IdentifiedPlugin {
  readonly source: string;
  readonly name: string;
  readonly version: string;
}

/** Says what each of them is, by its manifest alone. @throws ERR_PLUGIN_SOURCE, ERR_MANIFEST_*, ERR_ARCHIVE_*, ERR_IO */
export async function identifyPlugins(
  sources: readonly string[],
  limits: ArchiveLimits,
): Promise<readonly IdentifiedPlugin[]> {
  const found: IdentifiedPlugin[] = [];
  for (const source of sources) {
    const { files } = await collectFiles(oneChunk(await readPluginSource(source, limits)), limits);
    const { name, version } = parsePluginManifest(files);
    found.push({ source, name, version });
  }
  return found;
}
