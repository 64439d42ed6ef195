import { VaultError } from '@ragnos-vault/errors';
import { isArchiveDigest, isReason } from '@ragnos-vault/metadata';

/** One published version, by its exact number. */
export interface NamedVersion {
  readonly name: string;
  readonly version: string;
}

/** What `revoke` is told to withdraw. */
export type RevocationSubject = NamedVersion | { readonly sha256: string };

const NAMED = /^((?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9-][a-z0-9._-]*)@([0-9A-Za-z][0-9A-Za-z.+-]*)$/;
const DIGEST_PREFIX = 'sha256:';

/**
 * Reads `NAME@VERSION`: one version, no range, so that nothing is withdrawn that was not meant.
 *
 * @throws ERR_USAGE
 */
export function parseNamedVersion(text: string): NamedVersion {
  const [, name, version] = NAMED.exec(text) ?? [];
  if (name !== undefined && version !== undefined) return { name, version };
  throw notUnderstood(text, '@vendor/name@1.2.3');
}

/** Reads `NAME@VERSION` or `sha256:HEX`. @throws ERR_USAGE */
export function parseRevocationSubject(text: string): RevocationSubject {
  if (!text.startsWith(DIGEST_PREFIX)) return parseNamedVersion(text);
  const sha256 = text.slice(DIGEST_PREFIX.length).toLowerCase();
  if (isArchiveDigest(sha256)) return { sha256 };
  throw notUnderstood(text, 'sha256: and 64 hexadecimal digits');
}

/** A reason that every consumer will read. @throws ERR_USAGE */
export function parseReason(text: string): string {
  if (isReason(text)) return text.trim();
  throw new VaultError('ERR_USAGE', 'the reason must be one line of 1 to 500 characters');
}

function notUnderstood(text: string, example: string): VaultError {
  return new VaultError('ERR_USAGE', `not ${example}: ${JSON.stringify(text)}`, { facts: { plugin: text } });
}
