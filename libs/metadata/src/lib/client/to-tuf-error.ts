import { VaultError } from '@ragnos-vault/errors';
import { UnsignedMetadataError } from '@tufjs/models/dist/error.js';
import { BadVersionError, ExpiredMetadataError } from 'tuf-js/dist/error.js';

/**
 * The one place where an error of tuf-js becomes ours. tuf-js has one class for "older than before" and "not the
 * version that was named"; `hasNamedVersion` tells which of the two it can only be.
 */
export function toTufError(role: string, thrown: unknown, hasNamedVersion = true): VaultError {
  if (thrown instanceof VaultError) {
    return thrown.code === 'ERR_JSON_INVALID' ? invalid(role, thrown) : thrown;
  }
  const details = { facts: { role }, cause: thrown };
  if (thrown instanceof ExpiredMetadataError)
    return new VaultError('ERR_TUF_EXPIRED', `${role} has expired`, details);
  if (thrown instanceof UnsignedMetadataError) {
    return new VaultError('ERR_TUF_SIGNATURE', `${role} is not signed by enough of its keys`, details);
  }
  if (!(thrown instanceof BadVersionError)) return invalid(role, thrown);
  if (role === 'root' || !hasNamedVersion) {
    return new VaultError(
      'ERR_TUF_VERSION_MISMATCH',
      `${role} does not have the version it is named by`,
      details,
    );
  }
  return new VaultError('ERR_TUF_ROLLBACK', `${role} is older than what was already trusted`, details);
}

function invalid(role: string, cause: unknown): VaultError {
  return new VaultError('ERR_TUF_METADATA_INVALID', `${role} does not have the form of TUF metadata`, {
    facts: { role },
    cause,
  });
}
