import { join } from 'node:path';
import type { RepositoryState } from '@ragnos-vault/metadata';
import { install, type Consumer } from '../world/consumer.ts';
import { copyConsumer } from '../world/copy-consumer.ts';
import { liveState } from '../world/live-state.ts';
import { GREETER, writeGreeter } from '../world/plugin-sources.ts';
import { serveVault } from '../world/site.ts';
import { publish, type Vault } from '../world/vault.ts';
import { act, type World } from '../world/world.ts';
import { HOSTILE_ARCHIVES, hostilePath } from './hostile-archives.ts';
import { MALICIOUS_PATH, packMalicious } from './malicious-plugin.ts';
import { startMirror, type Mirror } from './mirror.ts';
import { publishUnseen } from './publish-unseen.ts';

export const TRUSTED_VERSION = '1.3.0';
export const LIVE_VERSION = '1.4.0';

/** What every attack begins from: three states of the repository, and a mirror that consumers depend on. */
export interface Stage {
  readonly world: World;
  readonly vault: Vault;
  readonly mirror: Mirror;
  /** A state that the consumers have left behind. */
  readonly older: RepositoryState;
  /** The state that the consumers trust, with greeter 1.3.0 installed. */
  readonly trusted: RepositoryState;
  /** The newest state, with greeter 1.4.0 and what was signed unseen; the consumers do not know it yet. */
  readonly live: RepositoryState;
  /** A machine of its own in the trusted state. */
  readonly newConsumer: () => Promise<Consumer>;
}

export const openStage = act(async (world): Promise<Stage> => {
  const { url, vault } = await serveVault(world);
  const mirror = await startMirror(world, url);
  const older = await liveState(world);
  await publish(world, [await writeGreeter(world, TRUSTED_VERSION)]);
  const trusted = await liveState(world);
  const consumer = { pluginsDir: join(world.dir, 'behind-mirror'), repo: mirror.url };
  await install(world, consumer, { specs: [GREETER] });
  await publish(world, [await writeGreeter(world, LIVE_VERSION)]);
  await publishUnseen(world, [
    [MALICIOUS_PATH, packMalicious()],
    ...HOSTILE_ARCHIVES.map(({ make }, at): [string, Uint8Array] => [hostilePath(at), make()]),
  ]);
  const live = await liveState(world);
  const newConsumer = (): Promise<Consumer> => copyConsumer(world, consumer);
  return { world, vault, mirror, older, trusted, live, newConsumer };
});
