// What is done to a plugins folder under fire. Run by the harness for the next run, and by `child.ts` where it dies.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_LIMITS } from '@ragnos-vault/archive';
import { install, rollback, verifyInstalled } from '@ragnos-vault/installer';
import type { VerifyReport } from '@ragnos-vault/installer';
import { openTrustedClient } from '@ragnos-vault/metadata';
import { DEFAULT_POLICY } from '@ragnos-vault/scanner';
import { fileFetcher, openPluginStore, openSharedCache } from '@ragnos-vault/storage';

export const OPERATIONS = ['install', 'update', 'remove', 'rollback', 'gc', 'repair'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** The folders of one run. */
export interface Place {
  readonly vaultDir: string;
  readonly pluginsDir: string;
}

export const PLUGINS = ['@acme/alpha', '@acme/beta', 'gamma'];
/** What `remove` leaves: to remove a plugin is to install a set without it. */
export const REMAINING = PLUGINS.slice(1);

export function isOperation(text: string): text is Operation {
  return OPERATIONS.some((operation) => operation === text);
}

/** Does it as a command of the product does. */
export async function perform(operation: Operation, place: Place): Promise<void> {
  const store = openPluginStore(place.pluginsDir);
  const cache = cacheOf(place);
  if (operation === 'install') await installVersion('1.0.0', place);
  else if (operation === 'update') await installVersion('2.0.0', place);
  else if (operation === 'remove') await installVersion('1.0.0', place, REMAINING);
  else if (operation === 'rollback') await rollback({ to: 1 }, { store, caches: [cache] });
  else if (operation === 'repair') await verify(place, true);
  else
    await store.withLock('gc', () =>
      store.collect({ keep: 1, olderThanMs: 0, now: new Date(Date.now() + 1000) }),
    );
}

export async function installVersion(version: string, place: Place, names = PLUGINS): Promise<void> {
  const input = {
    isWholeSet: true,
    specs: names.map((name) => `${name}@${version}`),
    repository: place.vaultDir,
    trustedRoot: await readFile(join(place.vaultDir, 'root.json')),
    ...{ policy: DEFAULT_POLICY, limits: DEFAULT_LIMITS, maxArchiveSize: 1e6, now: new Date() },
  };
  const fetcher = fileFetcher(join(place.vaultDir, 'repository'));
  await install(input, { fetcher, cache: cacheOf(place), store: openPluginStore(place.pluginsDir) });
}

export async function verify(place: Place, repair = false): Promise<VerifyReport> {
  const [cache, now] = [cacheOf(place), new Date()];
  const trustedRoot = await readFile(join(place.vaultDir, 'root.json'));
  const fetcher = { get: () => Promise.reject(new Error('the network was asked')) };
  const modes = { offline: true, acceptExpiredMetadataUnsafe: true, ignoresClock: true };
  const client = openTrustedClient({ trustedRoot, now, ...modes }, { fetcher, cache });
  return verifyInstalled(
    { repair, limits: DEFAULT_LIMITS, now },
    { store: openPluginStore(place.pluginsDir), clients: [client], caches: [cache] },
  );
}

function cacheOf({ pluginsDir }: Place) {
  return openSharedCache(join(pluginsDir, '.trust', 'vault'));
}
