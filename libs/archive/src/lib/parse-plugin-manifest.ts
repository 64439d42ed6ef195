import { parseJson, type JsonObject, type JsonValue } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { escapeName } from './escape-name.ts';
import type { FileMember } from './member.ts';
import { parseMemberPath } from './member-path.ts';

/** What a plugin's own package.json says it is. */
export interface PluginManifest {
  /** `@acme/hello`, or `hello`. */
  readonly name: string;
  /** `acme`, or `_` for an unscoped package. */
  readonly vendor: string;
  readonly shortName: string;
  readonly version: string;
  /** All of package.json. */
  readonly raw: JsonObject;
}

const MANIFEST_PATH = 'package.json';
/** No scope of npm can be `_`, because the pattern of a vendor begins with a letter or digit. */
const UNSCOPED = '_';
const MAX_NAME_LENGTH = 214;
const MAX_VERSION_LENGTH = 256;

const VENDOR = /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/;
const SHORT_NAME = /^[a-z0-9-](?:[a-z0-9._-]*[a-z0-9_-])?$/;
// semver.org, "Is there a suggested regular expression?"
const VERSION =
  /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-(?:(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/;

/**
 * Reads the identity of a plugin from the package.json at its top (the common first folder stripped).
 *
 * Vendor and short name become folders, so that both are portable. A key that stands twice is refused, because
 * parsers disagree about which one counts (manifest confusion); a byte order mark is skipped, as npm does.
 *
 * @throws ERR_MANIFEST_MISSING, ERR_MANIFEST_INVALID
 */
export function parsePluginManifest(files: readonly FileMember[]): PluginManifest {
  const file = files.find(({ path }) => path === MANIFEST_PATH);
  if (file === undefined)
    throw new VaultError('ERR_MANIFEST_MISSING', 'no package.json at the top of the plugin');
  const raw = parseObject(file.content);
  const name = parseText(raw['name'], 'name');
  return { name, ...parseName(name), version: parseVersion(parseText(raw['version'], 'version')), raw };
}

function parseObject(content: Uint8Array): JsonObject {
  const value = parseStrictly(hasByteOrderMark(content) ? content.subarray(3) : content);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('package.json is no object');
  return value as JsonObject;
}

function parseStrictly(content: Uint8Array): JsonValue {
  try {
    return parseJson(content);
  } catch (cause) {
    throw invalid('package.json is not JSON that every parser reads alike', {}, cause);
  }
}

function hasByteOrderMark([first, second, third]: Uint8Array): boolean {
  return first === 0xef && second === 0xbb && third === 0xbf;
}

function parseText(value: JsonValue | undefined, field: string): string {
  if (typeof value !== 'string') throw invalid(`package.json has no ${field} that is text`, { field });
  return value;
}

function parseName(name: string): { vendor: string; shortName: string } {
  const [, vendor, shortName = ''] = /^(?:@([^/]*)\/)?([^/]*)$/.exec(name) ?? [];
  const isNamed = SHORT_NAME.test(shortName) && name.length <= MAX_NAME_LENGTH && isPortable(shortName);
  const isOwned = vendor === undefined || (VENDOR.test(vendor) && isPortable(vendor));
  if (!isNamed || !isOwned)
    throw invalid(`package.json has a name that is not accepted: ${escapeName(name)}`, {
      name: escapeName(name),
    });
  return { vendor: vendor ?? UNSCOPED, shortName };
}

function parseVersion(version: string): string {
  const isSemantic = version.length <= MAX_VERSION_LENGTH && VERSION.test(version) && hasSafeNumbers(version);
  if (isSemantic) return version;
  throw invalid(`package.json has a version that is not semantic: ${escapeName(version)}`, {
    version: escapeName(version),
  });
}

function hasSafeNumbers(version: string): boolean {
  const [core = ''] = version.split(/[-+]/, 1);
  return core.split('.').every((number) => Number.isSafeInteger(Number(number)));
}

function isPortable(folder: string): boolean {
  try {
    return parseMemberPath(folder) === folder;
  } catch (cause) {
    if (cause instanceof VaultError) return false;
    throw cause;
  }
}

function invalid(message: string, facts: Readonly<Record<string, string>> = {}, cause?: unknown): VaultError {
  return new VaultError('ERR_MANIFEST_INVALID', message, { facts, cause });
}
