import { VaultError, type ErrorFacts } from '@ragnos-vault/errors';
import { escapeName } from './escape-name.ts';

/** The rule of `docs/rules.md` that an archive breaks; it is the fact `rule` of each refusal. */
export type ArchiveRule = `ARC-00${1 | 2 | 3 | 4 | 5 | 6 | 7}`;

/** The bytes are not one gzip member that holds one well-formed tar archive. */
export function formatError(message: string, facts: ErrorFacts = {}, cause?: unknown): VaultError {
  return new VaultError('ERR_ARCHIVE_FORMAT', message, {
    facts: { rule: 'ARC-006' satisfies ArchiveRule, ...facts },
    cause,
  });
}

/** The same about one member that has a name already. */
export function memberFormatError(name: string, what: string): VaultError {
  const path = escapeName(name);
  return formatError(`${what}: ${path}`, { path });
}

export function typeError(name: string, what: string, rule: ArchiveRule): VaultError {
  const path = escapeName(name);
  return new VaultError('ERR_ARCHIVE_TYPE', `member is ${what}: ${path}`, { facts: { path, rule } });
}

/** A name that leads out of the folder, or one that no two systems read alike. */
export function pathError(name: string, why: string, rule: ArchiveRule = 'ARC-005'): VaultError {
  const path = escapeName(name);
  return new VaultError('ERR_ARCHIVE_PATH', `${why}: ${path}`, { facts: { path, rule } });
}

export interface PassedLimit {
  readonly what: string;
  readonly limit: number;
  readonly value: number;
  readonly path?: string;
  /** ARC-007 if absent. */
  readonly rule?: ArchiveRule;
}

export function limitError({ what, limit, value, path, rule = 'ARC-007' }: PassedLimit): VaultError {
  const named = path === undefined ? {} : { path: escapeName(path) };
  const place = path === undefined ? '' : ` (${escapeName(path)})`;
  return new VaultError('ERR_ARCHIVE_LIMIT', `${what} over the limit of ${limit}${place}: ${value}`, {
    facts: { ...named, limit, value, rule },
  });
}
