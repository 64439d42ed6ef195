import { isServedPath, nameOf, type ServedPath } from './served-path.ts';

const PREFIXED = /^([0-9a-f]{64}|[0-9a-f]{128})\.(.+)$/s;

/**
 * Where a target lies that is asked for in the spelling of tough (AWS): it puts the digest of a consistent snapshot
 * before the whole path, `<digest>.plugins/acme/x.tgz`, and everybody else before the last name,
 * `plugins/acme/<digest>.x.tgz` (TUF 6.2 speaks of a FILENAME only). `undefined` where that is no other path, or none
 * that is served.
 */
export function fromWholePathPrefix({ folder, segments }: ServedPath): ServedPath | undefined {
  const [first = '', ...rest] = segments;
  const [, digest, start] = PREFIXED.exec(first) ?? [];
  if (folder !== 'targets' || rest.length === 0 || digest === undefined || start === undefined)
    return undefined;
  const path: ServedPath = { folder, segments: [start, ...rest.slice(0, -1), `${digest}.${nameOf(rest)}`] };
  // Behind the digest a hidden name may have come to light.
  return isServedPath(path) ? path : undefined;
}
