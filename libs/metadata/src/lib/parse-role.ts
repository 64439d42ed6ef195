import { encodeCanonicalJson, parseJson } from '@ragnos-vault/crypto';
import type { JsonObject, JsonValue } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import type { MetaFile, Root, SignedRole, Snapshot, Targets, Timestamp, TopLevelRole } from './documents.ts';
import { ROOT_VERSION } from './encode-role.ts';
import {
  extraOf,
  isJsonObject,
  otherFields,
  readDateTime,
  readInteger,
  readList,
  readObject,
  readString,
} from './json-reader.ts';
import { parseDelegations } from './parse-delegations.ts';
import { parseKeys, parseRoleKeys } from './parse-keys.ts';
import { parseTargetFile } from './parse-target-file.ts';

/** Wire fields of every `signed` object. */
const COMMON = ['_type', 'spec_version', 'version', 'expires'];
const TOP_LEVEL_ROLES: readonly TopLevelRole[] = ['root', 'targets', 'snapshot', 'timestamp'];

/**
 * Reads root metadata; its signatures are not verified yet.
 *
 * @throws ERR_TUF_METADATA_INVALID if it does not have the form of TUF 4.3.
 */
export function parseRoot(bytes: Uint8Array): SignedRole<Root> {
  return parseRole(bytes, 'root', (signed, common) => ({
    ...common,
    keys: parseKeys(signed['keys']),
    roles: new Map(
      TOP_LEVEL_ROLES.map((role) => [
        role,
        parseRoleKeys(readObject(readObject(signed['roles'], 'roles')[role], role), ['keyids', 'threshold']),
      ]),
    ),
    consistentSnapshot: signed['consistent_snapshot'] === true,
    extra: otherFields(signed, [...COMMON, 'keys', 'roles', 'consistent_snapshot']),
  }));
}

/** As {@link parseRoot}, for TUF 4.6. */
export function parseTimestamp(bytes: Uint8Array): SignedRole<Timestamp> {
  return parseRole(bytes, 'timestamp', (signed, common) => ({
    ...common,
    snapshot: parseMetaFile(readObject(signed['meta'], 'meta')['snapshot.json'], 'snapshot.json'),
    ...(signed[ROOT_VERSION] !== undefined && {
      rootVersion: readInteger(signed[ROOT_VERSION], ROOT_VERSION, 1),
    }),
    extra: otherFields(signed, [...COMMON, 'meta', ROOT_VERSION]),
  }));
}

/** As {@link parseRoot}, for TUF 4.4. */
export function parseSnapshot(bytes: Uint8Array): SignedRole<Snapshot> {
  return parseRole(bytes, 'snapshot', (signed, common) => ({
    ...common,
    meta: new Map(
      [...mapOf(signed['meta'], 'meta', parseMetaFile)].map(([name, meta]) => [roleOf(name), meta]),
    ),
    extra: otherFields(signed, [...COMMON, 'meta']),
  }));
}

/** As {@link parseRoot}, for TUF 4.5. */
export function parseTargets(bytes: Uint8Array): SignedRole<Targets> {
  return parseRole(bytes, 'targets', (signed, common) => ({
    ...common,
    targets: mapOf(signed['targets'], 'targets', parseTargetFile),
    ...(signed['delegations'] !== undefined && { delegations: parseDelegations(signed['delegations']) }),
    extra: otherFields(signed, [...COMMON, 'targets', 'delegations']),
  }));
}

type Common = Pick<Root, 'version' | 'expires'>;

function parseRole<T>(
  bytes: Uint8Array,
  type: TopLevelRole,
  read: (signed: JsonObject, common: Common) => T,
): SignedRole<T> {
  const document = readObject(parseMetadataJson(bytes), type);
  const signed = readObject(document['signed'], 'signed');
  if (signed['_type'] !== type) {
    throw new VaultError('ERR_TUF_METADATA_INVALID', `expected ${type} metadata, got another type`, {
      facts: { role: type },
    });
  }
  const common = {
    version: readInteger(signed['version'], `${type} version`, 1),
    expires: readDateTime(signed['expires'], `${type} expires`),
  };
  return {
    signed: read(signed, common),
    bytes,
    payload: encodeCanonicalJson(signed),
    signatures: parseSignatures(document),
  };
}

/** Strict JSON, reported as broken metadata. */
function parseMetadataJson(bytes: Uint8Array): JsonValue {
  try {
    return parseJson(bytes);
  } catch (cause) {
    throw new VaultError('ERR_TUF_METADATA_INVALID', 'metadata is not strict JSON', { cause });
  }
}

// python-tuf GHSA-pwqf-9h7j-7mv8: a key id that signs twice must not count twice, so it is refused outright.
function parseSignatures(document: JsonObject): ReadonlyMap<string, string> {
  const signatures = new Map<string, string>();
  for (const value of readList(document['signatures'], 'signatures')) {
    const signature = readObject(value, 'signature');
    const keyId = readString(signature['keyid'], 'keyid');
    if (signatures.has(keyId)) {
      throw new VaultError('ERR_TUF_METADATA_INVALID', `one key id signs twice: ${keyId}`, {
        facts: { keyId },
      });
    }
    signatures.set(keyId, readString(signature['sig'], 'sig'));
  }
  return signatures;
}

function parseMetaFile(value: JsonValue | undefined, name: string): MetaFile {
  const meta = readObject(value, name);
  return {
    version: readInteger(meta['version'], `version of ${name}`, 1),
    ...(meta['length'] !== undefined && { length: readInteger(meta['length'], `length of ${name}`, 1) }),
    ...(isJsonObject(meta['hashes']) && { hashes: mapOf(meta['hashes'], 'hashes', readString) }),
    ...extraOf(meta, ['version', 'length', 'hashes']),
  };
}

function roleOf(fileName: string): string {
  if (fileName.endsWith('.json')) return fileName.slice(0, -'.json'.length);
  throw new VaultError('ERR_TUF_METADATA_INVALID', `snapshot names a file that is not metadata: ${fileName}`);
}

function mapOf<T>(
  value: JsonValue | undefined,
  what: string,
  read: (value: JsonValue, key: string) => T,
): ReadonlyMap<string, T> {
  return new Map(Object.entries(readObject(value, what)).map(([key, item]) => [key, read(item, key)]));
}
