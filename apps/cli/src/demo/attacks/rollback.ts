import { encodeTimestamp, TIMESTAMP_PATH } from '@ragnos-vault/metadata';
import type { Attack } from './attack.ts';
import { forgeOnline, sendAll, signStolen } from './forge.ts';

/** Older states, properly signed in their day, to bring back what was fixed since. */
export const ROLLBACK: readonly Attack[] = [
  {
    name: 'rollback: an older timestamp is served',
    code: 'ERR_TUF_ROLLBACK',
    plan: ({ older }) => ({ edits: sendAll([[TIMESTAMP_PATH, older.timestamp.bytes]]) }),
  },
  {
    name: 'rollback: a stolen timestamp key names an older snapshot',
    code: 'ERR_TUF_ROLLBACK',
    async plan({ older, live, vault }) {
      const version = live.timestamp.signed.version + 1;
      const signed = encodeTimestamp({ ...older.timestamp.signed, version });
      return { edits: sendAll([[TIMESTAMP_PATH, await signStolen(vault, 'timestamp', signed)]]) };
    },
  },
  {
    name: 'rollback: both stolen online keys name older targets',
    code: 'ERR_TUF_ROLLBACK',
    async plan({ older, live, vault }) {
      const targetsVersion = older.targets.signed.version;
      return { edits: sendAll(await forgeOnline({ vault, state: live, targetsVersion })) };
    },
  },
];
