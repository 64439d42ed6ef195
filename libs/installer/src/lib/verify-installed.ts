import { collectFiles, encodeFileManifest, manifestOf, type ArchiveLimits } from '@ragnos-vault/archive';
import { sha256Hex } from '@ragnos-vault/crypto';
import type { MetadataCache, TrustedClient } from '@ragnos-vault/metadata';
import type { Difference, Inspection, InstalledPlugin, PluginStore } from '@ragnos-vault/storage';
import { assertNoneKnownRevoked } from './check-revocations.ts';
import { findSigned, type Signed } from './find-signed.ts';
import { recordChange } from './record-change.ts';
import { repairSet } from './repair-set.ts';

export interface VerifyInput {
  /** Makes a new set from the kept archives where something differs. */
  readonly repair?: boolean;
  /** A plugin that no trusted metadata names is a difference. */
  readonly onlySigned?: boolean;
  /** For archives that are read again. */
  readonly limits: ArchiveLimits;
  readonly now: Date;
}

export interface VerifyPorts {
  readonly store: PluginStore;
  /** One for each repository whose metadata is kept, offline. */
  readonly clients: readonly TrustedClient[];
  /** What is kept of every repository that plugins of this folder came from. */
  readonly caches: readonly MetadataCache[];
}

/**
 * What the files of a plugin were compared with: the digest of them that trusted metadata signs, the `archive` whose digest
 * it signs, or only what the store has noted of an install.
 */
export type Proof = 'signed' | 'archive' | 'noted';

export interface VerifiedPlugin {
  readonly name: string;
  readonly version: string;
  readonly proof: Proof;
}

export interface VerifyReport {
  readonly status: 'intact' | 'damaged' | 'repaired';
  /** The live set, after a repair the new one; missing where there is none, or nobody can tell which it is. */
  readonly generation?: number;
  readonly plugins: readonly VerifiedPlugin[];
  /** What was found; before a repair. */
  readonly differences: readonly Difference[];
}

/**
 * Compares every file of the live set with its manifest, and that with the digest in trusted metadata, without network. All
 * differences are told. A repair fills new entries of the store from the archives that were kept, and makes a new set of
 * them: who reads the damaged one is not disturbed. What cannot be repaired is left as it is.
 *
 * @throws ERR_IO; of a repair also ERR_SET_UNREADABLE, ERR_ARCHIVE_NOT_KEPT, ERR_PLUGIN_REVOKED, ERR_OFFLINE, ERR_AUDIT_WRITE,
 * ERR_LOCKED
 */
export async function verifyInstalled(input: VerifyInput, ports: VerifyPorts): Promise<VerifyReport> {
  if (input.repair !== true) return toReport(await examine(input, ports));
  return recordChange(ports.store, { operation: 'repair' }, async () => {
    const found = await examine(input, ports);
    if (found.differences.length === 0) return toReport(found);
    if (found.generation !== undefined) await assertNoneKnownRevoked(found.generation.plugins, ports.caches);
    const { number } = await repairSet(found, { ...ports, ...input });
    const { plugins, differences } = await examine(input, ports);
    const status = differences.length === 0 ? 'repaired' : 'damaged';
    return { status, generation: number, plugins, differences: found.differences };
  });
}

interface Examined extends Inspection {
  readonly plugins: readonly VerifiedPlugin[];
}

async function examine(input: VerifyInput, ports: VerifyPorts): Promise<Examined> {
  const inspection = await ports.store.inspect();
  const differences = [...inspection.differences];
  const plugins: VerifiedPlugin[] = [];
  for (const plugin of inspection.generation?.plugins ?? []) {
    const signed = await findSigned(plugin, ports.clients);
    plugins.push({ name: plugin.name, version: plugin.version, proof: proofOf(signed) });
    if (!(await isProven(plugin, signed, { ...input, store: ports.store })))
      differences.push({ path: plugin.targetPath, reason: 'unsigned', plugin: plugin.name });
  }
  return { ...inspection, differences, plugins };
}

function proofOf(signed: Signed | undefined): Proof {
  if (signed === undefined) return 'noted';
  return signed.manifest === undefined ? 'archive' : 'signed';
}

async function isProven(
  plugin: InstalledPlugin,
  signed: Signed | undefined,
  {
    store,
    limits,
    onlySigned = false,
  }: Pick<VerifyInput, 'limits' | 'onlySigned'> & Pick<VerifyPorts, 'store'>,
): Promise<boolean> {
  if (signed === undefined && onlySigned) return false;
  if (signed !== undefined && signed.sha256 !== plugin.sha256) return false;
  if (signed?.manifest !== undefined) return signed.manifest === plugin.manifest;
  const archive = await store.openArchive(plugin);
  // That none is kept is a difference already.
  if (archive === undefined) return true;
  const { files } = await collectFiles(archive.open(), limits);
  return sha256Hex(encodeFileManifest(manifestOf(files))) === plugin.manifest;
}

function toReport({ generation, plugins, differences }: Examined): VerifyReport {
  return {
    status: differences.length === 0 ? 'intact' : 'damaged',
    ...(generation !== undefined && { generation: generation.number }),
    plugins,
    differences,
  };
}
