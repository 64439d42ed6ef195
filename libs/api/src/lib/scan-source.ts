import { basename } from 'node:path';
import { collectFiles, parsePluginManifest } from '@ragnos-vault/archive';
import type { ArchiveLimits, FileMember } from '@ragnos-vault/archive';
import { sha256Hex } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { oneChunk } from '@ragnos-vault/metadata';
import { mapInParallel } from '@ragnos-vault/publisher';
import { reportRefusal } from '@ragnos-vault/scanner';
import type { Scanner, ScanReport } from '@ragnos-vault/scanner';
import { loadPolicy, type LoadedPolicy, type PolicyFiles } from './load-policy.ts';
import { readPluginSource } from './read-plugin-source.ts';
import { withScanner, type ScanThreadsOptions } from './scan-threads.ts';

export interface ScanSource {
  /** A folder or an archive. */
  readonly source: string;
  /** A folder or an archive of an earlier version. */
  readonly previous?: string;
}

export interface ScanOptions extends ScanThreadsOptions {
  readonly policyFile?: PolicyFiles;
  readonly knownBadFiles?: readonly string[];
  readonly now: Date;
}

/**
 * Scans a folder or an archive as publish would: packed first, read strictly, under the same policy, and against the
 * version before where one is given. The verdict is in the report; `assertScanPassed` turns it into an error.
 *
 * An archive that the reader refuses gives a report too, which blocks and holds the rule that was broken.
 *
 * @throws ERR_PLUGIN_SOURCE, ERR_MANIFEST_*, ERR_CONFIG_INVALID, ERR_KNOWN_BAD_INVALID; ERR_ARCHIVE_* for a folder that
 * cannot be packed and for `previous`; ERR_USAGE where `previous` is another plugin
 */
export async function scanSource(input: ScanSource & ScanOptions): Promise<ScanReport> {
  const [report] = await scanSources([input], input);
  if (report === undefined) throw new VaultError('ERR_INTERNAL', 'a scan gave no report');
  return report;
}

/**
 * As {@link scanSource} of several, at once where there are cores for it. The reports come in the order of the sources.
 * A scan whose thread dies, runs out of memory or out of time is a report that is incomplete, and blocks.
 *
 * @throws as `scanSource`, for the first of the sources that cannot be read.
 */
export async function scanSources(
  sources: readonly ScanSource[],
  options: ScanOptions,
): Promise<readonly ScanReport[]> {
  const loaded = await loadPolicy(options, options.now);
  return withScanner(sources.length, options, async (scanner) => {
    const context = { ...loaded, now: options.now, scanner };
    return mapInParallel(sources, (source) => scanOne(source, context));
  });
}

interface Context extends LoadedPolicy {
  readonly now: Date;
  readonly scanner: Scanner;
}

async function scanOne(
  { source, previous }: ScanSource,
  { policy, limits, scanner, ...rest }: Context,
): Promise<ScanReport> {
  const archive = await readPluginSource(source, limits);
  const plugin = await openPlugin(archive, limits).catch((error: unknown) => {
    const subject = { name: basename(source), version: '', sha256: sha256Hex(archive), now: rest.now };
    const report = reportRefusal(error, subject, policy);
    if (report === undefined) throw error;
    return report;
  });
  if ('verdict' in plugin) return plugin;
  if (previous === undefined) return scanner.scan({ ...plugin, ...rest }, policy);
  const before = await readPlugin(previous, limits);
  if (before.name !== plugin.name) {
    throw new VaultError(
      'ERR_USAGE',
      `the version before ${plugin.name} is of another plugin: ${before.name}`,
      { facts: { name: plugin.name, found: before.name } },
    );
  }
  return scanner.scan({ ...plugin, ...rest, previous: await scanner.summarise(before) }, policy);
}

export interface ReadPlugin {
  readonly files: readonly FileMember[];
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}

/** Reads a folder or an archive as a plugin. */
export async function readPlugin(source: string, limits: ArchiveLimits): Promise<ReadPlugin> {
  return openPlugin(await readPluginSource(source, limits), limits);
}

async function openPlugin(archive: Uint8Array, limits: ArchiveLimits): Promise<ReadPlugin> {
  const { files } = await collectFiles(oneChunk(archive), limits);
  const { name, version } = parsePluginManifest(files);
  return { files, name, version, sha256: sha256Hex(archive) };
}
