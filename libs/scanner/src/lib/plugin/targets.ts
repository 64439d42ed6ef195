import { readPipelines } from '../shell/statements.ts';
import { inlineCodeOf } from './inline-code.ts';
import { commandsOf, type Command } from './commands.ts';
import { membersOf, type JsonNode } from './json-tree.ts';
import { folderOf, type Manifest } from './manifest.ts';

/** Export conditions that Node.js never follows. */
const FOREIGN_CONDITIONS = new Set(['types', 'typings', 'source', 'react-native', 'svelte', 'style', 'sass']);
/** What may be left out of the name of a file. */
export const SUFFIXES = ['', '.js', '.cjs', '.mjs', '.ts', '.cts', '.mts', '.json', '.node', '/index.js'];

/**
 * The files Node.js runs because a manifest says so: `main`, `bin`, `exports`, and whatever a script names. Their
 * extension does not matter: `node payload.json` runs what is in it.
 */
export function targetsOf(manifest: Manifest, paths: ReadonlySet<string>): readonly string[] {
  const named = resolveAll(manifest, wordsOf(commandsOf(manifest)), paths);
  return [...new Set([...entriesOf(manifest, paths), ...named])];
}

/** Those that run when the plugin is installed, without anybody's asking. */
export function installTargetsOf(manifest: Manifest, paths: ReadonlySet<string>): readonly string[] {
  const commands = commandsOf(manifest).filter(({ runs }) => runs === 'install');
  return resolveAll(manifest, wordsOf(commands), paths);
}

/** Those that a native build runs. */
export function buildTargetsOf(commands: readonly Command[], paths: ReadonlySet<string>): readonly string[] {
  return commands.flatMap((command) => resolveAll(command, wordsOf([command]), paths));
}

/** The words of commands, and the names that stand in quotes in code on a command line: `node -e "require('./a')"`. */
function wordsOf(commands: readonly Command[]): readonly string[] {
  return commands.flatMap(({ text }) => {
    const words = readPipelines(text).flatMap(({ stages }) => stages.flat());
    const quoted = inlineCodeOf(text).flatMap((code) => [...code.matchAll(/['"`]([^'"`\s]+)['"`]/g)]);
    return [...words.flatMap((word) => word.split('=')), ...quoted.map(([, name]) => name ?? '')];
  });
}

/** Those that a field of the manifest names: whoever uses the plugin starts them, whatever its scripts say. */
export function entriesOf(manifest: Manifest, paths: ReadonlySet<string>): readonly string[] {
  const fields = ['main', 'bin', 'exports', 'module'].flatMap((key) =>
    membersOf(manifest.tree, key).flatMap(({ value }) => targetStrings(value)),
  );
  return resolveAll(manifest, fields, paths);
}

function resolveAll(
  manifest: Pick<Manifest, 'path'>,
  names: readonly string[],
  paths: ReadonlySet<string>,
): readonly string[] {
  const folder = folderOf(manifest.path);
  const candidates = names.flatMap((name) => SUFFIXES.map((end) => resolvePath(folder, name) + end));
  return candidates.filter((path) => paths.has(path));
}

function targetStrings(node: JsonNode): readonly string[] {
  if (node.kind === 'string') return [node.value];
  if (node.kind === 'array') return node.items.flatMap(targetStrings);
  if (node.kind !== 'object') return [];
  return node.members
    .filter(({ key }) => !FOREIGN_CONDITIONS.has(key))
    .flatMap(({ value }) => targetStrings(value));
}

/** Joins a folder and a relative path; what leaves the plugin resolves to a path no file has. */
export function resolvePath(folder: string, relative: string): string {
  const segments: string[] = [];
  for (const segment of `${folder}${relative.replaceAll('\\', '/')}`.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments.join('/');
}
