import { VaultError } from '@ragnos-vault/errors';

/**
 * The segments of a path to fetch. Any name that some TUF repository may use is fine (spaces, `#`, `%41` ...), as
 * long as it can neither leave the repository nor mean different files to different transports.
 *
 * @throws ERR_FETCH_REFUSED
 */
export function parseFetchPath(path: string): readonly string[] {
  const segments = path.split('/');
  if (path.isWellFormed() && !hasControlOrBackslash(path) && segments.every(isName)) return segments;
  const message = `not a path inside a repository: ${JSON.stringify(path)}`;
  throw new VaultError('ERR_FETCH_REFUSED', message, { facts: { path } });
}

function isName(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..';
}

function hasControlOrBackslash(path: string): boolean {
  return /[\p{Cc}\\]/u.test(path);
}
