import { toVaultError } from '@ragnos-vault/errors';
import {
  parsePluginCustom,
  parsePluginIndex,
  parseRevocations,
  pluginIndexPath,
  REVOCATIONS_PATH,
  toPluginId,
} from '@ragnos-vault/metadata';
import type { PluginCustom, PluginIndex, PluginVersion } from '@ragnos-vault/metadata';
import type { Report } from './lint-finding.ts';
import type { FoundTarget } from './lint-targets.ts';

export interface IndexesInput {
  readonly targets: ReadonlyMap<string, FoundTarget>;
  /** The content of indexes and of revocations.json, by target path. */
  readonly kept: ReadonlyMap<string, Uint8Array>;
}

const INDEX_PATH = /^plugins\/[^/]+\/[^/]+\/index\.json$/;

/** The targets whose content is read: the indexes of plugins, and the list of what was revoked. */
export function isReadable(path: string): boolean {
  return INDEX_PATH.test(path) || path === REVOCATIONS_PATH;
}

/** Each index must agree with the signed entries of the archives it lists, and each archive must be in its index. */
export function lintIndexes(input: IndexesInput, report: Report): void {
  const { targets, kept } = input;
  const indexes = new Map<string, PluginIndex>();
  for (const [path, bytes] of kept) {
    if (path === REVOCATIONS_PATH) {
      lintRevocations(bytes, targets.get(path)?.role, report);
      continue;
    }
    const index = readIndex(path, bytes, report);
    if (index === undefined) continue;
    indexes.set(path, index);
    lintIndex(path, index, { targets, report });
  }
  for (const found of targets.values()) lintArchive(found, { indexes, input, report });
}

function readIndex(path: string, bytes: Uint8Array, report: Report): PluginIndex | undefined {
  try {
    const index = parsePluginIndex(bytes);
    if (pluginIndexPath(toPluginId(index.name)) === path) return index;
    report('index-mismatch', `is the index of ${index.name}`, { path });
  } catch (error) {
    report('index-invalid', toVaultError(error).message, { path });
  }
  return undefined;
}

function lintIndex(
  path: string,
  { name, versions }: PluginIndex,
  { targets, report }: { readonly targets: ReadonlyMap<string, FoundTarget>; readonly report: Report },
): void {
  const seen = new Set<string>();
  for (const entry of versions) {
    const what = `${name}@${entry.version}`;
    if (seen.has(entry.version)) report('index-mismatch', `lists ${what} twice`, { path });
    seen.add(entry.version);
    const archive = targets.get(entry.target);
    if (archive !== undefined) lintVersion(path, entry, { name, archive, report });
    // The record of a version that was taken away keeps its number from being used again.
    else if (!entry.yanked)
      report('index-target-missing', `lists ${what}, whose target is not there: ${entry.target}`, { path });
  }
}

function lintVersion(
  path: string,
  entry: PluginVersion,
  {
    name,
    archive,
    report,
  }: { readonly name: string; readonly archive: FoundTarget; readonly report: Report },
): void {
  const { hashes, length } = archive.target;
  const custom = customOf(archive);
  const sha256 = hashes.get('sha256');
  const isSame =
    (sha256 === undefined || sha256 === entry.sha256) &&
    length === entry.length &&
    (custom === undefined || (custom.name === name && custom.version === entry.version));
  if (!isSame)
    report('index-mismatch', `disagrees about ${name}@${entry.version} with its signed entry`, { path });
}

function lintArchive(
  found: FoundTarget,
  {
    indexes,
    input,
    report,
  }: {
    readonly indexes: ReadonlyMap<string, PluginIndex>;
    readonly input: IndexesInput;
    readonly report: Report;
  },
): void {
  const custom = customOf(found);
  if (custom === undefined) return;
  const { path, role, target } = found;
  const { name, version } = custom;
  const indexPath = pluginIndexPath(toPluginId(name));
  if (!input.targets.has(indexPath)) {
    report('index-missing', `${name} has no index`, { role, path });
    return;
  }
  const listed = indexes.get(indexPath)?.versions.find((entry) => entry.version === version);
  // An index that cannot be read has a finding of its own.
  if (!indexes.has(indexPath) || listed?.sha256 === target.hashes.get('sha256')) return;
  report('index-lacks-version', `its index does not list these bytes as ${name}@${version}`, { role, path });
}

function customOf({ target }: FoundTarget): PluginCustom | undefined {
  try {
    return parsePluginCustom(target.custom);
  } catch {
    // Has a finding of its own.
    return undefined;
  }
}

function lintRevocations(bytes: Uint8Array, role: string | undefined, report: Report): void {
  const place = { path: REVOCATIONS_PATH, ...(role !== undefined && { role }) };
  if (role !== 'targets')
    report('revocations-invalid', 'is not listed by targets, so nobody obeys it', place);
  try {
    parseRevocations(bytes);
  } catch (error) {
    report('revocations-invalid', toVaultError(error).message, place);
  }
}
