import { collectFiles, encodeFileManifest, manifestOf } from '@ragnos-vault/archive';
import type { FileMember } from '@ragnos-vault/archive';
import { sha256Hex } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import type {
  ArchiveDigest,
  Difference,
  Generation,
  Inspection,
  InstalledPlugin,
  PluginStore,
  StagedArchive,
  StoreUsage,
  ToUnpack,
  Unpacked,
} from '@ragnos-vault/storage';
import { MemoryAuditLog } from './memory-audit-log.ts';

/** A plugins folder in memory. `entries`, `archives` and `staged` may be looked at, and damaged, by a test. */
export class MemoryPluginStore implements PluginStore {
  readonly audit = new MemoryAuditLog();
  readonly entries = new Map<string, readonly FileMember[]>();
  readonly archives = new Map<string, Uint8Array>();
  /** What another folder keeps, by digest; it may be forged. */
  readonly shared = new Map<string, Uint8Array>();
  /** Archives that were staged and not disposed of. */
  staged = 0;
  #generations: Generation[] = [];
  #active = 0;
  #lock: Promise<unknown> = Promise.resolve();

  withLock<T>(_command: string, work: () => Promise<T>): Promise<T> {
    const result = this.#lock.then(work);
    this.#lock = result.catch(() => undefined);
    return result;
  }

  async stage(chunks: AsyncIterable<Uint8Array>): Promise<StagedArchive> {
    const bytes = Buffer.concat(await Array.fromAsync(chunks));
    this.staged += 1;
    return { ...archiveOf(bytes), dispose: () => Promise.resolve(void (this.staged -= 1)) };
  }

  openArchive({ sha256, length }: ArchiveDigest): Promise<StagedArchive | undefined> {
    const bytes = this.archives.get(sha256);
    const isProven = bytes?.length === length && sha256Hex(bytes) === sha256;
    return Promise.resolve(isProven ? archiveOf(bytes) : undefined);
  }

  async stageShared({ sha256, length }: ArchiveDigest): Promise<StagedArchive | undefined> {
    const bytes = this.shared.get(sha256);
    if (bytes?.length !== length || sha256Hex(bytes) !== sha256) return undefined;
    return this.stage(archiveOf(bytes).open());
  }

  measure(wanted: readonly ToUnpack[]): ReturnType<PluginStore['measure']> {
    const archives = [...this.archives].map(([sha256, { length }]) =>
      usageOf(length, this.entries.get(sha256)),
    );
    const missing = wanted.filter(({ plugin }) => !this.archives.has(plugin.sha256));
    const added = missing.map(({ plugin, expected }) =>
      usageOf(
        plugin.length,
        expected.map(({ size }) => ({ content: { length: size } })),
      ),
    );
    return Promise.resolve({ held: sumOf(archives), added: sumOf(added) });
  }

  has(plugin: InstalledPlugin): Promise<boolean> {
    return this.verify(plugin).then(
      () => true,
      () => false,
    );
  }

  async readFiles(plugin: InstalledPlugin): Promise<readonly FileMember[] | undefined> {
    const files = this.entries.get(plugin.sha256);
    if (files !== undefined) await this.verify(plugin);
    return files;
  }

  async unpack({
    archive,
    plugin,
    expected,
    limits,
  }: Parameters<PluginStore['unpack']>[0]): Promise<Unpacked> {
    const { files } = await collectFiles(archive.open(), limits);
    const digest = sha256Hex(encodeFileManifest(manifestOf(files)));
    if (digest !== sha256Hex(encodeFileManifest(expected)) || digest !== plugin.manifest)
      throw corrupt(plugin);
    const isNew = !(await this.has(plugin));
    this.entries.set(plugin.sha256, files);
    this.archives.set(plugin.sha256, Buffer.concat(await Array.fromAsync(archive.open())));
    return { plugin, isNew };
  }

  activate(set: Omit<Generation, 'number'>): Promise<Generation> {
    const generation = { ...set, number: this.#generations.length + 1 };
    this.#generations = [...this.#generations, generation];
    this.#active = generation.number;
    return Promise.resolve(generation);
  }

  switchTo({ number }: Generation): Promise<void> {
    this.#active = number;
    return Promise.resolve();
  }

  current(): Promise<Generation | undefined> {
    return Promise.resolve(this.#generations.find(({ number }) => number === this.#active));
  }

  generations(): Promise<readonly Generation[]> {
    return Promise.resolve(this.#generations);
  }

  async inspect(): Promise<Inspection> {
    const generation = await this.current();
    const differences: Difference[] = [];
    for (const plugin of generation?.plugins ?? [])
      if (!(await this.has(plugin)))
        differences.push({ path: plugin.targetPath, reason: 'content', plugin: plugin.name });
    return { ...(generation !== undefined && { generation }), differences };
  }

  verify(plugin: InstalledPlugin): Promise<void> {
    const files = this.entries.get(plugin.sha256) ?? [];
    const isWhole = sha256Hex(encodeFileManifest(manifestOf(files))) === plugin.manifest;
    return isWhole ? Promise.resolve() : Promise.reject(corrupt(plugin));
  }
}

function usageOf(
  archive: number,
  files: readonly { readonly content: { readonly length: number } }[] = [],
): StoreUsage {
  const bytes = files.reduce((total, { content }) => total + content.length, archive);
  return { bytes, files: files.length + 1 };
}

function sumOf(usages: readonly StoreUsage[]): StoreUsage {
  return usages.reduce((a, b) => ({ bytes: a.bytes + b.bytes, files: a.files + b.files }), {
    bytes: 0,
    files: 0,
  });
}

function archiveOf(bytes: Uint8Array): StagedArchive {
  const nothing = () => Promise.resolve();
  return {
    open: async function* () {
      yield await Promise.resolve(bytes);
    },
    moveTo: nothing,
    dispose: nothing,
  };
}

function corrupt({ name, version }: InstalledPlugin): VaultError {
  return new VaultError('ERR_INSTALLED_CORRUPT', `${name}@${version} is not what was installed`, {
    facts: { name, version },
  });
}
