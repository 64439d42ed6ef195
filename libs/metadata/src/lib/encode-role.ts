import type { JsonObject, PublicKey } from '@ragnos-vault/crypto';
import type { MetaFile, Root, RoleKeys, Snapshot, TargetFile, Targets, Timestamp } from './documents.ts';
import { encodeDateTime } from './json-reader.ts';

/** The specification this product writes to. */
const SPEC_VERSION = '1.0.34';

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
  return { ...common('timestamp', timestamp), meta: { 'snapshot.json': encodeMetaFile(timestamp.snapshot) } };
}

/** As {@link encodeRoot}, for TUF 4.4. */
export function encodeSnapshot(snapshot: Snapshot): JsonObject {
  const meta = new Map([...snapshot.meta].map(([role, file]) => [`${role}.json`, file]));
  return { ...common('snapshot', snapshot), meta: objectOf(meta, encodeMetaFile) };
}

/** As {@link encodeRoot}, for TUF 4.5. */
export function encodeTargets(targets: Targets): JsonObject {
  return { ...common('targets', targets), targets: objectOf(targets.targets, encodeTargetFile) };
}

function common(type: string, role: Pick<Root, 'version' | 'expires' | 'extra'>): JsonObject {
  const { version, expires, extra } = role;
  return { ...extra, _type: type, spec_version: SPEC_VERSION, version, expires: encodeDateTime(expires) };
}

function encodeKey({ keytype, scheme, keyval }: PublicKey): JsonObject {
  return { keytype, scheme, keyval: { public: keyval.public } };
}

function encodeRoleKeys({ keyIds, threshold }: RoleKeys): JsonObject {
  return { keyids: [...keyIds], threshold };
}

function encodeMetaFile({ version, length, hashes }: MetaFile): JsonObject {
  return {
    version,
    ...(length !== undefined && { length }),
    ...(hashes !== undefined && { hashes: Object.fromEntries(hashes) }),
  };
}

function encodeTargetFile({ length, hashes, custom }: TargetFile): JsonObject {
  return { length, hashes: Object.fromEntries(hashes), ...(custom !== undefined && { custom }) };
}

/** Sorted by key, so that the same state is the same bytes. */
function objectOf<T>(map: ReadonlyMap<string, T>, encode: (value: T) => JsonObject): JsonObject {
  const sorted = [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, value]) => [key, encode(value)]));
}
