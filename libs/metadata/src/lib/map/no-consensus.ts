import { VaultError } from '@ragnos-vault/errors';
import type { Answer } from './open-members.ts';

/** What the repositories of one mapping said, where not enough of them said the same. */
export interface Shortfall {
  readonly said: readonly Said[];
  /** Repositories that failed could have made the difference. */
  readonly isUndecided: boolean;
  /** Somebody named something, and too few the same. */
  readonly isSplit: boolean;
}

export interface Said {
  readonly name: string;
  /** The code of its failure, or in a word what it names. */
  readonly said: string;
  readonly error?: VaultError;
}

export function shortfallOf<T>(
  answers: readonly Answer<T | undefined>[],
  { word, ...rest }: Omit<Shortfall, 'said'> & { readonly word: (said: T) => string },
): Shortfall {
  const said = answers.map((answer) =>
    'error' in answer
      ? { name: answer.name, said: answer.error.code, error: answer.error }
      : { name: answer.name, said: answer.said === undefined ? 'not listed' : word(answer.said) },
  );
  return { ...rest, said };
}

/**
 * The refusal where too few repositories of a map agree, with what each of them said. Where nothing but the network
 * stood in the way it is ERR_FETCH_FAILED, so that a pipeline knows that it may try again.
 */
export function noConsensus(
  subject: string,
  { said, isUndecided }: Shortfall,
  problem = 'too few repositories of the map agree on',
): VaultError {
  const errors = said.flatMap(({ error }) => error ?? []);
  const isTransient = isUndecided && errors.every((error) => error.class === 'transient');
  const message = `${problem} ${subject}: ${describeSaid(said)}`;
  return new VaultError(isTransient ? 'ERR_FETCH_FAILED' : 'ERR_TUF_NO_CONSENSUS', message, {
    facts: { subject, repositories: describeSaid(said) },
    ...(errors.length > 0 && { cause: errors.length === 1 ? errors[0] : new AggregateError(errors) }),
  });
}

/** One line, in the order of the map. */
export function describeSaid(said: readonly Said[]): string {
  return said.map(({ name, said: word }) => `${name} ${word}`).join(', ');
}
