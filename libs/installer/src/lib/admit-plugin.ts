import { collectFiles, encodeFileManifest, manifestOf, parsePluginManifest } from '@ragnos-vault/archive';
import type { ArchiveLimits, FileManifest, FileMember } from '@ragnos-vault/archive';
import { sha256Hex } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { parseRequiredPlugins } from '@ragnos-vault/metadata';
import { assertScanPassed, scan } from '@ragnos-vault/scanner';
import type { KnownBad, Policy, ScanReport } from '@ragnos-vault/scanner';
import type { InstalledPlugin, PluginStore, StagedArchive } from '@ragnos-vault/storage';
import { installedBefore } from './installed-before.ts';
import type { ResolvedPlugin } from './resolve-plugin.ts';

/** A verified archive that the consumer's own policy lets in. */
export interface AdmittedPlugin {
  readonly plugin: InstalledPlugin;
  readonly manifest: FileManifest;
  readonly scan: ScanReport;
}

export interface AdmitInput {
  readonly resolved: ResolvedPlugin;
  readonly policy: Policy;
  readonly knownBad?: KnownBad;
  readonly now: Date;
  /** Knows which version is installed now. */
  readonly store: PluginStore;
}

/**
 * Reads a verified archive strictly, proves that it is what its signed target says, and scans it against the
 * version that is installed now. Nothing was unpacked yet.
 *
 * @throws ERR_ARCHIVE_*, ERR_MANIFEST_MISSING, ERR_MANIFEST_INVALID, ERR_MANIFEST_MISMATCH, ERR_SCAN_BLOCKED,
 * ERR_SCAN_INCOMPLETE.
 */
export async function admitPlugin(
  archive: StagedArchive,
  input: AdmitInput & { readonly limits: ArchiveLimits },
): Promise<AdmittedPlugin> {
  const { files } = await collectFiles(archive.open(), input.limits);
  return admitFiles(files, input);
}

async function admitFiles(
  files: readonly FileMember[],
  { resolved, policy, now, knownBad, store }: AdmitInput,
): Promise<AdmittedPlugin> {
  const { sha256, target } = resolved;
  const { name, version, vendor, shortName, raw } = parsePluginManifest(files);
  const requires = parseRequiredPlugins(raw);
  const manifest = manifestOf(files);
  const digest = sha256Hex(encodeFileManifest(manifest));
  assertAsSigned({ name, version, manifest: digest }, resolved);
  const previous = await installedBefore({ name, version }, store);
  const report = scan(
    { files, name, version, sha256, now, ...(knownBad && { knownBad }), ...(previous && { previous }) },
    policy,
  );
  assertScanPassed(report);
  const plugin = {
    name,
    vendor,
    shortName,
    version,
    targetPath: target.path,
    sha256,
    length: target.length,
    manifest: digest,
    ...(Object.keys(requires).length > 0 && { requires }),
  };
  return { plugin, manifest, scan: report };
}

// Manifest confusion: what metadata was signed for is what is installed.
function assertAsSigned(
  found: { name: string; version: string; manifest: string },
  { target, customs, listed }: ResolvedPlugin,
): void {
  for (const signed of [...customs, listed]) {
    for (const field of ['name', 'version', 'manifest'] as const) {
      const expected = signed?.[field];
      if (expected === undefined || expected === found[field]) continue;
      throw new VaultError(
        'ERR_MANIFEST_MISMATCH',
        `${target.path} has another ${field} than was signed: ${found[field]}`,
        {
          facts: { path: target.path, field, found: found[field], signed: expected },
        },
      );
    }
  }
}
