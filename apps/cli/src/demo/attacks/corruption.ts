import { storedTargetPath } from '@ragnos-vault/metadata';
import { mustBeThere } from '../expect.ts';
import { archiveOf } from '../world/plugin-sources.ts';
import { readStored } from '../world/live-state.ts';
import { withhold } from './answers.ts';
import type { Attack } from './attack.ts';
import { sendAll } from './forge.ts';
import { LIVE_VERSION, type Stage } from './stage.ts';

/** The archive itself is damaged on its way. */
export const CORRUPTION: readonly Attack[] = [
  {
    name: 'corruption: one bit of the archive is another',
    code: 'ERR_TUF_HASH_MISMATCH',
    async plan(stage) {
      const bytes = Uint8Array.from(await readStored(stage.world, liveArchive(stage)));
      const middle = Math.floor(bytes.length / 2);
      bytes[middle] = (bytes[middle] ?? 0) ^ 1;
      return { edits: sendAll([[liveArchive(stage), bytes]]) };
    },
  },
  {
    name: 'corruption: the archive lacks its last byte',
    code: 'ERR_TUF_LENGTH',
    async plan(stage) {
      const bytes = await readStored(stage.world, liveArchive(stage));
      return { edits: sendAll([[liveArchive(stage), bytes.subarray(0, -1)]]) };
    },
  },
  {
    name: 'corruption: the archive is withheld',
    code: 'ERR_TUF_MISSING',
    plan: (stage) => ({ edits: new Map([[liveArchive(stage), withhold]]) }),
  },
];

/** Where the newest greeter lies on the mirror. */
export function liveArchive({ live }: Stage): string {
  const path = archiveOf(LIVE_VERSION);
  return storedTargetPath(path, mustBeThere(live.targets.signed.targets.get(path), path));
}
