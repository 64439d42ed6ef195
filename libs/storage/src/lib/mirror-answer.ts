import { VaultError } from '@ragnos-vault/errors';

/** Why a mirror did not give a file: its error, or nothing where it lacks the file. */
export interface MirrorAnswer {
  readonly name: string;
  readonly error: VaultError | undefined;
}

const FAILURES = new Set(['ERR_FETCH_FAILED', 'ERR_FETCH_REFUSED', 'ERR_TUF_LENGTH']);

/** True for what the port of a fetcher lets it throw: the same file may well be had elsewhere. */
export function isMirrorFailure(error: unknown): error is VaultError {
  return error instanceof VaultError && FAILURES.has(error.code);
}

/**
 * What all mirrors said, in one error. It is transient if one of them is: that one may have the file tomorrow. The
 * error of the only mirror stays as it is.
 */
export function failedSearch(path: string, said: readonly MirrorAnswer[]): VaultError {
  const errors = said.flatMap(({ error }) => error ?? []);
  const [first] = errors;
  if (first === undefined) return new VaultError('ERR_INTERNAL', `no mirror was asked for ${path}`);
  if (said.length === 1) return first;
  const code = errors.some((error) => error.code === 'ERR_FETCH_FAILED') ? 'ERR_FETCH_FAILED' : first.code;
  const words = said.map(({ name, error }) => error?.message ?? `not there: ${name}`);
  return new VaultError(code, `no mirror gave ${path}: ${words.join('; ')}`, {
    facts: { path, mirrors: said.map(({ name }) => name).join(' ') },
    cause: new AggregateError(errors),
  });
}
