import { VaultError } from '@ragnos-vault/errors';
import {
  encodePluginIndex,
  parsePluginCustom,
  parsePluginIndex,
  pluginIndexPath,
  toPluginId,
} from '@ragnos-vault/metadata';
import type { PluginIndex, PluginVersion } from '@ragnos-vault/metadata';
import type { AcceptView } from './accept-view.ts';
import type { PreparedPlugin } from './prepare-plugin.ts';

/**
 * Holds a submitted index against the one it replaces and the targets it names: versions are added, yanked and taken
 * back, and nothing else.
 *
 * @throws ERR_INDEX_MISMATCH, ERR_VERSION_EXISTS, ERR_TUF_METADATA_INVALID
 */
export async function assertIndex(
  path: string,
  { bytes, old }: { readonly bytes: Uint8Array; readonly old: Uint8Array | undefined },
  view: AcceptView,
): Promise<void> {
  const index = parsePluginIndex(bytes);
  const before: PluginIndex = old === undefined ? { name: index.name, versions: [] } : parsePluginIndex(old);
  if (pluginIndexPath(toPluginId(index.name)) !== path) throw mismatch(`it names ${index.name}`, path);
  const listed = new Map(index.versions.map((entry) => [entry.version, entry]));
  if (listed.size !== index.versions.length) throw mismatch('it lists a version twice', path);
  for (const entry of before.versions) assertKept(entry, listed.get(entry.version), path);
  const known = new Map(before.versions.map((entry) => [entry.version, entry]));
  for (const entry of index.versions) {
    const { version } = entry;
    if (isSame(entry, known.get(version))) continue;
    if (!(await isHeld(entry, index.name, view)))
      throw mismatch(`no target is as it says of version ${version}`, path);
  }
}

/** Every new archive is in its index: a version that no index knows could be published again as another. */
export function assertListed(
  { name, version, sha256, indexPath }: PreparedPlugin,
  index: Uint8Array | undefined,
): void {
  const listed = index && parsePluginIndex(index).versions.find((entry) => entry.version === version);
  if (listed?.sha256 === sha256) return;
  throw mismatch(`it does not list ${name}@${version}`, indexPath);
}

function assertKept(old: PluginVersion, now: PluginVersion | undefined, path: string): void {
  if (now !== undefined && isSame(withoutYank(old), withoutYank(now))) return;
  throw new VaultError(
    'ERR_VERSION_EXISTS',
    `the submission changes or drops version ${old.version} of ${path}`,
    {
      facts: { path, version: old.version },
    },
  );
}

/** The archives of a vendor that was removed are gone; its versions stay, yanked. */
async function isHeld(entry: PluginVersion, name: string, view: AcceptView): Promise<boolean> {
  const target = await view.find(entry.target);
  if (target === undefined) return entry.yanked;
  const custom = parsePluginCustom(target.custom);
  return (
    target.hashes.get('sha256') === entry.sha256 &&
    target.length === entry.length &&
    (custom === undefined || (custom.name === name && custom.version === entry.version))
  );
}

function withoutYank(entry: PluginVersion): PluginVersion {
  return { ...entry, yanked: false, yankedReason: '' };
}

function isSame(a: PluginVersion, b: PluginVersion | undefined): boolean {
  return b !== undefined && Buffer.compare(encoded(a), encoded(b)) === 0;
}

function encoded(entry: PluginVersion): Uint8Array {
  return encodePluginIndex({ name: '', versions: [entry] });
}

function mismatch(why: string, path: string): VaultError {
  return new VaultError('ERR_INDEX_MISMATCH', `a submitted index does not hold: ${why}: ${path}`, {
    facts: { path },
  });
}
