import type { JsonObject, JsonValue } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import type { ListedKey, RoleKeys } from './documents.ts';
import { extraOf, otherFields, readInteger, readList, readObject, readString } from './json-reader.ts';

/** @throws ERR_TUF_METADATA_INVALID, ERR_KEY_UNSUPPORTED, as every function of this file. */
export function parseKeys(value: JsonValue | undefined): ReadonlyMap<string, ListedKey> {
  return new Map(
    Object.entries(readObject(value, 'keys')).map(([keyId, key]) => [keyId, parseKey(key, keyId)]),
  );
}

/** `known` are the fields that the caller reads itself. */
export function parseRoleKeys(object: JsonObject, known: readonly string[]): RoleKeys {
  return {
    keyIds: readList(object['keyids'], 'keyids').map((keyId) => readString(keyId, 'keyid')),
    threshold: readInteger(object['threshold'], 'threshold', 1),
    ...extraOf(object, ['keyids', 'threshold', ...known]),
  };
}

function parseKey(value: JsonValue, keyId: string): ListedKey {
  const wire = readObject(value, `key ${keyId}`);
  const { keytype, scheme } = wire;
  const wireValue = readObject(wire['keyval'], 'keyval');
  const keyval = { public: readString(wireValue['public'], 'public') };
  const hasMore =
    Object.keys(otherFields(wire, ['keytype', 'scheme', 'keyval'])).length > 0 ||
    Object.keys(wireValue).length > 1;
  const common = { keyval, ...(hasMore && { wire }) };
  if (keytype === 'rsa' && scheme === 'rsassa-pss-sha256') return { keytype, scheme, ...common };
  if (keytype === 'ed25519' && scheme === 'ed25519') return { keytype, scheme, ...common };
  if (keytype === 'ecdsa' && (scheme === 'ecdsa-sha2-nistp256' || scheme === 'ecdsa-sha2-nistp384')) {
    return { keytype, scheme, ...common };
  }
  throw new VaultError('ERR_KEY_UNSUPPORTED', `key ${keyId} has an unsupported type or scheme`, {
    facts: { keyId },
  });
}
