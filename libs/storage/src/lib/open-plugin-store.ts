import { VaultError } from '@ragnos-vault/errors';
import { activateSet, listGenerations, switchToGeneration } from './activate-generation.ts';
import { ifIntact, verifyLink } from './generation-folder.ts';
import { collectPlugins } from './collect-plugins.ts';
import { listStates, pinGeneration } from './generation-states.ts';
import { inspectPlugins } from './inspect-plugins.ts';
import { ioCoded } from './io-coded.ts';
import { withLock } from './kernel-lock.ts';
import { openKeptArchive } from './kept-archive.ts';
import { loadCurrent } from './live-generation.ts';
import { openAuditLog } from './open-audit-log.ts';
import { entryNameOf, pluginLayout, type PluginLayout } from './plugin-layout.ts';
import type { InstalledPlugin, PluginFolder } from './plugin-store.ts';
import { readEntry } from './read-entry.ts';
import { makePluginsFolder, recoverPlugins } from './recover-plugins.ts';
import { measureStore } from './measure-store.ts';
import { stageArchive } from './stage-archive.ts';
import { stageShared } from './stage-shared.ts';
import { hasEntry, unpackEntry, verifyEntry } from './store-entry.ts';

export interface PluginStoreOptions {
  /** How long to wait for another process that changes the same folder; 10 seconds by default. */
  readonly lockTimeoutMs?: number;
  /** Another plugins folder, whose archives are taken in place of a download; it is read alone. */
  readonly sharedDir?: string;
}

/**
 * Opens a folder of installed plugins; it is made when the lock is first taken.
 *
 *     current -> generations/<n>                    the one switch
 *     generations/<n>/.generation.json, <vendor>/<name> -> ../../../store/<entry>
 *     generations/<n>.json, <n>.lock                a copy of that file, for a repair; the lock that readers share
 *     store/<entry>/, store/<entry>.manifest.json   entry: <sha256>-<name>-<version>, never changed; a later copy ends in ~<n>
 *     store/<sha256>-<name>-<version>.tgz           the archive that it came from
 *     .staging/, .lock, .audit/log.jsonl, .gitignore
 *
 * A process that dies at any point leaves the live set as it was or as it should become; the next one that takes the
 * lock removes the rest.
 */
export function openPluginStore(
  pluginsDir: string,
  { lockTimeoutMs, sharedDir }: PluginStoreOptions = {},
): PluginFolder {
  const layout = pluginLayout(pluginsDir);
  const audit = openAuditLog(layout.audit);
  let isHeld = false;

  async function locked<T>(work: () => Promise<T>): Promise<T> {
    if (!isHeld) throw new VaultError('ERR_INTERNAL', 'the plugin store was changed without its lock');
    return ioCoded(work);
  }

  async function withStoreLock<T>(command: string, work: () => Promise<T>): Promise<T> {
    await ioCoded(() => makePluginsFolder(layout));
    return withLock(
      layout.lock,
      { command, ...(lockTimeoutMs !== undefined && { timeoutMs: lockTimeoutMs }) },
      async () => {
        await ioCoded(() => recoverPlugins(layout));
        isHeld = true;
        try {
          return await work();
        } finally {
          isHeld = false;
        }
      },
    );
  }

  return {
    audit: { ...audit, append: (event) => locked(() => audit.append(event)) },
    withLock: withStoreLock,
    stage: (chunks) => locked(() => stageArchive(layout.staging, chunks)),
    has: (plugin) => ioCoded(() => hasEntry(layout, plugin)),
    readFiles: (plugin) => ioCoded(() => readEntry(layout, plugin)),
    openArchive: (digest) => ioCoded(() => openKeptArchive(layout, digest)),
    stageShared: (digest) => locked(() => stageShared(layout, { sharedDir, digest })),
    measure: (wanted) => ioCoded(() => measureStore(layout, wanted)),
    unpack: (input) => locked(() => unpackEntry(layout, input)),
    activate: (set) => locked(() => activateSet(layout, set)),
    switchTo: (generation) => locked(() => switchToGeneration(layout, generation)),
    current: () => ioCoded(() => loadCurrent(layout)),
    generations: () => ioCoded(() => listGenerations(layout)),
    states: () => ioCoded(() => listStates(layout)),
    pin: (number, isPinned) => locked(() => pinGeneration(layout, number, isPinned)),
    collect: (rules) => locked(() => collectPlugins(layout, rules)),
    inspect: () => ioCoded(() => inspectPlugins(layout)),
    verify: (plugin) => ioCoded(() => verifyPlugin(layout, plugin)),
  };
}

async function verifyPlugin(layout: PluginLayout, plugin: InstalledPlugin): Promise<void> {
  await verifyEntry(layout, plugin);
  const live = await ifIntact(() => loadCurrent(layout));
  const isLive = live?.plugins.some((other) => entryNameOf(other) === entryNameOf(plugin));
  if (live !== undefined && isLive === true) await verifyLink(layout, live.number, plugin);
}
