import { join } from 'node:path';
import { initVault, publishPlugins, readTrustedRoot } from '@ragnos-vault/api';
import type { InitVaultReport } from '@ragnos-vault/api';
import type { PublishEvent, PublishReport } from '@ragnos-vault/publisher';
import { writeGreeter, writeWordCount } from './plugin-sources.ts';
import { act, type World } from './world.ts';

/** The publisher's side. */
export interface Vault {
  readonly dir: string;
  readonly repositoryDir: string;
  readonly trustedRoot: Uint8Array;
  readonly report: InitVaultReport;
}

export interface Release {
  readonly report: PublishReport;
  readonly events: readonly PublishEvent[];
}

/** Makes the keys and the first metadata, with the defaults of `init`. */
export const makeVault = act(async (world): Promise<Vault> => {
  const dir = join(world.dir, 'vault');
  const report = await initVault({ repoDir: dir, keyType: world.keyType, threshold: 1, now: world.now() });
  return {
    dir,
    repositoryDir: join(dir, 'repository'),
    trustedRoot: await readTrustedRoot(join(dir, 'root.json')),
    report,
  };
});

/** `greeter` 1.0.0 and `word-count` 1.0.0 in one commit. */
export const publishFirst = act(async (world): Promise<Release> => {
  return publish(world, [await writeGreeter(world, '1.0.0'), await writeWordCount(world)]);
});

/** Points `init` at the vault that is there. @throws ERR_VAULT_EXISTS */
export async function initAgain(world: World): Promise<InitVaultReport> {
  const { dir } = await makeVault(world);
  return initVault({ repoDir: dir, keyType: 'ed25519', threshold: 1, now: world.now() });
}

/** Publishes into the demo's vault exactly as the command does; `events` is told what was done before a refusal. @throws what `publish` throws */
export async function publish(
  world: World,
  plugins: readonly string[],
  events: PublishEvent[] = [],
): Promise<Release> {
  const vault = await makeVault(world);
  const report = await publishPlugins({
    repoDir: vault.dir,
    plugins,
    passphrase: () => Promise.resolve(undefined),
    env: {},
    now: world.now(),
    onEvent: (event) => void events.push(event),
  });
  return { report, events };
}
