import { collectFiles, parsePluginManifest } from '@ragnos-vault/archive';
import { sha256Hex } from '@ragnos-vault/crypto';
import { oneChunk } from '@ragnos-vault/metadata';
import { scan } from '@ragnos-vault/scanner';
import type { ScanReport } from '@ragnos-vault/scanner';
import { loadPolicy } from './load-policy.ts';
import { readPluginSource } from './read-plugin-source.ts';

/**
 * Scans a folder or an archive as publish would: packed first, read strictly, under the same policy. The verdict is
 * in the report; `assertScanPassed` turns it into an error.
 *
 * @throws ERR_PLUGIN_SOURCE, ERR_ARCHIVE_*, ERR_MANIFEST_*, ERR_CONFIG_INVALID
 */
export async function scanSource(input: {
  readonly source: string;
  readonly policyFile?: string;
  readonly now: Date;
}): Promise<ScanReport> {
  const { policy, limits } = await loadPolicy(input.policyFile);
  const archive = await readPluginSource(input.source, limits);
  const { files } = await collectFiles(oneChunk(archive), limits);
  const { name, version } = parsePluginManifest(files);
  return scan({ files, name, version, sha256: sha256Hex(archive), now: input.now }, policy);
}
