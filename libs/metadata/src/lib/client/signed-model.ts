import { verify } from 'node:crypto';
import { encodeCanonicalJson, type JsonObject, type JsonValue } from '@ragnos-vault/crypto';
import { Key, Metadata, Signature, Targets, type Root } from '@tufjs/models';
import { UnsignedMetadataError } from '@tufjs/models/dist/error.js';
import { getPublicKey } from '@tufjs/models/dist/utils/key.js';
import { isJsonObject, readList, readObject, readString } from '../json-reader.ts';
import { admittedDocument } from './admitted-bytes.ts';

const upstreamFromJson = Reflect.get(Metadata, 'fromJSON');
const received = new WeakMap<object, JsonValue>();
const canonical = new WeakMap<object, Uint8Array>();

/**
 * Makes @tufjs/models 5 verify a signature over what was received, in canonical JSON that sorts by code points. Upstream
 * encodes what its models kept, which lacks some fields (of timestamp.meta), sorts by UTF-16 units, where python-tuf and
 * go-tuf do not, and does all of it again for every key.
 */
export function useSignedModel(): void {
  Reflect.set(Metadata, 'fromJSON', metadataFromJson);
  Key.prototype.verifySignature = verifySignature;
}

function metadataFromJson(type: unknown, given: JsonObject): unknown {
  const data = admittedDocument(given);
  const metadata: unknown = Reflect.apply(upstreamFromJson, Metadata, [type, data]);
  if (typeof metadata === 'object' && metadata !== null) received.set(metadata, data['signed'] ?? null);
  return metadata;
}

const NOTHING = new Targets({ version: 1, specVersion: '1.0', expires: '1970-01-01T00:00:00Z' });

/**
 * Proves the signatures of a document whose form nobody has looked at yet, so that no model is ever built of what a
 * mirror without a key has made up: that costs the time and memory of a parser, no more.
 *
 * @throws UnsignedMetadataError, as the delegator's own `verifyDelegate` does
 */
export function verifyUnread({ delegator, role }: Delegation, document: JsonObject): void {
  const signatures = readList(document['signatures'], 'signatures').map((value) => {
    const { keyid, sig } = readObject(value, 'signature');
    return new Signature({ keyID: readString(keyid, 'keyid'), sig: readString(sig, 'sig') });
  });
  const unread = new Metadata(NOTHING, Object.fromEntries(signatures.map((each) => [each.keyID, each])));
  received.set(unread, document['signed'] ?? null);
  delegator.verifyDelegate(role, unread);
}

/** Who says which keys a role has. */
export interface Delegation {
  readonly delegator: Pick<Metadata<Root> | Metadata<Targets>, 'verifyDelegate'>;
  readonly role: string;
}

function verifySignature(this: Key, metadata: Parameters<Key['verifySignature']>[0]): void {
  const sig = metadata.signatures[this.keyID]?.sig;
  const keyVal = this.keyVal.public;
  if (sig === undefined || keyVal === undefined || !isSigned(this, metadata, { keyVal, sig })) {
    throw new UnsignedMetadataError(`no valid signature of ${this.keyID}`);
  }
}

function isSigned(
  { keyType, scheme }: Key,
  metadata: object,
  { keyVal, sig }: { readonly keyVal: string; readonly sig: string },
): boolean {
  try {
    const key = getPublicKey({ keyType, scheme, keyVal });
    return verify(key.hashAlgorithm, canonicalOf(metadata), key, Buffer.from(sig, 'hex'));
  } catch {
    // A key that cannot be read, or what has no canonical form, verifies nothing.
    return false;
  }
}

function canonicalOf(metadata: object): Uint8Array {
  const signed = received.get(metadata);
  if (!isJsonObject(signed))
    throw new UnsignedMetadataError('metadata that was not received is signed by nobody');
  const known = canonical.get(signed);
  if (known !== undefined) return known;
  const bytes = encodeCanonicalJson(signed);
  canonical.set(signed, bytes);
  return bytes;
}
