import { toExpression } from './javascript/json-node.ts';
import { modulePaths } from './plugin/module-paths.ts';
import { readJsonTree } from './plugin/json-tree.ts';
import type { PackageFiles } from './javascript/link-programs.ts';
import type { Plugin } from './plugin/plugin.ts';

/** Data files that code reads count apart: each, those of sources that are linked, and all. */
const MAX_DATA_FILE = 1024 * 1024;
const MAX_DATA = 4 * 1024 * 1024;
const MAX_DATA_TOGETHER = 16 * MAX_DATA;

/** Data that may still be read for all groups of sources together. */
export interface DataBudget {
  left: number;
}

export function newDataBudget(): DataBudget {
  return { left: MAX_DATA_TOGETHER };
}

/** The files of a plugin as the linker asks for them; `isSpent` tells whether some data was not read, so much there is. */
export function packageFiles(
  plugin: Plugin,
  together: DataBudget,
): PackageFiles & { readonly isSpent: () => boolean } {
  let left = MAX_DATA;
  const read = (path: string): string | undefined => {
    const text = plugin.fileAt.get(path)?.text();
    if (text === undefined || text.length > MAX_DATA_FILE) return undefined;
    if (left >= 0 && together.left >= 0) {
      left -= text.length;
      together.left -= text.length;
    }
    return left < 0 || together.left < 0 ? undefined : text;
  };
  return {
    ...modulePaths(plugin),
    isSpent: () => left < 0 || together.left < 0,
    text: read,
    json: (path) => {
      if (plugin.fileAt.get(path)?.kind !== 'json') return undefined;
      const tree = readJsonTree(read(path) ?? '');
      return tree === undefined ? undefined : toExpression(tree);
    },
  };
}
