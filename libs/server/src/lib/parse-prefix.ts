import { VaultError } from '@ragnos-vault/errors';

const SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9._~-]+$/;

/**
 * Reads the URL prefix an operator chose: `/vault`, `vault` and `/vault/` are the same, `/` and nothing are none.
 *
 * @throws ERR_USAGE where a segment would need encoding or would move through folders.
 */
export function parsePrefix(prefix: string | undefined): readonly string[] {
  const trimmed = (prefix ?? '').replace(/^\//, '').replace(/\/$/, '');
  const segments = trimmed === '' ? [] : trimmed.split('/');
  if (segments.every((segment) => SEGMENT.test(segment))) return segments;
  throw new VaultError('ERR_USAGE', `not a URL prefix: ${JSON.stringify(prefix)}`, {
    facts: { prefix: prefix ?? '' },
  });
}
