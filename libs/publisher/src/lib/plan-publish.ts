import { VaultError } from '@ragnos-vault/errors';
import {
  encodePluginCustom,
  encodePluginIndex,
  parsePluginIndex,
  parseTargetPath,
  storedTargetPath,
  withVersion,
} from '@ragnos-vault/metadata';
import type { LiveRepository, PluginIndex, TargetFile } from '@ragnos-vault/metadata';
import type { PreparedPlugin } from './prepare-plugin.ts';
import type { RepositoryEdit } from './repository-edit.ts';
import { openRoleEdits } from './role-edits.ts';
import { toTargetFile } from './target-file.ts';

export interface PublishPlan {
  /** No role is in it when everything is published already. */
  readonly edit: RepositoryEdit;
  readonly plugins: readonly PlannedPlugin[];
}

export interface PlannedPlugin {
  readonly plugin: PreparedPlugin;
  /** `skipped`: other bytes of this version are published, and stay. */
  readonly status: 'published' | 'unchanged' | 'skipped';
}

/** Reads a published index target; `undefined` where the plugin is new. */
export type ReadIndex = (path: string, target: TargetFile) => Promise<Uint8Array>;

/**
 * Decides what a publish adds to the live state. A version is its archive: the same bytes again change nothing,
 * other bytes under a published path or version are refused, or left out where the caller wants that.
 *
 * @throws ERR_VERSION_EXISTS, ERR_TARGET_PATH, ERR_MANIFEST_INVALID.
 */
export async function planPublish(
  input: {
    readonly repository: LiveRepository;
    readonly plugins: readonly PreparedPlugin[];
    readonly skipExisting?: boolean;
    readonly now: Date;
  },
  readIndex: ReadIndex,
): Promise<PublishPlan> {
  const edits = openRoleEdits(input.repository);
  const files = new Map<string, Uint8Array>();
  const indexes = new Map<string, PluginIndex>();
  const plugins: PlannedPlugin[] = [];
  const check: string[] = [];
  const put = async (path: string, bytes: Uint8Array, custom?: TargetFile['custom']): Promise<void> => {
    const target = toTargetFile(bytes, custom);
    await edits.put(path, target);
    files.set(storedTargetPath(path, target), bytes);
    check.push(path);
  };
  for (const plugin of input.plugins) {
    const path = parseArchivePath(plugin.targetPath);
    const published = await edits.find(plugin.indexPath);
    const index = indexes.get(plugin.indexPath) ?? (await currentIndex(plugin, published, readIndex));
    // Of two archives of one version that come together, neither is the published one.
    const isNew = plugins.some(
      ({ plugin: { name, version } }) => name === plugin.name && version === plugin.version,
    );
    const skipExisting = input.skipExisting === true && !isNew;
    const status = statusOf(plugin, await edits.find(path), { index, skipExisting });
    plugins.push({ plugin, status });
    if (status !== 'published') continue;
    const publishedAt = input.now.toISOString();
    await put(path, plugin.archive, customOf(plugin, publishedAt));
    indexes.set(plugin.indexPath, withPlugin(index, plugin, publishedAt));
  }
  for (const [path, index] of indexes) await put(path, encodePluginIndex(index));
  return { edit: { roles: edits.roles(), files, check }, plugins };
}

/** Mutable targets of the repository itself; no archive may take their place. */
const RESERVED = /^(plugins\/[^/]+\/[^/]+\/index\.json|revocations\.json)$/i;

function parseArchivePath(path: string): string {
  if (!RESERVED.test(path)) return parseTargetPath(path);
  throw new VaultError('ERR_TARGET_PATH', `target path is kept for the repository: ${path}`, {
    facts: { path },
  });
}

async function currentIndex(
  plugin: PreparedPlugin,
  target: TargetFile | undefined,
  readIndex: ReadIndex,
): Promise<PluginIndex> {
  if (target === undefined) return { name: plugin.name, versions: [] };
  return parsePluginIndex(await readIndex(plugin.indexPath, target));
}

function statusOf(
  plugin: PreparedPlugin,
  target: TargetFile | undefined,
  { index, skipExisting }: { readonly index: PluginIndex; readonly skipExisting: boolean },
): PlannedPlugin['status'] {
  const { name, version, sha256, targetPath } = plugin;
  const listed = index.versions.find((entry) => entry.version === version);
  const isTaken = (digest: string | undefined): boolean => digest !== undefined && digest !== sha256;
  const other = isTaken(listed?.sha256) ? listed : undefined;
  if (other === undefined && !isTaken(target?.hashes.get('sha256')))
    return target === undefined ? 'published' : 'unchanged';
  if (skipExisting) return 'skipped';
  const path = other?.target ?? targetPath;
  throw new VaultError(
    'ERR_VERSION_EXISTS',
    `${name}@${version} is already published with other bytes at ${path}`,
    { facts: { name, version, path, sha256 } },
  );
}

/** A second path of the same archive (`--target-path`) leaves the entry of the index as it is. */
function withPlugin(index: PluginIndex, plugin: PreparedPlugin, publishedAt: string): PluginIndex {
  const { version, sha256, archive, targetPath } = plugin;
  if (index.versions.some((entry) => entry.version === version)) return index;
  return withVersion(index, {
    version,
    target: targetPath,
    sha256,
    length: archive.length,
    publishedAt,
    yanked: false,
  });
}

function customOf(plugin: PreparedPlugin, publishedAt: string): TargetFile['custom'] {
  const { name, version, manifest, files, unpackedSize } = plugin;
  return encodePluginCustom({ name, version, manifest, files, unpackedSize, publishedAt });
}
