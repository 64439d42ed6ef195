import { collectFiles, parsePluginManifest } from '@ragnos-vault/archive';
import type { ArchiveLimits, FileMember } from '@ragnos-vault/archive';
import { sha256Hex } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { oneChunk } from '@ragnos-vault/metadata';
import { scan, summarise } from '@ragnos-vault/scanner';
import type { ScanReport } from '@ragnos-vault/scanner';
import { loadPolicy, type PolicyFiles } from './load-policy.ts';
import { readPluginSource } from './read-plugin-source.ts';

/**
 * Scans a folder or an archive as publish would: packed first, read strictly, under the same policy, and against the
 * version before where one is given. The verdict is in the report; `assertScanPassed` turns it into an error.
 *
 * @throws ERR_PLUGIN_SOURCE, ERR_ARCHIVE_*, ERR_MANIFEST_*, ERR_CONFIG_INVALID, ERR_KNOWN_BAD_INVALID; ERR_USAGE where `previous` is another
 * plugin
 */
export async function scanSource(input: {
  readonly source: string;
  /** A folder or an archive of an earlier version. */
  readonly previous?: string;
  readonly policyFile?: PolicyFiles;
  readonly knownBadFiles?: readonly string[];
  readonly now: Date;
}): Promise<ScanReport> {
  const { source, now } = input;
  const { policy, limits, ...known } = await loadPolicy(input, now);
  const plugin = await readPlugin(source, limits);
  if (input.previous === undefined) return scan({ ...plugin, ...known, now }, policy);
  const before = await readPlugin(input.previous, limits);
  if (before.name !== plugin.name) {
    throw new VaultError(
      'ERR_USAGE',
      `the version before ${plugin.name} is of another plugin: ${before.name}`,
      {
        facts: { name: plugin.name, found: before.name },
      },
    );
  }
  return scan({ ...plugin, ...known, now, previous: summarise(before) }, policy);
}

export interface ReadPlugin {
  readonly files: readonly FileMember[];
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}

/** Reads a folder or an archive as a plugin. */
export async function readPlugin(source: string, limits: ArchiveLimits): Promise<ReadPlugin> {
  const archive = await readPluginSource(source, limits);
  const { files } = await collectFiles(oneChunk(archive), limits);
  const { name, version } = parsePluginManifest(files);
  return { files, name, version, sha256: sha256Hex(archive) };
}
