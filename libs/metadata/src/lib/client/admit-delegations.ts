import type { JsonObject, JsonValue } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { readInteger, readList, readObject, readString } from '../json-reader.ts';
import { admitKeys } from './admit-keys.ts';

const MAX_ROLES = 100_000;
const TOP_LEVEL = ['root', 'targets', 'snapshot', 'timestamp'];

/**
 * Refuses delegations that tuf-js would read otherwise than the specification says: names that a JavaScript object
 * sorts before all others (go-tuf CVE-2024-47534: the order of roles is the order of trust), names of top-level
 * roles, and patterns in which minimatch knows more than `*` and `?`.
 *
 * @throws ERR_TUF_METADATA_INVALID, ERR_KEY_UNSUPPORTED
 */
export function admitDelegations(delegations: JsonObject): void {
  admitKeys(delegations['keys']);
  if (delegations['roles'] !== undefined && delegations['succinct_roles'] !== undefined) {
    throw invalid('delegations have both roles and succinct_roles');
  }
  if (delegations['succinct_roles'] !== undefined)
    admitThreshold(delegations['succinct_roles'], 'succinct_roles');
  if (delegations['roles'] === undefined) return;
  const roles = readList(delegations['roles'], 'delegated roles');
  if (roles.length > MAX_ROLES) throw invalid(`more than ${MAX_ROLES} delegated roles`);
  const names = roles.map(admitRole);
  if (new Set(names).size !== names.length) throw invalid('one delegated role is named twice');
}

function admitRole(value: JsonValue): string {
  const role = readObject(value, 'delegated role');
  const name = readString(role['name'], 'name of a delegated role');
  if (name === '' || TOP_LEVEL.includes(name) || /^(0|[1-9][0-9]*)$/.test(name)) {
    throw invalid(`not a name for a delegated role: ${JSON.stringify(name)}`);
  }
  admitThreshold(role, name);
  if (role['paths'] !== undefined) {
    for (const pattern of readList(role['paths'], `paths of ${name}`))
      admitPattern(readString(pattern, 'pattern'), name);
  }
  return name;
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

function invalid(message: string): VaultError {
  return new VaultError('ERR_TUF_METADATA_INVALID', message);
}
