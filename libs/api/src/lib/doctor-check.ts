import { toVaultError } from '@ragnos-vault/errors';

export interface Check {
  readonly name:
    | 'node'
    | 'clock'
    | 'repository'
    | 'folder'
    | 'disk'
    | 'proxy'
    | 'lock'
    | 'staging'
    | 'plugins'
    | 'log'
    | 'trust';
  readonly status: 'ok' | 'warning' | 'failed';
  readonly message: string;
  readonly hint?: string;
}

export type Found = Omit<Check, 'name'>;

export function ok(message: string): Found {
  return { status: 'ok', message };
}

export function toFailed(error: unknown): Found {
  const { message, code, hint } = toVaultError(error);
  return { status: 'failed', message: `${message} (${code})`, hint };
}
