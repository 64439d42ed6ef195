import { membersOf, type JsonNode } from './json-tree.ts';
import { folderOf, readManifest, stringsAt, type Manifest } from './manifest.ts';
import { entriesOf, resolvePath } from './targets.ts';
import type { Plugin } from './plugin.ts';

/** Finds the files of a plugin that code may mean. */
export interface ModulePaths {
  /** The files that `require(specifier)` in `from` may load; every candidate, so that a file more is a candidate more. */
  readonly modules: (specifier: string, from: string) => readonly string[];
  /** The files that a path in a call in `from` may name: paths start at the file, or where the process was started. */
  readonly files: (path: string, from: string) => readonly string[];
}

const ENDS = ['.js', '.cjs', '.mjs', '.json', '.ts', '.mts', '.cts', '.jsx', '.tsx', '.node'];
const SUFFIXES = ['', ...ENDS, ...ENDS.map((end) => `/index${end}`)];
/** A module compiled from TypeScript may be shipped as its source only. */
const COMPILED = /\.([cm]?)jsx?$/;

export function modulePaths(plugin: Plugin): ModulePaths {
  const paths = new Set(plugin.files.map(({ path }) => path));
  const files = (path: string, from: string): readonly string[] =>
    [...new Set([resolvePath(folderOf(from), path), resolvePath('', path)])].filter((file) =>
      paths.has(file),
    );
  const modules = (specifier: string, from: string): readonly string[] => {
    const name = specifier.replace(/^file:\/\//, '').replace(/[?#].*$/, '');
    if (specifier.startsWith('#')) return imported(plugin, { specifier, from }, paths);
    if (!/^[./~]/.test(name)) return bundled(plugin, { specifier: name, from }, paths);
    const folders = [folderOf(from), ''];
    return [...new Set(folders.flatMap((folder) => loaded(plugin, resolvePath(folder, name), paths)))];
  };
  return { modules, files };
}

/** What Node.js may load for a path without its end: a file, the index of a folder, or what its manifest names. */
function loaded({ fileAt }: Plugin, path: string, paths: ReadonlySet<string>): readonly string[] {
  const bare = SUFFIXES.map((suffix) => path + suffix);
  const source = COMPILED.test(path)
    ? [path.replace(COMPILED, '.$1ts'), path.replace(COMPILED, '.$1tsx')]
    : [];
  const manifest = fileAt.get(path === '' ? 'package.json' : `${path}/package.json`);
  const entries = manifest === undefined ? [] : entriesOf(readManifest(manifest), paths);
  return [...new Set([...[...bare, ...source].filter((file) => paths.has(file)), ...entries])];
}

interface Asked {
  readonly specifier: string;
  readonly from: string;
}

/** `#name`, by the `imports` of a manifest above. */
function imported({ manifests }: Plugin, asked: Asked, paths: ReadonlySet<string>): readonly string[] {
  return above(manifests, asked.from).flatMap((manifest) =>
    membersOf(manifest.tree, 'imports').flatMap(({ value }) =>
      mapped({ manifest, value }, asked.specifier, paths),
    ),
  );
}

/** A package by its name: one that is bundled, or the plugin itself. */
function bundled(plugin: Plugin, { specifier, from }: Asked, paths: ReadonlySet<string>): readonly string[] {
  const [name = '', rest = ''] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(specifier)?.slice(1) ?? [];
  return plugin.manifests.flatMap((manifest) => {
    const folder = folderOf(manifest.path);
    const isOwn = from.startsWith(folder) && stringsAt(manifest, 'name').some(({ value }) => value === name);
    const root = folder.slice(0, -`node_modules/${name}/`.length);
    const isBelow = folder.endsWith(`node_modules/${name}/`) && from.startsWith(root);
    if (!isOwn && !isBelow) return [];
    const exported = membersOf(manifest.tree, 'exports').flatMap(({ value }) =>
      mapped({ manifest, value }, rest === '' ? '.' : `./${rest}`, paths),
    );
    if (rest !== '') return [...exported, ...loaded(plugin, folder + rest, paths)];
    return [...exported, ...loaded(plugin, folder.slice(0, -1), paths)];
  });
}

function above(manifests: readonly Manifest[], from: string): readonly Manifest[] {
  return manifests.filter(({ path }) => from.startsWith(folderOf(path)));
}

/** The files that a map of `exports` or `imports` gives for a key, whatever its conditions are. */
function mapped(
  { manifest, value }: { readonly manifest: Manifest; readonly value: JsonNode },
  key: string,
  paths: ReadonlySet<string>,
): readonly string[] {
  if (value.kind !== 'object') return [];
  return value.members.flatMap((member) => {
    const [start = '', end] = member.key.split('*');
    const isMatch = end === undefined ? member.key === key : key.startsWith(start) && key.endsWith(end);
    if (!isMatch) return [];
    const part = end === undefined ? '' : key.slice(start.length, key.length - end.length);
    return stringsIn(member.value)
      .map((target) =>
        resolvePath(
          folderOf(manifest.path),
          target.replaceAll('*', () => part),
        ),
      )
      .filter((path) => paths.has(path));
  });
}

function stringsIn(node: JsonNode): readonly string[] {
  if (node.kind === 'string') return [node.value];
  if (node.kind === 'array') return node.items.flatMap(stringsIn);
  return node.kind === 'object' ? node.members.flatMap(({ value }) => stringsIn(value)) : [];
}
