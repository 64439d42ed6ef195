// What others rely on: a stock tuf-js client reads what we serve, and the deployment guide works as it is written.
// Run as `node e2e/interop/tuf-js.e2e.ts`.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runTally } from '../corpus/tally.ts';
import { WORKSPACE } from '../corpus/vault-command.ts';
import { checkDeploymentGuide } from './check-deployment-guide.ts';
import { checkStockClient } from './check-stock-client.ts';

const CACHE = join(WORKSPACE, 'node_modules', '.cache');

await runTally(async (tally) => {
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'interop-'));
  try {
    for (const keyType of ['rsa', 'ed25519', 'ecdsa']) await checkStockClient(keyType, tally, folder);
    await checkDeploymentGuide(tally, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
