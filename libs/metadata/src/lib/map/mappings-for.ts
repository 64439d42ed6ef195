import { matchesPathPattern } from '../client/path-pattern.ts';
import { pluginArchivePath, pluginIndexPath, toPluginId } from '../plugin/plugin-path.ts';
import type { Mapping, RepositoryMap } from './parse-map.ts';

/** Whether a mapping decides about a target path. */
export function isMapped(path: string, { paths }: Pick<Mapping, 'paths'>): boolean {
  return paths.some((pattern) => matchesPathPattern(path, pattern));
}

/** The mappings that decide about a target path, in order, up to the first that ends the search (TAP 4). */
export function mappingsForPath(path: string, { mappings }: RepositoryMap): readonly Mapping[] {
  const matching = mappings.filter((mapping) => isMapped(path, mapping));
  const last = matching.findIndex(({ terminating }) => terminating);
  return last === -1 ? matching : matching.slice(0, last + 1);
}

/**
 * The mappings that may decide about some version of a plugin, in order. Only one that decides about every version
 * ends the search: the others may hold what it has no say in.
 */
export function mappingsForPlugin(name: string, { mappings }: RepositoryMap): readonly Mapping[] {
  const concerned = mappings.filter((mapping) => concerns(name, mapping));
  const last = concerned.findIndex(
    (mapping) => mapping.terminating && isMapped(pluginArchivePath(toPluginId(name), ANY_VERSION), mapping),
  );
  return last === -1 ? concerned : concerned.slice(0, last + 1);
}

/** No pattern can spell it, so that one which matches it matches every version. */
const ANY_VERSION = '\u0001\u0001\u0001';

/** By the path of its index, or by the folder in which its versions lie. */
function concerns(name: string, mapping: Mapping): boolean {
  const id = toPluginId(name);
  if (isMapped(pluginIndexPath(id), mapping)) return true;
  return mapping.paths.some((pattern) => {
    const segments = pattern.split('/');
    return (
      segments.length === 5 &&
      matchesPathPattern(`plugins/${id.vendor}/${id.shortName}`, segments.slice(0, 3).join('/'))
    );
  });
}
