import { nameOf, type ServedPath } from './served-path.ts';

const VERSIONED_ROLE = /^[1-9]\d*\.[^/]+\.json$/;
/** SHA-256 or SHA-512, as consistent snapshots put before a target's name (TUF 6.2). */
const HASH_NAME = /^([0-9a-f]{64}|[0-9a-f]{128})\../;

/** The digest a target's stored name begins with, if it does. */
export function hashInName({ folder, segments }: ServedPath): string | undefined {
  return folder === 'targets' ? HASH_NAME.exec(nameOf(segments))?.[1] : undefined;
}

/**
 * A name that carries a version or digest is written once, so it may be kept for ever. Everything else, above all
 * `timestamp.json`, must be asked for again each time.
 */
export function cacheControlOf(path: ServedPath): string {
  return isWrittenOnce(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/** The bytes as they lie: an archive is never declared as an encoding, because its hash covers the gzip. */
export function contentTypeOf(path: ServedPath): string {
  const name = nameOf(path.segments);
  if (name.endsWith('.json')) return 'application/json';
  return name.endsWith('.tgz') || name.endsWith('.gz') ? 'application/gzip' : 'application/octet-stream';
}

function isWrittenOnce(path: ServedPath): boolean {
  if (path.folder === 'targets') return hashInName(path) !== undefined;
  return VERSIONED_ROLE.test(nameOf(path.segments));
}
