import { folderOf } from './manifest.ts';
import { resolvePath, SUFFIXES } from './targets.ts';
import type { Plugin, PluginFile } from './plugin.ts';

/** A string that may name a file. */
const NAMING = /(['"`])((?:\.{0,2}\/)?[\w@.-][\w@./-]{0,200})\1/g;
const DEFAULT = /^index\.[cm]?[jt]s$/;

/**
 * The files that may run when the plugin is used as its manifest says: what manifests name, `index.js`, scripts that
 * say what runs them, and whatever any string in one of these names, as seen from its folder. Who loads a file by a
 * name that is put together is not known.
 */
export function reachableFiles(plugin: Plugin): ReadonlySet<PluginFile> {
  const found = new Set(plugin.files.filter(isRoot));
  // The set grows while it is read.
  for (const file of found) {
    if (file.kind === 'binary') continue;
    const folder = folderOf(file.path);
    for (const [, , name = ''] of file.text().matchAll(NAMING)) {
      for (const end of SUFFIXES) {
        const named = plugin.fileAt.get(resolvePath(folder, name) + end);
        if (named !== undefined) found.add(named);
      }
    }
  }
  return found;
}

function isRoot({ path, isTarget, content }: PluginFile): boolean {
  return isTarget || DEFAULT.test(path) || (content[0] === 0x23 && content[1] === 0x21);
}
