import { VaultError } from '@ragnos-vault/errors';
import { collect, metadataPath } from '@ragnos-vault/metadata';
import type { Fetcher, SignedRole } from '@ragnos-vault/metadata';
import type { Report } from './lint-finding.ts';

/** What clients accept at most, in bytes: the limits that all of them share. */
export const MAX_BYTES = {
  root: 512_000,
  timestamp: 16_384,
  snapshot: 2_000_000,
  targets: 5_000_000,
} as const;

interface Wanted<T> {
  readonly role: string;
  readonly path: string;
  readonly maxLength: number;
  readonly parse: (bytes: Uint8Array) => SignedRole<T>;
}

/** Reads and parses a metadata file. `undefined`, and a finding, where that cannot be done. @throws ERR_FETCH_FAILED */
export async function readMetadata<T>(
  { role, path, maxLength, parse }: Wanted<T>,
  { fetcher, report }: { readonly fetcher: Fetcher; readonly report: Report },
): Promise<SignedRole<T> | undefined> {
  try {
    const bytes = await readFile(fetcher, path, maxLength);
    if (bytes !== undefined) return parse(bytes);
    report('metadata-missing', `there is no ${path}`, { role, path });
  } catch (error) {
    if (!(error instanceof VaultError) || !error.code.startsWith('ERR_TUF_')) {
      if (!(error instanceof VaultError) || error.code !== 'ERR_KEY_UNSUPPORTED') throw error;
      report('key-unsupported', error.message, { role, path });
    } else if (error.code === 'ERR_TUF_LENGTH') {
      report('role-too-large', `longer than the ${maxLength} bytes that clients accept: ${path}`, {
        role,
        path,
      });
    } else {
      report('metadata-invalid', `${path}: ${error.message}`, { role, path });
    }
  }
  return undefined;
}

/** `undefined` for "not there". @throws ERR_TUF_LENGTH, ERR_FETCH_FAILED */
export async function readFile(
  fetcher: Fetcher,
  path: string,
  maxLength: number,
): Promise<Uint8Array | undefined> {
  const stream = await fetcher.get(path, { maxLength });
  return stream && collect(stream);
}

/** As the client asks for it: names that cannot be plain text are percent-encoded, all others are not. */
export function rolePath(role: string, version: number): string {
  return /[%/\\\p{Cc}]/u.test(role) ? metadataPath(role, version) : `metadata/${version}.${role}.json`;
}
