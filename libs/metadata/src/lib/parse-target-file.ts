import type { JsonValue } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import type { TargetFile } from './documents.ts';
import { extraOf, readInteger, readObject, readString } from './json-reader.ts';

/** Strongest first; a target must carry at least one (go-tuf #721: without a hash, any bytes would verify). */
export const HASH_ALGORITHMS = ['sha256', 'sha512'] as const;
export type HashAlgorithm = (typeof HASH_ALGORITHMS)[number];

const HEX_LENGTH: Readonly<Record<HashAlgorithm, number>> = { sha256: 64, sha512: 128 };

const FIELDS: readonly string[] = ['length', 'hashes', 'custom'];

/**
 * Reads one entry of targets metadata (TUF 4.5, TARGETFILES).
 *
 * @throws ERR_TUF_METADATA_INVALID without a length, or without a SHA-256 or SHA-512 digest.
 */
export function parseTargetFile(value: JsonValue, path: string): TargetFile {
  const object = readObject(value, path);
  const hashes = new Map<string, string>();
  const listed = readObject(object['hashes'], `hashes of ${path}`);
  for (const algorithm of Object.keys(listed))
    hashes.set(algorithm, readString(listed[algorithm], `${algorithm} of ${path}`));
  const target: TargetFile = {
    length: readInteger(object['length'], `length of ${path}`, 0),
    hashes,
    ...(object['custom'] !== undefined && { custom: object['custom'] }),
    ...extraOf(object, FIELDS),
  };
  strongHashOf(target, path);
  return target;
}

/**
 * The digest that names and proves a target: SHA-256 where it is listed, else SHA-512.
 *
 * @throws ERR_TUF_METADATA_INVALID if neither is listed, or one is malformed.
 */
export function strongHashOf(
  target: TargetFile,
  path: string,
): { readonly algorithm: HashAlgorithm; readonly digest: string } {
  for (const algorithm of HASH_ALGORITHMS) {
    const digest = target.hashes.get(algorithm);
    if (digest === undefined) continue;
    if (!/^[0-9a-f]+$/.test(digest) || digest.length !== HEX_LENGTH[algorithm]) break;
    return { algorithm, digest };
  }
  throw new VaultError('ERR_TUF_METADATA_INVALID', `target has no SHA-256 or SHA-512 digest: ${path}`, {
    facts: { path },
  });
}
