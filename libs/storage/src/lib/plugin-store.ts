import type { CollectReport, CollectRules } from './collect-plugins.ts';
import type { GenerationState } from './generation-states.ts';
import type { Inspection } from './inspect-plugins.ts';
import type { ArchiveLimits, FileManifest, FileMember } from '@ragnos-vault/archive';
import type { AuditLog } from '@ragnos-vault/audit';

/** One plugin of a generation. */
export interface InstalledPlugin {
  /** As in package.json: `@acme/hello` or `hello`. */
  readonly name: string;
  /** `acme`, or `_` for an unscoped package: the folder below `current/`. */
  readonly vendor: string;
  /** `hello`: the folder below the vendor. */
  readonly shortName: string;
  readonly version: string;
  readonly targetPath: string;
  /** Of the archive, in hex. */
  readonly sha256: string;
  readonly length: number;
  /** SHA-256 of the encoded file manifest, in hex. */
  readonly manifest: string;
  /** Plugins it needs beside it, name to range, as its package.json says. */
  readonly requires?: Readonly<Record<string, string>>;
  /** The repositories of a map that named these bytes, the one that delivered them first. */
  readonly agreement?: readonly Agreeing[];
  /** Which unpacking of the archive it is, from 2 on: where the first was damaged, it is left to those who read it. */
  readonly copy?: number;
}

/** A repository of a map, as it was trusted when a plugin was installed. */
export interface Agreeing {
  /** Its name in the map. */
  readonly name: string;
  /** Without credentials. */
  readonly repository: string;
  readonly root: Generation['root'];
}

/** A set of plugins that was, or is, active as one. */
export interface Generation {
  readonly number: number;
  /** RFC 3339. */
  readonly createdAt: string;
  /** What `--repo` named, without credentials; of a map, the repository that delivered the first plugin. */
  readonly repository: string;
  readonly root: { readonly version: number; readonly sha256: string };
  readonly plugins: readonly InstalledPlugin[];
  /** The generation that was live before this one was made: where `rollback` goes. */
  readonly previous?: number;
  /** What every plugin of the set passed without a waiver: a digest of the policy and the rules, in hex. */
  readonly scannedUnder?: string;
}

/** A verified archive, in staging or kept in the store; it can be read again and again until it is disposed of. */
export interface StagedArchive {
  open(): AsyncIterable<Uint8Array>;
  /** For the store itself: gives the archive its place there, where it stays when it is disposed of. */
  moveTo(path: string): Promise<void>;
  dispose(): Promise<void>;
}

export type ArchiveDigest = Pick<InstalledPlugin, 'sha256' | 'length'>;

export interface Unpacked {
  /** What belongs into the set. */
  readonly plugin: InstalledPlugin;
  /** False where the intact entry was there already. */
  readonly isNew: boolean;
}

/** What lies in a store. */
export interface StoreUsage {
  readonly bytes: number;
  readonly files: number;
}

/** A plugin that is to be unpacked. */
export interface ToUnpack {
  readonly plugin: InstalledPlugin;
  readonly expected: FileManifest;
}

/** Port: the consumer's plugins folder. What only reads needs no lock. */
export interface PluginStore {
  /** What was changed here, by whom; a use case changes nothing but through `recordChange`. */
  readonly audit: AuditLog;
  /** Runs `work` while this process alone holds the folder's kernel lock. ERR_LOCKED names the holder. Leftovers of a killed run are removed first. */
  withLock<T>(command: string, work: () => Promise<T>): Promise<T>;
  /** Writes the chunks to staging; an error they throw leaves nothing behind. */
  stage(chunks: AsyncIterable<Uint8Array>): Promise<StagedArchive>;
  /** True if the entry is there and every file equals its manifest, and the manifest its digest. */
  has(plugin: InstalledPlugin): Promise<boolean>;
  /** The files of an entry, verified, as they were in its archive; `undefined` where it is not there, ERR_INSTALLED_CORRUPT where it differs. */
  readFiles(plugin: InstalledPlugin): Promise<readonly FileMember[] | undefined>;
  /** The archive that was kept when it was unpacked, proven again whenever it is read; `undefined` where there is none, or not with these bytes. */
  openArchive(digest: ArchiveDigest): Promise<StagedArchive | undefined>;
  /**
   * Copies to staging what another plugins folder keeps under the digest, proven on the way; nothing is written there.
   * `undefined` where there is no such folder or archive, or not with these bytes.
   */
  stageShared(digest: ArchiveDigest): Promise<StagedArchive | undefined>;
  /** What lies in the store, and what would be new there if these were unpacked. */
  measure(wanted: readonly ToUnpack[]): Promise<{ readonly held: StoreUsage; readonly added: StoreUsage }>;
  /**
   * Unpacks into `store/<sha256>-<name>-<version>/` through staging and one rename, and keeps the archive beside it; what
   * was written must equal `expected`, else ERR_INSTALLED_CORRUPT. An intact entry is left alone, and so is a damaged one,
   * for it may be read just now: the plugin that is returned has another copy then.
   */
  unpack(input: {
    archive: StagedArchive;
    plugin: InstalledPlugin;
    expected: FileManifest;
    limits: ArchiveLimits;
  }): Promise<Unpacked>;
  /** Writes `generations/<n>/`, makes all of it durable, then switches `current` by ONE rename. */
  activate(set: Omit<Generation, 'number'>): Promise<Generation>;
  /** Switches `current` back to an existing generation by the same rename. */
  switchTo(generation: Generation): Promise<void>;
  current(): Promise<Generation | undefined>;
  /** Those that can be read, ascending by number. */
  generations(): Promise<readonly Generation[]>;
  /** Everything of the live set on disk against what was installed. */
  inspect(): Promise<Inspection>;
  /** Every file on disk against its manifest, and that against `plugin.manifest`; else ERR_INSTALLED_CORRUPT naming the first difference. */
  verify(plugin: InstalledPlugin): Promise<void>;
}

/** A plugins folder with what is for its owner alone, not for use cases. */
export interface PluginFolder extends PluginStore {
  /** All sets on disk, also those whose record is damaged, ascending. */
  states(): Promise<readonly GenerationState[]>;
  /** Keeps `collect` from removing a set, or lets go of it. ERR_NO_GENERATION where there is none. */
  pin(number: number, isPinned: boolean): Promise<void>;
  /** Removes old sets, and what no set needs any more; see `CollectRules`. ERR_SET_UNREADABLE where nobody can tell which set is live. */
  collect(rules: CollectRules): Promise<CollectReport>;
}
