import { parseJson } from '@ragnos-vault/crypto';
import type { JsonObject, JsonValue } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { otherFields, readInteger, readList, readObject, readString } from '../json-reader.ts';

/** Which repositories must agree on which targets (TAP 4). */
export interface RepositoryMap {
  /** By name. The addresses of one repository are mirrors of one another, in order. */
  readonly repositories: ReadonlyMap<string, readonly [string, ...string[]]>;
  /** In order of priority. */
  readonly mappings: readonly Mapping[];
}

export interface Mapping {
  /** PATHPATTERNs of TUF 4.5; at least one. */
  readonly paths: readonly string[];
  /** Names, in the order in which they are asked. */
  readonly repositories: readonly string[];
  /** Repositories that must name the same length and hashes; at least 1, at most all. */
  readonly threshold: number;
  /** Whether the search ends here for every path that matches. */
  readonly terminating: boolean;
}

const MAX_BYTES = 1_000_000;
const MAX_REPOSITORIES = 100;
const MAX_ADDRESSES = 20;
const MAX_MAPPINGS = 1_000;
const MAX_PATHS = 1_000;
const MAX_LENGTH = 2_000;

/** Names become folders (go-tuf GHSA-jqc5-w2xx-5vq4: `../x` left the one it should stay in). */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?$/;
const WINDOWS_RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;
const ADDRESS = /^(?:https?|file):\/\/[\x21-\x7e]+$/i;
/** More signs than TUF 4.5 knows, or `**`, which would look as if it crossed a `/`. */
const BEYOND_SPECIFICATION = /[{}[\]()|\\\p{Cc}]|^[!#]|\*\*/u;

/**
 * Reads a `map.json`. It is the user's own and decides what is trusted, so that a field that is not known, a name that
 * is not declared and a threshold that cannot be met are refusals.
 *
 * @throws ERR_CONFIG_INVALID
 */
export function parseMap(bytes: Uint8Array): RepositoryMap {
  try {
    return readMap(parseBounded(bytes));
  } catch (cause) {
    if (!(cause instanceof VaultError)) throw cause;
    throw new VaultError('ERR_CONFIG_INVALID', `the map of repositories is not valid: ${cause.message}`, {
      facts: cause.facts,
      cause,
    });
  }
}

function parseBounded(bytes: Uint8Array): JsonValue {
  if (bytes.length > MAX_BYTES) throw invalid(`it has more than ${MAX_BYTES} bytes`);
  return parseJson(bytes);
}

function readMap(value: JsonValue): RepositoryMap {
  const map = readObject(value, 'map');
  refuseOthers(map, ['repositories', 'mapping'], 'the map');
  const repositories = readRepositories(map['repositories']);
  const mappings = someOf(map['mapping'], 'mapping', MAX_MAPPINGS);
  return { repositories, mappings: mappings.map((entry, at) => readMapping(entry, { at, repositories })) };
}

function readRepositories(value: JsonValue | undefined): RepositoryMap['repositories'] {
  const entries = Object.entries(readObject(value, 'repositories'));
  if (entries.length === 0) throw invalid('it names no repository');
  if (entries.length > MAX_REPOSITORIES) throw invalid(`it names more than ${MAX_REPOSITORIES} repositories`);
  const folders = new Set<string>();
  for (const [name] of entries) {
    assertName(name);
    // Where upper and lower case are the same, two names would share one trusted root.
    if (folders.has(name.toLowerCase())) throw invalid(`two repositories share the folder ${name}`);
    folders.add(name.toLowerCase());
  }
  return new Map(entries.map(([name, addresses]) => [name, readAddresses(addresses, name)]));
}

function assertName(name: string): void {
  if (NAME.test(name) && !WINDOWS_RESERVED.test(name)) return;
  throw invalid(`not a name for a repository: ${JSON.stringify(name)}`);
}

function readAddresses(value: JsonValue, name: string): readonly [string, ...string[]] {
  const [first, ...mirrors] = someOf(value, `addresses of ${name}`, MAX_ADDRESSES).map((address) =>
    readAddress(address, name),
  );
  if (first === undefined) throw invalid(`addresses of ${name} are missing`);
  if (new Set([first, ...mirrors]).size <= mirrors.length)
    throw invalid(`one address of ${name} stands twice`);
  return [first, ...mirrors];
}

function readAddress(value: JsonValue, name: string): string {
  const address = readString(value, `address of ${name}`);
  // It may hold a password, and is not repeated.
  if (address.length <= MAX_LENGTH && ADDRESS.test(address) && isBase(address)) return address;
  throw invalid(`an address of ${name} is not an http, https or file: URL without query and fragment`);
}

function isBase(address: string): boolean {
  return URL.canParse(address) && !/[?#]/.test(address);
}

function readMapping(
  value: JsonValue,
  { at, repositories }: { at: number; repositories: RepositoryMap['repositories'] },
): Mapping {
  const what = `mapping ${at + 1}`;
  const mapping = readObject(value, what);
  refuseOthers(mapping, ['paths', 'repositories', 'threshold', 'terminating'], what);
  const names = someOf(mapping['repositories'], `repositories of ${what}`, MAX_REPOSITORIES).map((name) =>
    readString(name, `repository of ${what}`),
  );
  const unknown = names.find((name) => !repositories.has(name));
  if (unknown !== undefined) throw invalid(`${what} names an unknown repository: ${JSON.stringify(unknown)}`);
  // TAP 4 counts repositories: one that stands twice would agree with itself.
  if (new Set(names).size !== names.length) throw invalid(`${what} names one repository twice`);
  return {
    paths: someOf(mapping['paths'], `paths of ${what}`, MAX_PATHS).map((path) => readPattern(path, what)),
    repositories: names,
    threshold: readThreshold(mapping['threshold'], { what, most: names.length }),
    terminating: readTerminating(mapping['terminating'], what),
  };
}

function readThreshold(value: JsonValue | undefined, { what, most }: { what: string; most: number }): number {
  const threshold = readInteger(value, `threshold of ${what}`, 1);
  if (threshold <= most) return threshold;
  throw invalid(`${what} asks for ${threshold} repositories and names ${most}`);
}

/** Absent is false, as with a delegation. */
function readTerminating(value: JsonValue | undefined, what: string): boolean {
  if (value === undefined || typeof value === 'boolean') return value === true;
  throw invalid(`terminating of ${what} is neither true nor false`);
}

function readPattern(value: JsonValue, what: string): string {
  const pattern = readString(value, `path of ${what}`);
  const isPattern = pattern !== '' && pattern.length <= MAX_LENGTH && !BEYOND_SPECIFICATION.test(pattern);
  // A rule that no target path can match would be dropped in silence.
  if (isPattern && pattern.split('/').every((segment) => !['', '.', '..'].includes(segment))) return pattern;
  throw invalid(`${what} has a path that is more, or less, than names, * and ?: ${JSON.stringify(pattern)}`);
}

function someOf(value: JsonValue | undefined, what: string, most: number): readonly JsonValue[] {
  const list = readList(value, what);
  if (list.length > 0 && list.length <= most) return list;
  throw invalid(`${what} has ${list.length} entries, not 1 to ${most}`);
}

function refuseOthers(object: JsonObject, known: readonly string[], what: string): void {
  const [unknown] = Object.keys(otherFields(object, known));
  if (unknown !== undefined) throw invalid(`${what} has an unknown field: ${JSON.stringify(unknown)}`);
}

function invalid(message: string): VaultError {
  return new VaultError('ERR_CONFIG_INVALID', message);
}
