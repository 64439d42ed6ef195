import { Option } from 'commander';
import { given } from './command.ts';
import { toCount } from './vault-command.ts';

export interface LockOption {
  /** In seconds. */
  readonly lockTimeout?: number;
}

/** Of every command that changes a plugins folder. */
export function lockTimeoutOption(): Option {
  return new Option(
    '--lock-timeout <seconds>',
    'how long to wait for another command that changes the same plugins folder (default: 10)',
  ).argParser(toCount);
}

/** What {@link LockOption} says, as a session takes it. */
export function lockInput({ lockTimeout }: LockOption): { readonly lockTimeoutMs?: number } {
  return given('lockTimeoutMs', lockTimeout === undefined ? undefined : lockTimeout * 1000);
}
