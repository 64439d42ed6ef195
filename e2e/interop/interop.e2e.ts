// Who reads whose repositories, over HTTP: python-tuf, go-tuf, stock tuf-js and our client read every kind of ours, and
// our client every kind that python-tuf and go-tuf write. And the deployment guide works as it is written.
// Run as `node e2e/interop/interop.e2e.ts`, after `node tools/scripts/install-peers.ts`; with a part of a name, such as
// `'ours, flat'`, only those repositories are run.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Peer } from '../../tools/scripts/peers/peers.ts';
import { mapParallel } from '../corpus/map-parallel.ts';
import { runTally, type Tally } from '../corpus/tally.ts';
import { WORKSPACE } from '../corpus/vault-command.ts';
import { checkDeploymentGuide } from './check-deployment-guide.ts';
import { checkPeerInstall } from './check-peer-install.ts';
import { checkRepository, type Site } from './check-repository.ts';
import { clientOf, OURS, TUF_JS } from './clients.ts';
import { installedPeers } from './installed-peers.ts';
import { PEER_KINDS } from './peer-kinds.ts';
import { openPeerRepository } from './peer-repository.ts';
import { writePeerSources, type PeerSources } from './peer-sources.ts';
import { nameOf, type Repository } from './repository.ts';
import { VAULT_KINDS } from './vault-kinds.ts';
import { openVaultRepository } from './vault-repository.ts';

const [PART = ''] = process.argv.slice(2);
const CACHE = join(WORKSPACE, 'node_modules', '.cache');
/** Repositories under test at one time. */
const WIDTH = 3;
/** With these keys, what a peer wrote is read by all clients and by `ragnos-vault install`; with others by our client. */
const SAMPLE_KEY_TYPE = 'ed25519';

await runTally(async (tally) => {
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'interop-'));
  try {
    const peers = await installedPeers(tally);
    const site = { tally, folder, clients: [OURS, TUF_JS, ...peers.map(clientOf)] };
    const checks = [...vaultChecks(site), ...(await peerChecks(peers, site))];
    const chosen = checks.filter(({ name }) => name.includes(PART));
    if (chosen.length === 0) throw new Error(`no repository has a name with: ${PART}`);
    await mapParallel(chosen, WIDTH, (check) => runCheck(check, tally));
    if (PART === '') await checkDeploymentGuide(tally, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

interface Check {
  /** The name of the repository. */
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** What stops one repository stops no other. */
async function runCheck({ name, run }: Check, tally: Tally): Promise<void> {
  await run().catch((error: unknown) =>
    tally.check(`${name}: is made and served`, () => {
      throw error;
    }),
  );
}

function vaultChecks(site: Site): readonly Check[] {
  return VAULT_KINDS.flatMap((kind) =>
    kind.keyTypes.map((keyType) => ({
      name: nameOf('ours', kind.name, keyType),
      run: async () => {
        const repository = await openVaultRepository(kind, keyType, site.folder);
        await checkRepository(repository, site).finally(repository.close);
      },
    })),
  );
}

async function peerChecks(peers: readonly Peer[], site: Site): Promise<readonly Check[]> {
  const sources = await writePeerSources(site.folder);
  return peers.flatMap((peer) => {
    const { kinds, keyTypes } = PEER_KINDS[peer.name];
    return kinds.flatMap((kind) =>
      keyTypes.map((keyType) => ({
        name: nameOf(peer.name, kind, keyType),
        run: async () => {
          const input = { peer, kind, keyType, sources: sources.releases };
          const repository = await openPeerRepository(input, site.folder);
          await checkPeerRepository(repository, sources, site).finally(repository.close);
        },
      })),
    );
  });
}

async function checkPeerRepository(repository: Repository, sources: PeerSources, site: Site): Promise<void> {
  if (repository.keyType !== SAMPLE_KEY_TYPE)
    return checkRepository(repository, { ...site, clients: [OURS] });
  await checkRepository(repository, site);
  await site.tally.check(`${repository.name}: a plugin is installed by its target path`, () =>
    checkPeerInstall(repository, sources, site.folder),
  );
}
