import { VaultError } from '@ragnos-vault/errors';
import type { TopLevelRole } from '@ragnos-vault/metadata';

const ROLES: readonly TopLevelRole[] = ['root', 'targets', 'snapshot', 'timestamp'];
const HOUR_MS = 3_600_000;

/** @throws ERR_USAGE, as every function of this file */
export function toRole(text: string): TopLevelRole {
  const role = ROLES.find((name) => name === text);
  if (role !== undefined) return role;
  throw refusal(`no such role: ${text}; there are ${ROLES.join(', ')}`, text);
}

/** `ROLE=VALUE` */
export function toRoleValue(text: string): { readonly role: TopLevelRole; readonly value: string } {
  const at = text.indexOf('=');
  const value = text.slice(at + 1);
  if (at < 1 || value === '') throw refusal(`not of the form ROLE=VALUE: ${text}`, text);
  return { role: toRole(text.slice(0, at)), value };
}

export function toWholeNumber(text: string): number {
  const number = Number(text);
  if (/^[1-9][0-9]{0,15}$/.test(text) && Number.isSafeInteger(number)) return number;
  throw refusal(`not a whole number from 1: ${text}`, text);
}

/** Milliseconds of `365d` or `36h`. */
export function toDuration(text: string): number {
  if (!/^[1-9][0-9]{0,4}[dh]$/.test(text))
    throw refusal(`not a number of days or hours, like 365d or 36h: ${text}`, text);
  return Number.parseInt(text, 10) * (text.endsWith('d') ? 24 : 1) * HOUR_MS;
}

/** For options that may stand several times. */
export function collect<T>(parse: (text: string) => T): (text: string, before: readonly T[]) => readonly T[] {
  return (text, before) => [...before, parse(text)];
}

function refusal(message: string, value: string): VaultError {
  return new VaultError('ERR_USAGE', message, { facts: { value } });
}
