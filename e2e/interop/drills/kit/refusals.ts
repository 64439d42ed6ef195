import type { Refusal } from '../../client.ts';

/** Why a client says no. */
export type Reason = 'expired' | 'hash' | 'rollback' | 'signature' | 'unknown target' | 'version';

/** Each client's own words. */
const WORDS: Readonly<Record<Reason, Readonly<Record<string, RegExp>>>> = {
  expired: {
    'our client': /^ERR_TUF_EXPIRED/,
    'tuf-js': /is expired$/,
    'python-tuf': /^ExpiredMetadataError/,
    'go-tuf': /expired/,
  },
  hash: {
    'our client': /^ERR_TUF_(HASH_MISMATCH|LENGTH)/,
    'tuf-js': /hash|length/i,
    'python-tuf': /^(LengthOrHashMismatchError|DownloadLengthMismatchError)/,
    'go-tuf': /hash|length/,
  },
  rollback: {
    'our client': /^ERR_TUF_ROLLBACK/,
    'tuf-js': /is less than current version|expected version/i,
    'python-tuf': /^BadVersionNumberError/,
    'go-tuf': /version/,
  },
  signature: {
    'our client': /^ERR_TUF_SIGNATURE/,
    'tuf-js': /UnsignedMetadata|signed by/,
    'python-tuf': /^UnsignedMetadataError/,
    'go-tuf': /signature|threshold/,
  },
  'unknown target': {
    'our client': /^ERR_TARGET_NOT_FOUND/,
    'tuf-js': /does not name/,
    'python-tuf': /not found/,
    'go-tuf': /not found/,
  },
  version: {
    'our client': /^ERR_TUF_VERSION_MISMATCH/,
    'tuf-js': /BadVersion/,
    'python-tuf': /^BadVersionNumberError/,
    'go-tuf': /version/,
  },
};

/** Refuses a refusal for another reason. @throws Error with the client's words */
export function assertReason(reason: Reason, client: string, { message }: Refusal): void {
  if (WORDS[reason][client]?.test(message) === true) return;
  throw new Error(`refused, but not for ${reason}: ${message}`);
}
