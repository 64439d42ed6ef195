import { collectFiles, encodeFileManifest, manifestOf, parsePluginManifest } from '@ragnos-vault/archive';
import type { ArchiveLimits, FileMember } from '@ragnos-vault/archive';
import { sha256Hex } from '@ragnos-vault/crypto';
import { oneChunk, parseRequiredPlugins, pluginArchivePath, pluginIndexPath } from '@ragnos-vault/metadata';
import { assertScanPassed } from '@ragnos-vault/scanner';
import type { KnownBad, Policy, PreviousRelease, Scanner, ScanReport } from '@ragnos-vault/scanner';
import type { NamedVersion } from './parse-plugin-version.ts';

/** An archive that may be signed: read strictly, understood, and let through by the policy. */
export interface PreparedPlugin {
  readonly name: string;
  readonly version: string;
  readonly targetPath: string;
  readonly indexPath: string;
  readonly archive: Uint8Array;
  readonly sha256: string;
  /** SHA-256 of the encoded file manifest, in hex. */
  readonly manifest: string;
  readonly files: number;
  readonly unpackedSize: number;
  readonly scan: ScanReport;
}

export interface PrepareInput {
  readonly archive: Uint8Array;
  readonly targetPath?: string;
  readonly policy: Policy;
  readonly knownBad?: KnownBad;
  readonly limits: ArchiveLimits;
  readonly now: Date;
  readonly scanner: Scanner;
  /** The version that was signed before; asked once it is known which plugin the archive is. */
  readonly previousOf: (plugin: NamedVersion) => Promise<PreviousRelease | undefined>;
  /** The ids of the keys that have signed the role it is in, where that is known. */
  readonly signers?: readonly string[];
}

/**
 * Reads an archive as the installer will read it, and scans it against the version before. Nothing has been signed or
 * stored yet.
 *
 * @throws ERR_ARCHIVE_*, ERR_MANIFEST_*, ERR_SCAN_BLOCKED, ERR_SCAN_INCOMPLETE, and what `previousOf` throws.
 */
export async function preparePlugin(input: PrepareInput): Promise<PreparedPlugin> {
  const { archive, policy, now, signers, knownBad } = input;
  const { files } = await collectFiles(oneChunk(archive), input.limits);
  const { name, version, vendor, shortName, raw } = parsePluginManifest(files);
  // No consumer could install it otherwise.
  parseRequiredPlugins(raw);
  const sha256 = sha256Hex(archive);
  const previous = await input.previousOf({ name, version });
  const report = await input.scanner.scan(
    {
      ...{ files, name, version, sha256, now },
      ...(previous && { previous }),
      ...(signers && { signers }),
      ...(knownBad && { knownBad }),
    },
    policy,
  );
  assertScanPassed(report);
  return {
    name,
    version,
    targetPath: input.targetPath ?? pluginArchivePath({ vendor, shortName }, version),
    indexPath: pluginIndexPath({ vendor, shortName }),
    archive,
    sha256,
    manifest: sha256Hex(encodeFileManifest(manifestOf(files))),
    files: files.length,
    unpackedSize: sizeOf(files),
    scan: report,
  };
}

function sizeOf(files: readonly FileMember[]): number {
  return files.reduce((sum, { content }) => sum + content.length, 0);
}
