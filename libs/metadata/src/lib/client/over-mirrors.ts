import { VaultError } from '@ragnos-vault/errors';
import type { Fetcher } from '../ports.ts';

/**
 * Runs `attempt` with the best mirror, and where what it gave is refused, with the next one. A fetcher without mirrors
 * is its own only one. What an attempt has proven stays proven; the floor against rollback is common to all.
 *
 * @throws the refusal of the only mirror; of several, the code of the first, with what each of them said.
 */
export async function overMirrors<T>(
  fetcher: Fetcher,
  attempt: (fetcher: Fetcher) => Promise<T>,
): Promise<T> {
  const mirrors = fetcher.mirrors?.();
  if (mirrors === undefined) return attempt(fetcher);
  const failures: Failure[] = [];
  for (const mirror of mirrors) {
    try {
      return await attempt(mirror);
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      failures.push({ name: mirror.name, error });
      // One that cannot be reached was left for the next by the fetcher itself, and what the disk or
      // the caller is to blame for holds for all.
      if (error.class !== 'refused' || error.code === 'ERR_TUF_ROOT_INVALID') break;
    }
  }
  throw joined(failures);
}

interface Failure {
  readonly name: string;
  readonly error: VaultError;
}

function joined(failures: readonly Failure[]): VaultError {
  const [failure] = failures;
  if (failure === undefined) return new VaultError('ERR_INTERNAL', 'no mirror to fetch from');
  if (failures.length === 1) return failure.error;
  const said = failures.map(({ name, error }) => `${error.message} (from ${name})`).join('; ');
  const facts = { ...failure.error.facts, mirrors: failures.map(({ name }) => name).join(' ') };
  return new VaultError(failure.error.code, `no mirror could be trusted: ${said}`, {
    facts,
    cause: new AggregateError(failures.map(({ error }) => error)),
  });
}
