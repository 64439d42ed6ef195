import { readFile } from 'node:fs/promises';
import { toVaultError, VaultError } from '@ragnos-vault/errors';
import type { PassphraseSource } from './open-vault.ts';

type Role = Parameters<PassphraseSource>[0];

/**
 * Where passphrases come from without a person to ask: the first line of the named file for every role, else
 * `TUF_<ROLE>_PASSPHRASE` of the environment. A file that was named and cannot be used is an error, not a fallback.
 *
 * @throws ERR_PASSPHRASE, ERR_IO
 */
export async function loadPassphrases(
  file: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<PassphraseSource> {
  if (file === undefined) return (role) => Promise.resolve(presentOf(env[variableOf(role)]));
  const passphrase = await readPassphrase(file);
  return () => Promise.resolve(passphrase);
}

/** The same passphrases, for keys that must have one. @throws ERR_PASSPHRASE where a role has none. */
export function requirePassphrases(passphrases: PassphraseSource): (role: Role) => Promise<string> {
  return async (role) => {
    const passphrase = await passphrases(role);
    if (passphrase !== undefined) return passphrase;
    const variable = variableOf(role);
    const message = `no passphrase for the new ${role} key, and none in ${variable}`;
    throw new VaultError('ERR_PASSPHRASE', message, { facts: { role, variable } });
  };
}

/** Editors end a line with a break that nobody meant. */
async function readPassphrase(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw toVaultError(cause);
  });
  const passphrase = presentOf(text.split(/\r?\n/, 1)[0]);
  if (passphrase !== undefined) return passphrase;
  const message = `the first line of the passphrase file is empty: ${file}`;
  throw new VaultError('ERR_PASSPHRASE', message, { facts: { path: file } });
}

function variableOf(role: Role): string {
  return `TUF_${role.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_PASSPHRASE`;
}

function presentOf(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
