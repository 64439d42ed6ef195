import { collectFiles, encodeFileManifest, manifestOf, type ArchiveLimits } from '@ragnos-vault/archive';
import { sha256Hex } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import type { TrustedClient } from '@ragnos-vault/metadata';
import type { Generation, Inspection, InstalledPlugin, PluginStore } from '@ragnos-vault/storage';
import { findSigned } from './find-signed.ts';

interface RepairContext {
  readonly store: PluginStore;
  readonly clients: readonly TrustedClient[];
  readonly limits: ArchiveLimits;
  readonly now: Date;
}

/**
 * Makes a new set of what a damaged one is to hold: its damaged plugins are unpacked anew from the archives that were
 * kept. Nothing has changed where one of them cannot be.
 *
 * @throws ERR_SET_UNREADABLE, ERR_ARCHIVE_NOT_KEPT, ERR_IO
 */
export async function repairSet(found: Inspection, context: RepairContext): Promise<Generation> {
  const { generation, differences } = found;
  if (generation === undefined) throw unreadable(found);
  const damaged = new Set(differences.flatMap(({ plugin }) => plugin ?? []));
  const plugins: InstalledPlugin[] = [];
  for (const plugin of generation.plugins)
    plugins.push(damaged.has(plugin.name) ? await refill(plugin, context) : plugin);
  return context.store.activate({ ...generation, createdAt: context.now.toISOString(), plugins });
}

async function refill(
  plugin: InstalledPlugin,
  { store, clients, limits }: RepairContext,
): Promise<InstalledPlugin> {
  const signed = await findSigned(plugin, clients);
  if (signed !== undefined && signed.sha256 !== plugin.sha256) throw notKept(plugin);
  const archive = await store.openArchive(plugin);
  if (archive === undefined) throw notKept(plugin);
  const { files } = await collectFiles(archive.open(), limits);
  const expected = manifestOf(files);
  const manifest = sha256Hex(encodeFileManifest(expected));
  if (signed?.manifest !== undefined && signed.manifest !== manifest) throw notKept(plugin);
  const unpacked = await store.unpack({
    archive,
    plugin: { ...plugin, manifest },
    expected,
    limits,
  });
  return unpacked.plugin;
}

function notKept({ name, version, sha256 }: InstalledPlugin): VaultError {
  const what = `${name}@${version}`;
  return new VaultError('ERR_ARCHIVE_NOT_KEPT', `no intact archive of ${what} is kept to repair it from`, {
    facts: { name, version, sha256 },
  });
}

function unreadable({ differences: [first] }: Inspection): VaultError {
  const path = first?.path ?? 'current';
  return new VaultError('ERR_SET_UNREADABLE', `nobody can tell what the live set was: ${path}`, {
    facts: { path },
  });
}
