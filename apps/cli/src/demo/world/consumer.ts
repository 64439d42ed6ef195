import { lstat, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { installPlugins } from '@ragnos-vault/api';
import type { InstallReport } from '@ragnos-vault/installer';
import { readTree, type Tree } from '../tree.ts';
import { GREETER } from './plugin-sources.ts';
import { serveVault } from './site.ts';
import { makeVault } from './vault.ts';
import { act, type World } from './world.ts';

export interface Consumer {
  readonly pluginsDir: string;
  /** Where it gets its plugins from. */
  readonly repo: string;
}

export interface Installing {
  readonly specs: readonly string[];
  /** When it happens; now, unless the story says otherwise. */
  readonly now?: Date;
}

/** A consumer who was given root.json and the address, with `greeter` 1.0.0 installed over HTTP. */
export const installFirst = act(async (world): Promise<Consumer & { readonly report: InstallReport }> => {
  const { url } = await serveVault(world);
  const consumer = { pluginsDir: join(world.dir, 'plugins'), repo: url };
  return { ...consumer, report: await install(world, consumer, { specs: [`${GREETER}@1.0.0`] }) };
});

/** Installs as the command does. @throws what `install` throws */
export async function install(
  world: World,
  consumer: Consumer,
  { specs, now = world.now() }: Installing,
): Promise<InstallReport> {
  const { trustedRoot } = await makeVault(world);
  return installPlugins({ ...consumer, specs, trustedRoot, now });
}

/** All that is installed: the pointer, the sets, the plugins. Not the client's own notes, its log, nor its lock. */
export async function readInstalled({ pluginsDir }: Consumer): Promise<Tree> {
  return readTree(pluginsDir, ['.trust', '.lock', '.audit']);
}

/** `generations/2`: what `current` says, which is a file where the system has no links. */
export async function readCurrent(consumer: Consumer): Promise<string> {
  const current = pointerOf(consumer);
  return (await isLink(current)) ? readlink(current) : readFile(current, 'utf8');
}

/** The folder of an installed plugin, as a program reaches it: through `current` wherever that is a link. */
export async function folderOf(consumer: Consumer, plugin: string): Promise<string> {
  const current = pointerOf(consumer);
  const set = (await isLink(current)) ? current : join(consumer.pluginsDir, await readFile(current, 'utf8'));
  return join(set, plugin.replace(/^@/, ''));
}

/** The link or file that names the live set. */
export function pointerOf({ pluginsDir }: Consumer): string {
  return join(pluginsDir, 'current');
}

async function isLink(path: string): Promise<boolean> {
  return (await lstat(path)).isSymbolicLink();
}
