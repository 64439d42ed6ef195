import { VaultError } from '@ragnos-vault/errors';

const SEGMENT = /^[A-Za-z0-9_+-][A-Za-z0-9._+-]{0,254}$/;
// Names that Windows keeps for devices, with or without an extension.
const RESERVED = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;
const MAX_PATH_LENGTH = 1024;

/**
 * The segments of a path that means the same file on every system. A segment never begins with a dot, so that
 * what the store keeps for itself (`.lock`, `.tmp-…`) is out of reach.
 *
 * @throws ERR_TARGET_PATH
 */
export function parseRepositoryPath(path: string): readonly string[] {
  const segments = path.split('/');
  if (path.length <= MAX_PATH_LENGTH && segments.every(isPortable)) return segments;
  throw new VaultError('ERR_TARGET_PATH', `not a portable repository path: ${JSON.stringify(path)}`, {
    facts: { path },
  });
}

function isPortable(segment: string): boolean {
  return SEGMENT.test(segment) && !segment.endsWith('.') && !RESERVED.test(segment);
}
