import { resolve } from 'node:path';
import { VaultError } from '@ragnos-vault/errors';
import { loadPassphrases, type PassphraseSource } from '@ragnos-vault/api';
import { askPassphrase } from './terminal/ask-passphrase.ts';
import type { Io } from './terminal/io.ts';

type Role = Parameters<PassphraseSource>[0];

/** A role's passphrase: from `--passphrase-file`, else `TUF_<ROLE>_PASSPHRASE`, else the terminal. */
export async function passphraseSource(file: string | undefined, io: Io): Promise<PassphraseSource> {
  const given = await givenPassphrases(file, io);
  return async (role) => (await given(role)) ?? askPassphrase(`passphrase of the ${role} key: `, io);
}

/**
 * The passphrase for a new key; on the terminal it is asked for twice.
 *
 * @throws ERR_PASSPHRASE where none is given, an empty one, or two that differ
 */
export async function newPassphraseSource(
  file: string | undefined,
  io: Io,
): Promise<(role: Role) => Promise<string>> {
  const given = await givenPassphrases(file, io);
  return async (role) => (await given(role)) ?? askTwice(role, io);
}

function givenPassphrases(file: string | undefined, io: Io): Promise<PassphraseSource> {
  return loadPassphrases(file === undefined ? undefined : resolve(io.cwd, file), io.env);
}

async function askTwice(role: Role, io: Io): Promise<string> {
  const passphrase = await askPassphrase(`passphrase for the new ${role} key: `, io);
  if (passphrase === undefined || passphrase === '')
    throw refusal(`no passphrase for the new ${role} key`, role);
  if ((await askPassphrase('again: ', io)) !== passphrase) throw refusal('the two passphrases differ', role);
  return passphrase;
}

function refusal(message: string, role: Role): VaultError {
  return new VaultError('ERR_PASSPHRASE', message, { facts: { role } });
}
