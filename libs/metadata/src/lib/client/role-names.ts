import { sha256Hex } from '@ragnos-vault/crypto';

const TOP_LEVEL: readonly string[] = ['root', 'timestamp', 'snapshot', 'targets'];
/** What a path for a fetcher cannot say as plain text: a `%`, and what would make two names of one, or none at all. */
const NOT_PLAIN = /[%/\\\p{Cc}]/u;
/** Names of files that the cache, or Windows, keeps for something else. */
const TAKEN = /^(root|timestamp|snapshot|targets|[0-9]+\.root|con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$/i;
const MAX_NAME_LENGTH = 200;

/**
 * Where the metadata of a role lies below the repository; `version` is left out where snapshots are not consistent
 * (TUF 6.2). The path is plain text, which the fetcher encodes; a role name that cannot be plain is encoded here, and
 * told by its `%`.
 */
export function remotePath(role: string, version: number | undefined): string {
  const name = NOT_PLAIN.test(role) ? encodeURIComponent(role) : role;
  return `metadata/${version === undefined ? '' : `${version}.`}${name}.json`;
}

/**
 * The file in which the cache keeps a role: never one outside its folder, nor that of another role. The files of
 * top-level roles and of roots are out of reach also where upper and lower case are the same.
 */
export function cachedName(role: string): string {
  if (TOP_LEVEL.includes(role)) return `${role}.json`;
  const encoded = encodeURIComponent(role);
  // No encoded name holds a `+`.
  if (encoded.length > MAX_NAME_LENGTH) return `+${sha256Hex(new TextEncoder().encode(role))}.json`;
  return `${TAKEN.test(role) ? percentEncode(role) : encoded}.json`;
}

function percentEncode(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}
