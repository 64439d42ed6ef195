import type { JsonObject } from '@ragnos-vault/crypto';
import type {
  DelegatedRole,
  Delegations,
  ListedKey,
  MetaFile,
  Root,
  RoleKeys,
  Snapshot,
  SuccinctRoles,
  TargetFile,
  Targets,
  Timestamp,
} from './documents.ts';
import { encodeDateTime } from './json-reader.ts';

/** The specification this product writes to. */
const SPEC_VERSION = '1.0.34';

/** The one field of ours outside `custom`; see {@link Timestamp}. */
export const ROOT_VERSION = 'x_root_version';

/** The wire form of `signed` (TUF 4.3); unknown fields come back as they were. */
export function encodeRoot(root: Root): JsonObject {
  return {
    ...common('root', root),
    consistent_snapshot: root.consistentSnapshot,
    keys: objectOf(root.keys, encodeKey),
    roles: objectOf(root.roles, encodeRoleKeys),
  };
}

/** As {@link encodeRoot}, for TUF 4.6. */
export function encodeTimestamp(timestamp: Timestamp): JsonObject {
  const { rootVersion, snapshot } = timestamp;
  return {
    ...common('timestamp', timestamp),
    ...(rootVersion !== undefined && { [ROOT_VERSION]: rootVersion }),
    meta: { 'snapshot.json': encodeMetaFile(snapshot) },
  };
}

/** As {@link encodeRoot}, for TUF 4.4. */
export function encodeSnapshot(snapshot: Snapshot): JsonObject {
  const meta = new Map([...snapshot.meta].map(([role, file]) => [`${role}.json`, file]));
  return { ...common('snapshot', snapshot), meta: objectOf(meta, encodeMetaFile) };
}

/** As {@link encodeRoot}, for TUF 4.5. */
export function encodeTargets(targets: Targets): JsonObject {
  const { delegations } = targets;
  return {
    ...common('targets', targets),
    targets: objectOf(targets.targets, encodeTargetFile),
    ...(delegations !== undefined && { delegations: encodeDelegations(delegations) }),
  };
}

function common(type: string, role: Pick<Root, 'version' | 'expires' | 'extra'>): JsonObject {
  const { version, expires, extra } = role;
  return { ...extra, _type: type, spec_version: SPEC_VERSION, version, expires: encodeDateTime(expires) };
}

function encodeDelegations({ keys, roles, succinct, extra }: Delegations): JsonObject {
  return {
    ...extra,
    keys: objectOf(keys, encodeKey),
    ...(roles !== undefined && { roles: roles.map(encodeDelegatedRole) }),
    ...(succinct !== undefined && { succinct_roles: encodeSuccinctRoles(succinct) }),
  };
}

function encodeDelegatedRole(role: DelegatedRole): JsonObject {
  const { name, terminating, paths, pathHashPrefixes } = role;
  return {
    ...encodeRoleKeys(role),
    name,
    terminating,
    ...(paths !== undefined && { paths }),
    ...(pathHashPrefixes !== undefined && { path_hash_prefixes: pathHashPrefixes }),
  };
}

function encodeSuccinctRoles(roles: SuccinctRoles): JsonObject {
  return { ...encodeRoleKeys(roles), bit_length: roles.bitLength, name_prefix: roles.namePrefix };
}

function encodeKey({ keytype, scheme, keyval, wire }: ListedKey): JsonObject {
  return wire ?? { keytype, scheme, keyval: { public: keyval.public } };
}

function encodeRoleKeys({ keyIds, threshold, extra }: RoleKeys): JsonObject {
  return { ...extra, keyids: [...keyIds], threshold };
}

function encodeMetaFile({ version, length, hashes, extra }: MetaFile): JsonObject {
  return {
    ...extra,
    version,
    ...(length !== undefined && { length }),
    ...(hashes !== undefined && { hashes: Object.fromEntries(hashes) }),
  };
}

function encodeTargetFile({ length, hashes, custom, extra }: TargetFile): JsonObject {
  return { ...extra, length, hashes: Object.fromEntries(hashes), ...(custom !== undefined && { custom }) };
}

/** Sorted by key, so that the same state is the same bytes. */
function objectOf<T>(map: ReadonlyMap<string, T>, encode: (value: T) => JsonObject): JsonObject {
  const sorted = [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, value]) => [key, encode(value)]));
}
