import { encodeTimestamp, TIMESTAMP_PATH } from '@ragnos-vault/metadata';
import type { Attack } from './attack.ts';
import { sendAll, signStolen } from './forge.ts';

const DAY_MS = 86_400_000;

/** The mirror keeps a consumer in the past, so that it never learns of a fix. */
export const FREEZE: readonly Attack[] = [
  {
    name: "freeze: for 15 days the mirror serves today's timestamp",
    code: 'ERR_TUF_EXPIRED',
    plan: ({ world, trusted }) => ({
      edits: sendAll([[TIMESTAMP_PATH, trusted.timestamp.bytes]]),
      now: new Date(world.now().getTime() + 15 * DAY_MS),
    }),
  },
  {
    name: 'freeze: a newer timestamp, well signed, expired an hour ago',
    code: 'ERR_TUF_EXPIRED',
    async plan({ world, live, vault }) {
      const { version, ...timestamp } = live.timestamp.signed;
      const expires = new Date(world.now().getTime() - DAY_MS / 24);
      const signed = encodeTimestamp({ ...timestamp, version: version + 1, expires });
      return { edits: sendAll([[TIMESTAMP_PATH, await signStolen(vault, 'timestamp', signed)]]) };
    },
  },
];
