import { parseJson } from '@ragnos-vault/crypto';
import type { JsonObject, JsonValue } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import semver from 'semver';
import { extraOf, readInteger, readList, readObject, readString } from '../json-reader.ts';

export interface PluginVersion {
  readonly version: string;
  readonly target: string;
  readonly sha256: string;
  readonly length: number;
  /** RFC 3339. */
  readonly publishedAt: string;
  /** Left out of ranges; still installable by its exact version. */
  readonly yanked: boolean;
  /** Why it was yanked, where the vendor said so. */
  readonly yankedReason?: string;
  /** Fields this product does not know; they survive an edit unchanged. */
  readonly extra?: JsonObject;
}

/** The mutable target that lists all versions of one plugin. The targets entry of an archive, not this, decides its bytes. */
export interface PluginIndex {
  readonly name: string;
  /** Ascending by semantic version. */
  readonly versions: readonly PluginVersion[];
  readonly extra?: JsonObject;
}

const utf8 = new TextEncoder();
const SCHEMA_VERSION = 1;
const VERSION_FIELDS: readonly string[] = [
  ...['version', 'target', 'sha256', 'length', 'publishedAt'],
  ...['yanked', 'yankedReason'],
];

/** @throws ERR_TUF_METADATA_INVALID */
export function parsePluginIndex(bytes: Uint8Array): PluginIndex {
  const index = readObject(parseIndexJson(bytes), 'plugin index');
  if (index['schemaVersion'] !== SCHEMA_VERSION) {
    throw new VaultError('ERR_TUF_METADATA_INVALID', 'plugin index has an unknown schemaVersion');
  }
  return {
    name: readString(index['name'], 'index name'),
    versions: readList(index['versions'], 'index versions').map(parseVersion),
    ...extraOf(index, ['schemaVersion', 'name', 'versions']),
  };
}

export function encodePluginIndex({ name, versions, extra }: PluginIndex): Uint8Array {
  const document = { ...extra, schemaVersion: SCHEMA_VERSION, name, versions: versions.map(encodeVersion) };
  return utf8.encode(`${JSON.stringify(document, undefined, 2)}\n`);
}

/** The index with one version more, or with that version's entry replaced. */
export function withVersion(index: PluginIndex, added: PluginVersion): PluginIndex {
  const others = index.versions.filter(({ version }) => version !== added.version);
  return { ...index, versions: [...others, added].sort((a, b) => semver.compareBuild(a.version, b.version)) };
}

function parseIndexJson(bytes: Uint8Array): JsonValue {
  try {
    return parseJson(bytes);
  } catch (cause) {
    throw new VaultError('ERR_TUF_METADATA_INVALID', 'plugin index is not strict JSON', { cause });
  }
}

function parseVersion(value: JsonValue): PluginVersion {
  const entry = readObject(value, 'index version');
  const version = readString(entry['version'], 'version');
  if (semver.valid(version) === null) {
    throw new VaultError(
      'ERR_TUF_METADATA_INVALID',
      `plugin index holds a version that is not semantic: ${version}`,
    );
  }
  return {
    version,
    target: readString(entry['target'], 'target'),
    sha256: readString(entry['sha256'], 'sha256'),
    length: readInteger(entry['length'], 'length', 0),
    publishedAt: readString(entry['publishedAt'], 'publishedAt'),
    ...parseYank(entry, version),
    ...extraOf(entry, VERSION_FIELDS),
  };
}

function parseYank(entry: JsonObject, version: string): Pick<PluginVersion, 'yanked' | 'yankedReason'> {
  const { yanked = false, yankedReason } = entry;
  if (typeof yanked !== 'boolean') {
    throw new VaultError(
      'ERR_TUF_METADATA_INVALID',
      `plugin index says neither true nor false of yanked: ${version}`,
    );
  }
  return {
    yanked,
    ...(yankedReason !== undefined && { yankedReason: readString(yankedReason, 'yankedReason') }),
  };
}

function encodeVersion({ extra, ...version }: PluginVersion): JsonObject {
  return { ...extra, ...version };
}
