import { isServedPath, type ServedPath } from './served-path.ts';

export type RequestPath =
  | { readonly kind: 'file'; readonly path: ServedPath }
  | { readonly kind: 'health' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'malformed' };

/** A scheme and authority before the path: servers must accept the absolute form (RFC 9112, 3.2.2). */
const ABSOLUTE_FORM = /^https?:\/\/[^/?#]*/i;
/** Characters no name of ours holds; decoded, they would be a second way to write a path. */
const FORBIDDEN = /[\0-\x1f\x7f/\\]/;

/**
 * Reads the target of a request line. Segments are split first and percent-decoded exactly once after that, so
 * that an encoded slash can never become a separator and a double encoding is merely a name that does not exist.
 */
export function parseRequestPath(target: string, prefix: readonly string[]): RequestPath {
  const raw = (target.replace(ABSOLUTE_FORM, '').split('?', 1)[0] ?? '').split('/');
  const segments = raw.map(decodeSegment);
  if (raw.length < 2 || raw[0] !== '' || !segments.every(isDecoded)) return { kind: 'malformed' };

  const below = segments.slice(1);
  if (isHealthPath(below, prefix)) return { kind: 'health' };
  const [folder, ...rest] = withoutPrefix(below, prefix) ?? [];
  if (folder !== 'metadata' && folder !== 'targets') return { kind: 'absent' };
  const path: ServedPath = { folder, segments: rest };
  return isServedPath(path) ? { kind: 'file', path } : { kind: 'absent' };
}

function decodeSegment(raw: string): string | undefined {
  try {
    const decoded = decodeURIComponent(raw);
    return FORBIDDEN.test(decoded) ? undefined : decoded;
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function isDecoded(segment: string | undefined): segment is string {
  return segment !== undefined;
}

function isHealthPath(segments: readonly string[], prefix: readonly string[]): boolean {
  const isHealth = (names: readonly string[] | undefined) => names?.length === 1 && names[0] === 'healthz';
  return isHealth(segments) || isHealth(withoutPrefix(segments, prefix));
}

function withoutPrefix(
  segments: readonly string[],
  prefix: readonly string[],
): readonly string[] | undefined {
  return prefix.every((name, i) => segments[i] === name) ? segments.slice(prefix.length) : undefined;
}
