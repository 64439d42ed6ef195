import { collectFiles, DEFAULT_LIMITS, parsePluginManifest } from '@ragnos-vault/archive';
import { sha256Hex } from '@ragnos-vault/crypto';
import { oneChunk } from '@ragnos-vault/metadata';
import { toSbom } from '@ragnos-vault/scanner';
import type { Tool } from '@ragnos-vault/scanner';
import { readPluginSource } from './read-plugin-source.ts';

/**
 * The bill of materials of a folder or an archive, as CycloneDX 1.6 in JSON; a folder is packed first, as publish would.
 *
 * @throws ERR_PLUGIN_SOURCE, ERR_ARCHIVE_*, ERR_MANIFEST_*
 */
export async function sbomOfSource(input: {
  readonly source: string;
  readonly tool: Tool;
  readonly timestamp?: Date;
}): Promise<string> {
  const archive = await readPluginSource(input.source, DEFAULT_LIMITS);
  const { files } = await collectFiles(oneChunk(archive), DEFAULT_LIMITS);
  const { name, version } = parsePluginManifest(files);
  return toSbom({ ...input, files, name, version, sha256: sha256Hex(archive) }, input.tool);
}
