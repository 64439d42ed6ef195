import { folderOf, stringsAt } from './manifest.ts';
import { modulePaths } from './module-paths.ts';
import type { Plugin, PluginFile } from './plugin.ts';

/** What a file is tied to: paths of files that its strings may name, and names that it shares through a global object. */
export type Ties = ReadonlyMap<string, ReadonlySet<string>>;

const NAMING = /(['"`])((?:[.~]{0,2}\/|#)?[\w@.-][\w@./#-]{0,200})\1/g;
const GLOBAL =
  /\b(?:globalThis|global|window|self|process\.env)(?:\?\.)?(?:\.|\[\s*['"`])([\w$]{1,80})(?:['"`]\s*\])?(\s*=(?!=))?/g;

/** No path starts so. */
const GLOBAL_TIE = '//';

/**
 * The ties between sources as their text shows them, in both directions. More than there are: a string that is the name
 * of a file need not load it. Names that are put together are not among them.
 */
export function tiesOf(plugin: Plugin, sources: readonly PluginFile[]): Ties {
  const ties = new Map(sources.map(({ path }) => [path, new Set<string>()]));
  const tie = (a: string, b: string): void => {
    ties.set(a, (ties.get(a) ?? new Set()).add(b));
    ties.set(b, (ties.get(b) ?? new Set()).add(a));
  };
  const named = namesIn(plugin);
  for (const file of sources) for (const path of named(file)) if (ties.has(path)) tie(file.path, path);
  for (const [path, name] of globalsIn(sources)) tie(path, name);
  return ties;
}

/** Whether a tie is a global, not a file. */
export function isGlobal(tie: string): boolean {
  return tie.startsWith(GLOBAL_TIE);
}

function namesIn(plugin: Plugin): (file: PluginFile) => ReadonlySet<string> {
  const { modules, files } = modulePaths(plugin);
  const packages = new Set(
    plugin.manifests.flatMap((manifest) => [
      ...stringsAt(manifest, 'name').map(({ value }) => value),
      ...folderOf(manifest.path)
        .split('node_modules/')
        .slice(-1)
        .map((name) => name.slice(0, -1)),
    ]),
  );
  const isModule = (name: string): boolean => /^(?:[./~]|#)/.test(name) || packages.has(packageOf(name));
  return ({ path, text }) => {
    const names = new Set([...text().matchAll(NAMING)].map(([, , name = '']) => name));
    return new Set(
      [...names].flatMap((name) => [...files(name, path), ...(isModule(name) ? modules(name, path) : [])]),
    );
  };
}

function packageOf(name: string): string {
  return name.split('/', name.startsWith('@') ? 2 : 1).join('/');
}

/** Who reads or writes a global that one of the sources writes, with a name for it that no file has. */
function globalsIn(sources: readonly PluginFile[]): readonly (readonly [path: string, name: string])[] {
  const written = new Set<string>();
  const found = sources.flatMap(({ path, text }) => {
    const names = new Set<string>();
    for (const [, name = '', assigned] of text().matchAll(GLOBAL)) {
      names.add(name);
      if (assigned !== undefined) written.add(name);
    }
    return [...names].map((name) => ({ path, name }));
  });
  return found.flatMap(({ path, name }) => (written.has(name) ? [[path, GLOBAL_TIE + name] as const] : []));
}
