import { parseJson } from '@ragnos-vault/crypto';
import type { JsonObject, JsonValue } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { readDateTime, readInteger, readList, readObject, readString } from '../json-reader.ts';
import { parseTargetFile } from '../parse-target-file.ts';
import { admitDelegations } from './admit-delegations.ts';
import { admitKeys } from './admit-keys.ts';
import { admittedBytes } from './admitted-bytes.ts';
import { verifyUnread, type Delegation } from './signed-model.ts';

export type MetadataType = 'root' | 'timestamp' | 'snapshot' | 'targets';

/** More than any repository needs; each signature costs a verification (python-tuf CVE-2020-6173). */
const MAX_SIGNATURES = 1_024;
const MAX_ENTRIES = 200_000;

/**
 * One linear pass over received metadata before tuf-js sees it, for what tuf-js lets through: duplicate JSON keys,
 * versions below 1, thresholds that are no whole number, targets without a strong digest, one public key under two
 * key ids, weak RSA keys, patterns that mean more than the specification's. Nothing is trusted yet; but where it is
 * known whose signatures count, nothing is looked at before they are proven.
 *
 * @throws ERR_TUF_METADATA_INVALID naming the field, ERR_KEY_UNSUPPORTED, ERR_JSON_INVALID
 */
export function admitMetadata(type: MetadataType, bytes: Uint8Array, delegation?: Delegation): Buffer {
  const document = readObject(parseJson(bytes), type);
  const signed = readObject(document['signed'], 'signed');
  admitSignatures(document['signatures']);
  if (delegation !== undefined) verifyUnread(delegation, document);
  if (signed['_type'] !== type) throw invalid(`expected ${type} metadata, got another type`);
  readInteger(signed['version'], 'version', 1);
  readDateTime(signed['expires'], 'expires');
  ADMIT[type](signed);
  return admittedBytes(bytes, document);
}

const ADMIT: Readonly<Record<MetadataType, (signed: JsonObject) => void>> = {
  root: (signed) => {
    admitKeys(signed['keys']);
    for (const [role, keys] of Object.entries(mapOf(signed['roles'], 'roles'))) {
      readInteger(readObject(keys, role)['threshold'], `threshold of ${role}`, 1);
    }
  },
  timestamp: (signed) => admitMeta(signed['meta']),
  snapshot: (signed) => admitMeta(signed['meta']),
  targets: (signed) => {
    const targets = mapOf(signed['targets'], 'targets');
    for (const path of Object.keys(targets)) parseTargetFile(targets[path] ?? null, path);
    if (signed['delegations'] !== undefined)
      admitDelegations(readObject(signed['delegations'], 'delegations'));
  },
};

function admitSignatures(value: JsonValue | undefined): void {
  const signatures = readList(value, 'signatures');
  if (signatures.length > MAX_SIGNATURES) throw invalid(`more than ${MAX_SIGNATURES} signatures`);
  const keyIds = signatures.map((signature) =>
    readString(readObject(signature, 'signature')['keyid'], 'keyid'),
  );
  // GHSA-pwqf-9h7j-7mv8: one key that signs twice must not count twice.
  if (new Set(keyIds).size !== keyIds.length) throw invalid('one key id signs twice');
}

function admitMeta(value: JsonValue | undefined): void {
  const files = mapOf(value, 'meta');
  for (const name of Object.keys(files)) {
    const meta = readObject(files[name], name);
    readInteger(meta['version'], `version of ${name}`, 1);
    if (meta['length'] !== undefined) readInteger(meta['length'], `length of ${name}`, 1);
    if (meta['hashes'] !== undefined && Object.keys(mapOf(meta['hashes'], name)).length === 0)
      throw invalid(`${name} has no digest`);
  }
}

function mapOf(value: JsonValue | undefined, what: string): JsonObject {
  const map = readObject(value, what);
  if (Object.keys(map).length > MAX_ENTRIES) throw invalid(`${what} has more than ${MAX_ENTRIES} entries`);
  return map;
}

function invalid(message: string): VaultError {
  return new VaultError('ERR_TUF_METADATA_INVALID', message);
}
