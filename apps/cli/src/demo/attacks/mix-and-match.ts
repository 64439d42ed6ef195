import { metadataPath, pluginIndexPath, storedTargetPath, toPluginId } from '@ragnos-vault/metadata';
import type { RepositoryState } from '@ragnos-vault/metadata';
import { mustBeThere } from '../expect.ts';
import { readStored } from '../world/live-state.ts';
import { GREETER } from '../world/plugin-sources.ts';
import type { Attack } from './attack.ts';
import { sendAll } from './forge.ts';

/** Parts that were never published together, each of them genuine. */
export const MIX_AND_MATCH: readonly Attack[] = [
  {
    name: 'mix and match: the new timestamp with an older snapshot',
    code: 'ERR_TUF_LENGTH',
    plan: ({ trusted, live }) => ({
      edits: sendAll([[metadataPath('snapshot', live.snapshot.signed.version), trusted.snapshot.bytes]]),
    }),
  },
  {
    name: 'mix and match: new targets with the older version list',
    code: 'ERR_TUF_LENGTH',
    async plan({ world, trusted, live }) {
      return { edits: sendAll([[indexOf(live), await readStored(world, indexOf(trusted))]]) };
    },
  },
];

function indexOf({ targets }: RepositoryState): string {
  const path = pluginIndexPath(toPluginId(GREETER));
  return storedTargetPath(path, mustBeThere(targets.signed.targets.get(path), path));
}
