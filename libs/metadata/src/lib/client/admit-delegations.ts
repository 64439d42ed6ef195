import type { JsonObject, JsonValue } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { readInteger, readList, readObject, readString } from '../json-reader.ts';
import { admitKeys } from './admit-keys.ts';

const MAX_ROLES = 100_000;
const TOP_LEVEL = ['root', 'targets', 'snapshot', 'timestamp'];

/** More bits than this make more bins than anybody has targets; tuf-js counts them in 32. */
const MAX_BIN_BITS = 32;

/**
 * Refuses delegations that would be read otherwise than the specification (4.5, TAP 15) says: names of top-level
 * roles, names that no file or object can bear, one name twice, and patterns of which other clients know more than
 * `*` and `?`.
 *
 * @throws ERR_TUF_METADATA_INVALID, ERR_KEY_UNSUPPORTED
 */
export function admitDelegations(delegations: JsonObject): void {
  admitKeys(delegations['keys']);
  const { roles: named, succinct_roles: bins } = delegations;
  if (named !== undefined && bins !== undefined) {
    throw invalid('delegations have both roles and succinct_roles');
  }
  if (bins !== undefined) admitBins(readObject(bins, 'succinct_roles'));
  if (named === undefined) return;
  const roles = readList(named, 'delegated roles');
  if (roles.length > MAX_ROLES) throw invalid(`more than ${MAX_ROLES} delegated roles`);
  const names = roles.map(admitRole);
  if (new Set(names).size !== names.length) throw invalid('one delegated role is named twice');
}

function admitRole(value: JsonValue): string {
  const role = readObject(value, 'delegated role');
  const name = admitName(role['name']);
  admitThreshold(role, name);
  if (role['paths'] !== undefined) {
    for (const pattern of readList(role['paths'], `paths of ${name}`))
      admitPattern(readString(pattern, 'pattern'), name);
  }
  if (role['path_hash_prefixes'] !== undefined) {
    for (const prefix of readList(role['path_hash_prefixes'], `path_hash_prefixes of ${name}`))
      admitHashPrefix(readString(prefix, 'hash prefix'), name);
  }
  return name;
}

function admitBins(bins: JsonObject): void {
  admitThreshold(bins, 'succinct_roles');
  admitName(bins['name_prefix']);
  if (readInteger(bins['bit_length'], 'bit_length', 1) > MAX_BIN_BITS)
    throw invalid(`bit_length is more than ${MAX_BIN_BITS}`);
}

function admitName(value: JsonValue | undefined): string {
  const name = readString(value, 'name of a delegated role');
  // A lone surrogate has no percent-encoding, and `__proto__` is no name that a JavaScript object can hold.
  if (name !== '' && name !== '__proto__' && name.isWellFormed() && !TOP_LEVEL.includes(name)) return name;
  throw invalid(`not a name for a delegated role: ${JSON.stringify(name)}`);
}

function admitThreshold(value: JsonValue, name: string): void {
  readInteger(readObject(value, name)['threshold'], `threshold of ${name}`, 1);
}

/** Braces, classes, extended globs, negation and comments of minimatch; the specification (4.5) has `*` and `?` only. */
const BEYOND_SPECIFICATION = /[{}[\]()|\\]|^[!#]/;

function admitPattern(pattern: string, name: string): void {
  if (BEYOND_SPECIFICATION.test(pattern))
    throw invalid(`pattern of ${name} is more than * and ?: ${JSON.stringify(pattern)}`);
}

function admitHashPrefix(prefix: string, name: string): void {
  if (!/^[0-9a-f]{1,64}$/.test(prefix))
    throw invalid(`hash prefix of ${name} is no lower-case hex: ${JSON.stringify(prefix)}`);
}

function invalid(message: string): VaultError {
  return new VaultError('ERR_TUF_METADATA_INVALID', message);
}
