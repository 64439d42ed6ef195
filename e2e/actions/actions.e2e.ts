// The two actions as the runner starts them: their committed bundles, on this Node, against services of ours on loopback,
// with every other socket refused. Run as `node e2e/actions/actions.e2e.ts`.
import { runTally } from '../corpus/tally.ts';
import { checkBranch } from './check-branch.ts';
import { checkDist } from './check-dist.ts';
import { checkInstall } from './check-install.ts';
import { checkPublish } from './check-publish.ts';
import { checkRenewal } from './check-renewal.ts';
import { checkVerdicts } from './check-verdicts.ts';
import { makeWorld, type World } from './world.ts';
import type { Tally } from '../corpus/tally.ts';

const PARTS: readonly ((world: World, tally: Tally) => Promise<void>)[] = [
  checkPublish,
  checkBranch,
  checkInstall,
  checkRenewal,
  checkVerdicts,
];

await runTally(async (tally) => {
  await checkDist(tally);
  for (const part of PARTS) {
    const world = await makeWorld();
    try {
      await part(world, tally);
    } finally {
      await world.close();
    }
  }
});
