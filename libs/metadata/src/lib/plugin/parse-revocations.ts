import { parseJson } from '@ragnos-vault/crypto';
import type { JsonObject, JsonValue } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { encodeDateTime, extraOf, readDateTime, readList, readObject, readString } from '../json-reader.ts';

/** The target, always of the role `targets`, by which an operator withdraws archives of whatever vendor. */
export const REVOCATIONS_PATH = 'revocations.json';

/** One archive that nobody may run any more. */
export interface Revocation {
  /** Of the archive, in hex. */
  readonly sha256: string;
  /** Both, where the operator named the plugin; the digest alone decides. */
  readonly name?: string;
  readonly version?: string;
  readonly reason: string;
  readonly revokedAt: Date;
  /** Fields this product does not know; they survive an edit unchanged. */
  readonly extra?: JsonObject;
}

export interface RevocationList {
  /** Ascending by digest, each digest once. */
  readonly revocations: readonly Revocation[];
  readonly extra?: JsonObject;
}

export const NO_REVOCATIONS: RevocationList = { revocations: [] };

const utf8 = new TextEncoder();
const SCHEMA_VERSION = 1;
const SHA256 = /^[0-9a-f]{64}$/;
/** Some 3,000 entries; every consumer reads them all, and keeps no larger file for later. */
const MAX_BYTES = 1_000_000;
const MAX_REASON = 500;
const LINE_BREAKERS = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/**
 * Reads a list of revocations. What cannot be understood is refused as a whole: an entry that was passed over would
 * be an archive that is let in.
 *
 * @throws ERR_TUF_METADATA_INVALID
 */
export function parseRevocations(bytes: Uint8Array): RevocationList {
  assertRevocationsLength(bytes.length);
  const list = readObject(parseListJson(bytes), 'list of revocations');
  if (list['schemaVersion'] !== SCHEMA_VERSION) throw invalid('it has an unknown schemaVersion');
  const revocations = readList(list['revocations'], 'revocations').map(parseRevocation);
  const [unsorted] = revocations.filter(
    ({ sha256 }, at) => at > 0 && sha256 <= (revocations[at - 1]?.sha256 ?? ''),
  );
  if (unsorted !== undefined) throw invalid(`it is not sorted, or lists a digest twice: ${unsorted.sha256}`);
  return { revocations, ...extraOf(list, ['schemaVersion', 'revocations']) };
}

/** @throws ERR_TUF_METADATA_INVALID where the list has outgrown what consumers read. */
export function encodeRevocations({ revocations, extra }: RevocationList): Uint8Array {
  const document = {
    ...extra,
    schemaVersion: SCHEMA_VERSION,
    revocations: revocations.map(encodeRevocation),
  };
  const bytes = utf8.encode(`${JSON.stringify(document, undefined, 2)}\n`);
  assertRevocationsLength(bytes.length);
  return bytes;
}

/** The list with one entry more, or with that digest's entry replaced. */
export function withRevocation(list: RevocationList, added: Revocation): RevocationList {
  const revocations = [...list.revocations.filter(({ sha256 }) => sha256 !== added.sha256), added];
  return { ...list, revocations: revocations.sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1)) };
}

/** @throws ERR_TUF_METADATA_INVALID for a list that is longer than any consumer reads. */
export function assertRevocationsLength(length: number): void {
  if (length > MAX_BYTES) throw invalid(`it has ${length} bytes, more than the limit of ${MAX_BYTES}`);
}

/** A reason is shown on one line, in full. */
export function isReason(text: string): boolean {
  return text.trim() !== '' && text.length <= MAX_REASON && !LINE_BREAKERS.test(text);
}

export function isArchiveDigest(text: string): boolean {
  return SHA256.test(text);
}

function parseListJson(bytes: Uint8Array): JsonValue {
  try {
    return parseJson(bytes);
  } catch (cause) {
    throw invalid('it is not strict JSON', cause);
  }
}

function parseRevocation(value: JsonValue): Revocation {
  const entry = readObject(value, 'revocation');
  const sha256 = readString(entry['sha256'], 'sha256');
  if (!isArchiveDigest(sha256)) throw invalid(`not a SHA-256 in hex: ${JSON.stringify(sha256)}`);
  const reason = readString(entry['reason'], `reason of ${sha256}`);
  if (!isReason(reason)) throw invalid(`not a reason on one line: that of ${sha256}`);
  return {
    sha256,
    ...parseIdentity(entry, sha256),
    reason,
    revokedAt: readDateTime(entry['revokedAt'], `revokedAt of ${sha256}`),
    ...extraOf(entry, ['sha256', 'name', 'version', 'reason', 'revokedAt']),
  };
}

function parseIdentity(entry: JsonObject, sha256: string): Pick<Revocation, 'name' | 'version'> {
  if (entry['name'] === undefined && entry['version'] === undefined) return {};
  const name = readString(entry['name'], `name of ${sha256}`);
  return { name, version: readString(entry['version'], `version of ${sha256}`) };
}

function encodeRevocation({ extra, revokedAt, ...entry }: Revocation): JsonObject {
  return { ...extra, ...entry, revokedAt: encodeDateTime(revokedAt) };
}

function invalid(message: string, cause?: unknown): VaultError {
  return new VaultError('ERR_TUF_METADATA_INVALID', `the list of revocations is not valid: ${message}`, {
    facts: { path: REVOCATIONS_PATH },
    ...(cause !== undefined && { cause }),
  });
}
