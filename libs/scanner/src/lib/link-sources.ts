import { toExpression } from './javascript/json-node.ts';
import { modulePaths } from './plugin/module-paths.ts';
import { readJsonTree } from './plugin/json-tree.ts';
import type { PackageFiles } from './javascript/link-programs.ts';
import type { Plugin, PluginFile } from './plugin/plugin.ts';

/** Sources are linked, and so held in memory together, up to so many characters. */
const MAX_LINKED = 8 * 1024 * 1024;

/** Data files that code reads count apart, each and together. */
const MAX_DATA_FILE = 1024 * 1024;
const MAX_DATA = 4 * 1024 * 1024;

/** The sources that are analysed together: the small ones first, so that one giant does not cut the others apart. */
export function linkable(files: readonly PluginFile[], limit = MAX_LINKED): ReadonlySet<PluginFile> {
  const chosen = new Set<PluginFile>();
  let left = limit;
  // A stable sort: files of one size stay in the order of their paths.
  for (const file of files.toSorted((a, b) => a.text().length - b.text().length)) {
    left -= file.text().length;
    if (left < 0) break;
    chosen.add(file);
  }
  return chosen;
}

/** The files of a plugin as the linker asks for them. */
export function packageFiles(plugin: Plugin): PackageFiles {
  let left = MAX_DATA;
  const read = (path: string): string | undefined => {
    const text = plugin.fileAt.get(path)?.text();
    if (text === undefined || text.length > Math.min(left, MAX_DATA_FILE)) return undefined;
    left -= text.length;
    return text;
  };
  return {
    ...modulePaths(plugin),
    text: read,
    json: (path) => {
      if (plugin.fileAt.get(path)?.kind !== 'json') return undefined;
      const tree = readJsonTree(read(path) ?? '');
      return tree === undefined ? undefined : toExpression(tree);
    },
  };
}
