import { VaultError } from '@ragnos-vault/errors';

/** What is known of one role, and why it is not trusted, if it is not. */
export interface RoleStatus {
  readonly role: string;
  readonly state: 'trusted' | 'expired' | 'missing' | 'refused';
  readonly version?: number;
  readonly expires?: Date;
  readonly keyIds: readonly string[];
  readonly threshold: number;
  readonly problem?: VaultError;
}

/** The verdict on one role that was proven, or was not. */
export function judge(found: {
  readonly role: string;
  readonly now: Date;
  readonly failed?: VaultError | undefined;
  readonly signed: { readonly version: number; readonly expires: string } | undefined;
}): Pick<RoleStatus, 'state' | 'version' | 'expires' | 'problem'> {
  const { role, now, failed, signed } = found;
  const known = signed === undefined ? {} : { version: signed.version, expires: new Date(signed.expires) };
  if (failed !== undefined) {
    return { ...known, state: failed.code === 'ERR_OFFLINE' ? 'missing' : 'refused', problem: failed };
  }
  if (known.expires !== undefined && known.expires > now) return { ...known, state: 'trusted' };
  const problem = new VaultError('ERR_TUF_EXPIRED', `${role} has expired`, {
    facts: { role, expires: signed?.expires ?? '' },
  });
  return { ...known, state: 'expired', problem };
}
