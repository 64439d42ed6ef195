import { isInstalled } from '../../tools/scripts/peers/is-installed.ts';
import { PEERS, type Peer } from '../../tools/scripts/peers/peers.ts';
import type { Tally } from '../corpus/tally.ts';

/** In CI a peer that is missing is a failure; elsewhere it is named, and the others are run. */
export async function installedPeers(tally: Tally): Promise<readonly Peer[]> {
  const installed: Peer[] = [];
  for (const peer of PEERS) {
    if (await isInstalled(peer)) installed.push(peer);
    else if (process.env['CI'] === undefined)
      console.log(`skipped ${peer.name}: install it with \`node tools/scripts/install-peers.ts\``);
    else
      await tally.check(`${peer.name} is installed`, () =>
        Promise.reject(new Error('run `node tools/scripts/install-peers.ts`')),
      );
  }
  return installed;
}
