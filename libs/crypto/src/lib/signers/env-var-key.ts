import { VaultError } from '@ragnos-vault/errors';
import type { KeySource, SignerContext } from './signer-context.ts';

/** The key of `envvar:<NAME>`. @throws ERR_SIGNER_UNAVAILABLE where the variable is missing or empty. */
export function readEnvVarKey(name: string, { env }: SignerContext): KeySource {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name)) {
    // Not repeated: `envvar:$KEY` in a script puts the key itself here.
    throw new VaultError('ERR_SIGNER_UNAVAILABLE', 'a signer URI `envvar:` takes the name of a variable');
  }
  const pem = Object.hasOwn(env, name) ? env[name] : undefined;
  if (pem === undefined || pem === '') {
    throw new VaultError('ERR_SIGNER_UNAVAILABLE', `the environment variable of a key is not set: ${name}`, {
      facts: { variable: name },
    });
  }
  return { pem, place: `envvar:${name}` };
}
