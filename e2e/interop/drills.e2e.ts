// Compromise drills: keys are stolen, the thief does the worst that they allow, the owner recovers with the commands of
// this product, and our client, python-tuf, go-tuf and stock tuf-js see it all. docs/threat-model.md names them.
// Run as `node e2e/interop/drills.e2e.ts`, after `node tools/scripts/install-peers.ts`; with a part of a name, such as
// `timestamp`, only those drills are played.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { mapParallel } from '../corpus/map-parallel.ts';
import { runTally } from '../corpus/tally.ts';
import { WORKSPACE } from '../corpus/vault-command.ts';
import { clientOf, OURS, TUF_JS } from './clients.ts';
import { DRILLS } from './drills/drills.ts';
import { installedPeers } from './installed-peers.ts';

const [PART = ''] = process.argv.slice(2);
const CACHE = join(WORKSPACE, 'node_modules', '.cache');
/** Drills under way at one time. */
const WIDTH = 3;

await runTally(async (tally) => {
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'drills-'));
  try {
    const peers = await installedPeers(tally);
    const site = { tally, folder, clients: [OURS, TUF_JS, ...peers.map(clientOf)] };
    const chosen = DRILLS.filter(({ name }) => name.includes(PART));
    if (chosen.length === 0) throw new Error(`no drill has a name with: ${PART}`);
    await mapParallel(chosen, WIDTH, ({ name, play }) =>
      tally.check(`${name} stolen: played to its end`, () => play(site)),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
