import { VaultError } from '@ragnos-vault/errors';
import { strongHashOf } from './parse-target-file.ts';
import type { TargetFile } from './documents.ts';

/** Letters, digits, `.`, `-`, `_`, `+`, `@`; it neither starts nor ends with a dot. */
const SEGMENT = /^(?![.])[A-Za-z0-9._@+-]{1,180}(?<![.])$/;
const WINDOWS_RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

export const TIMESTAMP_PATH = 'metadata/timestamp.json';

/** Where a version of a role lies below the repository; roles are percent-encoded as the specification asks. */
export function metadataPath(role: string, version: number): string {
  return `metadata/${version}.${encodeURIComponent(role)}.json`;
}

/** Where a target lies with consistent snapshots (TUF 6.2): the digest stands before the last segment. */
export function storedTargetPath(path: string, target: TargetFile): string {
  const slash = path.lastIndexOf('/') + 1;
  return `targets/${path.slice(0, slash)}${strongHashOf(target, path).digest}.${path.slice(slash)}`;
}

/**
 * Accepts a target path that every file system and every other TUF client can serve and store.
 *
 * @throws ERR_TARGET_PATH naming the path.
 */
export function parseTargetPath(path: string): string {
  const segments = path.split('/');
  const isPortable = segments.every((segment) => SEGMENT.test(segment) && !WINDOWS_RESERVED.test(segment));
  if (isPortable && path.length <= 400 && segments.length <= 16) return path;
  throw new VaultError('ERR_TARGET_PATH', `target path is not portable: ${JSON.stringify(path)}`, {
    facts: { path },
  });
}
