import { metadataPath, TIMESTAMP_PATH } from '@ragnos-vault/metadata';
import { must } from '../expect.ts';
import { formatBytes } from '../../terminal/table.ts';
import { sendEndless } from './answers.ts';
import type { Attack, AttackPlan } from './attack.ts';
import { liveArchive } from './corruption.ts';

/** An answer that never ends, to fill a disk or a memory. */
export const ENDLESS_DATA: readonly Attack[] = [
  {
    name: 'endless data: timestamp.json never ends',
    code: 'ERR_TUF_LENGTH',
    plan: () => endless(TIMESTAMP_PATH),
  },
  {
    name: 'endless data: a new root never ends',
    code: 'ERR_TUF_LENGTH',
    plan: () => endless(metadataPath('root', 2)),
  },
  {
    name: 'endless data: the archive never ends',
    code: 'ERR_TUF_LENGTH',
    plan: (stage) => endless(liveArchive(stage)),
  },
];

function endless(path: string): AttackPlan {
  const { answer, sent, isCutOff } = sendEndless();
  return {
    edits: new Map([[path, answer]]),
    check() {
      must(isCutOff(), `the client took ${formatBytes(sent())} and did not hang up`);
      return `hung up within ${formatBytes(sent())}`;
    },
  };
}
