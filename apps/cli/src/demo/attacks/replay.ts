import { metadataPath, storedTargetPath } from '@ragnos-vault/metadata';
import { mustBeThere } from '../expect.ts';
import { readStored } from '../world/live-state.ts';
import { archiveOf } from '../world/plugin-sources.ts';
import type { Attack } from './attack.ts';
import { liveArchive } from './corruption.ts';
import { sendAll } from './forge.ts';
import { TRUSTED_VERSION } from './stage.ts';

/** What was genuine once is sent again, under the name of what should come now. */
export const REPLAY: readonly Attack[] = [
  {
    name: 'replay: older targets.json under the name of the new one',
    code: 'ERR_TUF_VERSION_MISMATCH',
    plan: ({ trusted, live }) => ({
      edits: sendAll([[metadataPath('targets', live.targets.signed.version), trusted.targets.bytes]]),
    }),
  },
  {
    name: "replay: the archive of 1.3.0 under the name of 1.4.0's",
    code: 'ERR_TUF_LENGTH',
    async plan(stage) {
      const path = archiveOf(TRUSTED_VERSION);
      const target = mustBeThere(stage.live.targets.signed.targets.get(path), path);
      const bytes = await readStored(stage.world, storedTargetPath(path, target));
      return { edits: sendAll([[liveArchive(stage), bytes]]) };
    },
  },
];
