import { join, resolve } from 'node:path';
import { VaultError } from '@ragnos-vault/errors';
import type { InstalledPlugin } from './plugin-store.ts';

/** Where everything lies below a plugins folder. */
export interface PluginLayout {
  readonly root: string;
  /** Names the live generation, and is replaced by one rename. */
  readonly current: string;
  readonly generations: string;
  /** Unpacked plugins and their manifests, never changed once they are there. */
  readonly store: string;
  /** What is being made; whatever lies here when a lock is taken is left over. */
  readonly staging: string;
  readonly lock: string;
  /** The log of changes. */
  readonly audit: string;
}

/** The set of a generation, and whether it was ever live. */
export const GENERATION_FILE = '.generation.json';
export const ACTIVATED_FILE = '.activated';
/** Kept by `gc` as long as this is there. */
export const PINNED_FILE = '.pinned';
export const ARCHIVE_ENDING = '.tgz';

// As a member name of an archive may be, without spaces and Unicode; npm's oldest names hold a tilde.
const NAME = /^[A-Za-z0-9_~-][A-Za-z0-9._~+-]*$/;
const RESERVED = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;
const SHA256 = /^[0-9a-f]{64}$/;

export function pluginLayout(pluginsDir: string): PluginLayout {
  const root = resolve(pluginsDir);
  return {
    root,
    current: join(root, 'current'),
    generations: join(root, 'generations'),
    store: join(root, 'store'),
    staging: join(root, '.staging'),
    lock: join(root, '.lock'),
    audit: join(root, '.audit'),
  };
}

/**
 * The folder of a plugin in the store.
 *
 * @throws ERR_TARGET_PATH for a plugin that cannot name one
 */
export function entryNameOf(plugin: InstalledPlugin): string {
  const { copy } = plugin;
  return `${archiveNameOf(plugin)}${copy === undefined ? '' : `~${copy}`}`;
}

/** The archive of a plugin, whichever copy of it. @throws ERR_TARGET_PATH */
export function archiveFileOf(layout: PluginLayout, plugin: InstalledPlugin): string {
  return join(layout.store, `${archiveNameOf(plugin)}${ARCHIVE_ENDING}`);
}

function archiveNameOf({ sha256, vendor, shortName, version }: InstalledPlugin): string {
  if (isSha256(sha256) && [vendor, shortName, version].every(isPortableName)) {
    return `${sha256}-${shortName}-${version}`;
  }
  const name = `${vendor}/${shortName}@${version}`;
  throw new VaultError('ERR_TARGET_PATH', `not a portable plugin name: ${JSON.stringify(name)}`);
}

/** What the link of a plugin in its generation says. */
export function linkTextOf(plugin: InstalledPlugin): string {
  return `../../../store/${entryNameOf(plugin)}`;
}

export function generationFolderOf(layout: PluginLayout, number: number): string {
  return join(layout.generations, String(number));
}

/** Shared by those who read a generation; whoever removes it needs it alone. */
export function readerLockOf(layout: PluginLayout, number: number): string {
  return join(layout.generations, `${number}.lock`);
}

/** The copy of what a generation says, below the plugins folder. */
export function copyOf(number: number): string {
  return `generations/${number}.json`;
}

export function isPortableName(text: string): boolean {
  return NAME.test(text) && !text.endsWith('.') && !RESERVED.test(text);
}

export function isSha256(text: string): boolean {
  return SHA256.test(text);
}
