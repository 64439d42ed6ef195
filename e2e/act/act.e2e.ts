// Runs the workflows of .github and examples by nektos/act on this machine, without Docker and without network; other people's actions
// are stand-ins. `node tools/scripts/install-workflow-tools.ts act` once, then `node e2e/act/act.e2e.ts`.
import { existsSync } from 'node:fs';
import { runTally } from '../corpus/tally.ts';
import { readWorkflows } from '../workflows/read-workflows.ts';
import { checkExamples } from './check-examples.ts';
import { checkOwn } from './check-own.ts';
import { checkPublish } from './check-publish.ts';
import { ACT } from './run-act.ts';
import { makeWorld } from './world.ts';

await runTally(async (tally) => {
  if (!existsSync(ACT)) {
    console.log('skipped: act is not installed, run `node tools/scripts/install-workflow-tools.ts act`');
    return;
  }
  const world = await makeWorld(await readWorkflows());
  try {
    await checkPublish(world, tally);
    await checkExamples(world, tally);
    await checkOwn(world, tally);
  } finally {
    await world.close();
  }
});
