import { VaultError, type ErrorFacts } from '@ragnos-vault/errors';
import { escapeName } from './escape-name.ts';

/** The bytes are not one gzip member that holds one well-formed tar archive. */
export function formatError(message: string, facts: ErrorFacts = {}, cause?: unknown): VaultError {
  return new VaultError('ERR_ARCHIVE_FORMAT', message, { facts, cause });
}

/** The same about one member that has a name already. */
export function memberFormatError(name: string, what: string): VaultError {
  const path = escapeName(name);
  return formatError(`${what}: ${path}`, { path });
}

export function typeError(name: string, what: string): VaultError {
  const path = escapeName(name);
  return new VaultError('ERR_ARCHIVE_TYPE', `member is ${what}: ${path}`, { facts: { path } });
}

export function pathError(name: string, why: string): VaultError {
  const path = escapeName(name);
  return new VaultError('ERR_ARCHIVE_PATH', `${why}: ${path}`, { facts: { path } });
}

export interface PassedLimit {
  readonly what: string;
  readonly limit: number;
  readonly value: number;
  readonly path?: string;
}

export function limitError({ what, limit, value, path }: PassedLimit): VaultError {
  const named = path === undefined ? {} : { path: escapeName(path) };
  const place = path === undefined ? '' : ` (${escapeName(path)})`;
  return new VaultError('ERR_ARCHIVE_LIMIT', `${what} over the limit of ${limit}${place}: ${value}`, {
    facts: { ...named, limit, value },
  });
}
