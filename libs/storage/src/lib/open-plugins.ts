import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { VaultError } from '@ragnos-vault/errors';
import { readPointer } from './current-pointer.ts';
import { isComplete, loadGeneration } from './generation-folder.ts';
import { ioCoded } from './io-coded.ts';
import { tryLock, type HeldLock } from './kernel-lock.ts';
import { loadCurrent } from './live-generation.ts';
import { parseMain } from './parse-main.ts';
import { entryNameOf, pluginLayout, readerLockOf, type PluginLayout } from './plugin-layout.ts';
import type { Generation, InstalledPlugin } from './plugin-store.ts';

/** A plugin of a set that is held open. */
export interface OpenPlugin extends InstalledPlugin {
  /** Its folder, which does not change. */
  readonly path: string;
}

/** One set of plugins, which stays on disk until it is closed, whatever is installed meanwhile. */
export interface OpenPlugins extends AsyncDisposable {
  readonly generation: Generation;
  readonly plugins: readonly OpenPlugin[];
  /** The folder of a plugin, by name. @throws ERR_PLUGIN_NOT_INSTALLED */
  path(name: string): string;
  /** Imports what `exports` or `main` of its package.json names. @throws ERR_PLUGIN_NOT_INSTALLED, ERR_MANIFEST_INVALID, and what the plugin throws */
  load(name: string): Promise<unknown>;
  /** Lets go of the set; once is enough. */
  close(): Promise<void>;
}

/** Each is a set that was removed between being read and being locked. */
const MAX_ATTEMPTS = 100;

/** Held from here as well: a lock that nothing refers to would be closed with its garbage. */
const held = new Set<HeldLock>();

/**
 * Opens the set of plugins that is live now. All of it is one set: a switch that comes later is not seen, and `gc` leaves
 * it until it is closed, or the process has ended. Any number of processes may hold one; none needs to write to the folder.
 *
 * @throws ERR_NO_GENERATION where nothing is installed; ERR_INSTALLED_CORRUPT, ERR_IO
 */
export async function openPlugins(pluginsDir: string): Promise<OpenPlugins> {
  const layout = pluginLayout(resolve(pluginsDir));
  return ioCoded(async () => {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const opened = await tryOpen(layout);
      if (opened !== undefined) return opened;
      await sleep(1);
    }
    throw new VaultError('ERR_LOCKED', `the live set keeps being removed: ${layout.root}`);
  });
}

async function tryOpen(layout: PluginLayout): Promise<OpenPlugins | undefined> {
  const number = await readPointer(layout);
  if (number === undefined) return nothingInstalled(layout);
  const lock = tryLock(readerLockOf(layout, number), 'shared');
  if (lock === undefined) return undefined;
  try {
    // Whoever removed it before it was locked has switched to another one before that.
    const isGone = !(await isComplete(layout, number)) && (await readPointer(layout)) !== number;
    if (!isGone) return hold(await loadGeneration(layout, number), { layout, lock });
  } catch (error) {
    lock.close();
    throw error;
  }
  lock.close();
  return undefined;
}

/** @throws ERR_INSTALLED_CORRUPT where a set was live, and `current` was lost */
async function nothingInstalled(layout: PluginLayout): Promise<undefined> {
  if ((await loadCurrent(layout)) !== undefined) return undefined;
  throw new VaultError('ERR_NO_GENERATION', `no plugins are installed: ${layout.root}`, {
    facts: { path: layout.root },
  });
}

function hold(
  generation: Generation,
  { layout, lock }: { readonly layout: PluginLayout; readonly lock: HeldLock },
): OpenPlugins {
  held.add(lock);
  const plugins = generation.plugins.map((plugin) => ({
    ...plugin,
    path: join(layout.store, entryNameOf(plugin)),
  }));
  const pathOf = (name: string): string => find(name, plugins).path;
  const close = (): Promise<void> => {
    if (held.delete(lock)) lock.close();
    return Promise.resolve();
  };
  return {
    generation,
    plugins,
    path: pathOf,
    load: async (name) => importMain(pathOf(name)),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function find(name: string, plugins: readonly OpenPlugin[]): OpenPlugin {
  const plugin = plugins.find((other) => other.name === name);
  if (plugin !== undefined) return plugin;
  throw new VaultError('ERR_PLUGIN_NOT_INSTALLED', `not in the live set: ${name}`, { facts: { name } });
}

async function importMain(folder: string): Promise<unknown> {
  const main = parseMain(await ioCoded(() => readFile(join(folder, 'package.json'))));
  const module: unknown = await import(pathToFileURL(resolveMain(folder, main)).href);
  return module;
}

/** @throws ERR_MANIFEST_INVALID where it is not there, or not in the folder */
function resolveMain(folder: string, main: string): string {
  try {
    const file = createRequire(join(folder, 'package.json')).resolve(join(folder, main));
    if (file.startsWith(`${folder}${sep}`)) return file;
  } catch (cause) {
    throw noMain(main, cause);
  }
  throw noMain(main);
}

function noMain(main: string, cause?: unknown): VaultError {
  return new VaultError(
    'ERR_MANIFEST_INVALID',
    `package.json names a main file that the plugin lacks: ${main}`,
    {
      facts: { main },
      cause,
    },
  );
}
