import { parseJson } from '@ragnos-vault/crypto';
import { isJsonObject } from '../json-reader.ts';
import { toTufError } from './to-tuf-error.ts';

/**
 * Runs one update of the store with received bytes; where they are named by a version, the error tells a rollback
 * from a file in the wrong place.
 */
export function accept(
  role: string,
  update: () => unknown,
  named?: { readonly bytes: Uint8Array; readonly version: number },
): void {
  try {
    update();
  } catch (error) {
    throw toTufError(role, error, named === undefined || versionOf(named.bytes) === named.version);
  }
}

/** What the cache holds is only ever a hint: where it does not hold up, it is fetched anew. */
export function isAccepted(update: () => unknown): boolean {
  try {
    update();
    return true;
  } catch {
    return false;
  }
}

/** The version that metadata claims, whoever wrote it. */
export function versionOf(bytes: Uint8Array): unknown {
  try {
    const document = parseJson(bytes);
    const signed = isJsonObject(document) ? document['signed'] : undefined;
    return isJsonObject(signed) ? signed['version'] : undefined;
  } catch {
    return undefined;
  }
}
