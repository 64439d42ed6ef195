// Installs the other implementations of TUF that `e2e/interop` runs beside ours, at exact versions, into `.peers/`:
// `node tools/scripts/install-peers.ts`. It needs python3 and go, and takes a second where all is there already.
import { installPeer } from './peers/install-peer.ts';
import { PEERS } from './peers/peers.ts';

await Promise.all(
  PEERS.map(async (peer) => {
    try {
      process.stdout.write(`${peer.name}: ${await installPeer(peer)}\n`);
    } catch (error) {
      process.stderr.write(`error: ${wordsOf(error)}\n`);
      process.exitCode = 1;
    }
  }),
);

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${wordsOf(error.cause)}`;
}
