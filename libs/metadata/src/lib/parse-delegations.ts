import type { JsonValue } from '@ragnos-vault/crypto';
import type { DelegatedRole, Delegations, SuccinctRoles } from './documents.ts';
import { admitDelegations } from './client/admit-delegations.ts';
import { otherFields, readInteger, readList, readObject, readString } from './json-reader.ts';
import { parseKeys, parseRoleKeys } from './parse-keys.ts';

/**
 * Reads the `delegations` of targets metadata (TUF 4.5, TAP 15), as strictly as the client does.
 *
 * @throws ERR_TUF_METADATA_INVALID, ERR_KEY_UNSUPPORTED
 */
export function parseDelegations(value: JsonValue): Delegations {
  const wire = readObject(value, 'delegations');
  admitDelegations(wire);
  const { roles, succinct_roles: succinct } = wire;
  return {
    keys: parseKeys(wire['keys']),
    ...(roles !== undefined && { roles: readList(roles, 'delegated roles').map(parseDelegatedRole) }),
    ...(succinct !== undefined && { succinct: parseSuccinctRoles(succinct) }),
    extra: otherFields(wire, ['keys', 'roles', 'succinct_roles']),
  };
}

function parseDelegatedRole(value: JsonValue): DelegatedRole {
  const wire = readObject(value, 'delegated role');
  const { paths, path_hash_prefixes: prefixes } = wire;
  return {
    ...parseRoleKeys(wire, ['name', 'terminating', 'paths', 'path_hash_prefixes']),
    name: readString(wire['name'], 'name'),
    terminating: wire['terminating'] === true,
    ...(paths !== undefined && { paths: readStrings(paths, 'paths') }),
    ...(prefixes !== undefined && { pathHashPrefixes: readStrings(prefixes, 'path_hash_prefixes') }),
  };
}

function parseSuccinctRoles(value: JsonValue): SuccinctRoles {
  const wire = readObject(value, 'succinct_roles');
  return {
    ...parseRoleKeys(wire, ['bit_length', 'name_prefix']),
    bitLength: readInteger(wire['bit_length'], 'bit_length', 1),
    namePrefix: readString(wire['name_prefix'], 'name_prefix'),
  };
}

function readStrings(value: JsonValue, what: string): readonly string[] {
  return readList(value, what).map((item) => readString(item, what));
}
