import { VaultError } from '@ragnos-vault/errors';
import { nearestKey } from './nearest-key.ts';

/** What is wrong at one key of a policy. */
export function invalidPolicy(path: readonly string[], reason: string, cause?: unknown): VaultError {
  const key = path.join('.');
  const shown = key === '' ? 'the policy' : `\`${key}\``;
  return new VaultError('ERR_CONFIG_INVALID', `${shown} of the policy is not valid: ${reason}`, {
    facts: { key },
    cause,
  });
}

/** A key, or the id of a rule, that nothing is called. */
export function unknownKey(path: readonly string[], known: readonly string[], cause?: unknown): VaultError {
  const key = path.join('.');
  const nearest = nearestKey(path.at(-1) ?? '', known);
  const advice = nearest === undefined ? '' : `, did you mean \`${nearest}\``;
  return new VaultError('ERR_CONFIG_INVALID', `unknown key \`${key}\` in the policy${advice}`, {
    facts: { key, ...(nearest === undefined ? {} : { nearest }) },
    cause,
  });
}
