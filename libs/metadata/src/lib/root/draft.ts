import { encodeCanonicalJson, keyIdOf, parseJson, verifySignature } from '@ragnos-vault/crypto';
import type { JsonObject, JsonValue, PublicKey } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { readList, readObject, readString } from '../json-reader.ts';

/** A signature that was made elsewhere, and the key that it is said to be of. */
export interface MadeSignature {
  readonly key: PublicKey;
  readonly signature: Uint8Array;
}

const utf8 = new TextEncoder();
const HEX = /^([0-9a-f]{2})+$/i;

/**
 * Metadata of any role that is on its way from key to key: a TUF envelope (4.2.1) with as many signatures as there are by
 * now, none of them a placeholder. It is laid out for people, who ought to read what they sign.
 */
export function encodeDraft(signed: JsonObject): Uint8Array {
  return utf8.encode(`${JSON.stringify({ signatures: [], signed }, undefined, 2)}\n`);
}

/**
 * The exact bytes that every key of a role signs: the canonical form of `signed`.
 *
 * @throws ERR_TUF_METADATA_INVALID, ERR_CANONICAL_JSON
 */
export function payloadOf(bytes: Uint8Array): Uint8Array {
  return encodeCanonicalJson(signedOf(bytes));
}

/** The `_type` of metadata. @throws ERR_TUF_METADATA_INVALID */
export function typeOf(bytes: Uint8Array): string {
  return readString(signedOf(bytes)['_type'], '_type');
}

/**
 * The same metadata with one signature more; one of the same key is replaced. Fields that this product does not know, of
 * the envelope and below, stay as they are.
 *
 * @throws ERR_SIGNATURE_INVALID unless the signature verifies with the key; ERR_TUF_METADATA_INVALID
 */
export function withSignature(bytes: Uint8Array, { key, signature }: MadeSignature): Uint8Array {
  const keyId = keyIdOf(key);
  if (!verifySignature({ key, bytes: payloadOf(bytes), signature })) {
    throw new VaultError('ERR_SIGNATURE_INVALID', `this is no signature over the metadata by key ${keyId}`, {
      facts: { keyId },
    });
  }
  const sig = Buffer.from(signature).toString('hex');
  return withSignatures(bytes, (others) => [
    ...others.filter((other) => other['keyid'] !== keyId && isSignature(other['sig'])),
    { keyid: keyId, sig },
  ]);
}

/** The form that is published: the signatures that count and no others, without white space. */
export function toPublishedForm(bytes: Uint8Array, keyIds: ReadonlySet<string>): Uint8Array {
  const document = envelopeOf(bytes);
  const signatures = signaturesOf(document).filter(
    ({ keyid, sig }) => keyIds.has(readString(keyid, 'keyid')) && isSignature(sig),
  );
  return utf8.encode(JSON.stringify({ signatures, signed: signedOf(bytes) }));
}

function withSignatures(
  bytes: Uint8Array,
  change: (signatures: readonly JsonObject[]) => readonly JsonObject[],
): Uint8Array {
  const document = envelopeOf(bytes);
  const changed = { ...document, signatures: change(signaturesOf(document)) };
  // What was laid out for people stays so.
  if (!bytes.includes('\n'.charCodeAt(0))) return utf8.encode(JSON.stringify(changed));
  return utf8.encode(`${JSON.stringify(changed, undefined, 2)}\n`);
}

// tuf-on-ci once published `"sig": ""` for keys that had not signed, which other clients refuse.
function isSignature(sig: JsonValue | undefined): boolean {
  return HEX.test(readString(sig, 'sig'));
}

function signaturesOf(document: JsonObject): readonly JsonObject[] {
  return readList(document['signatures'], 'signatures').map((value) => readObject(value, 'signature'));
}

function signedOf(bytes: Uint8Array): JsonObject {
  return readObject(envelopeOf(bytes)['signed'], 'signed');
}

function envelopeOf(bytes: Uint8Array): JsonObject {
  try {
    return readObject(parseJson(bytes), 'metadata');
  } catch (cause) {
    throw new VaultError('ERR_TUF_METADATA_INVALID', 'this is no metadata of a role', { cause });
  }
}
