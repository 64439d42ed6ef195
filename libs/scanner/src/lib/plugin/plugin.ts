import { lineIndex, type Position } from '../line-index.ts';
import { buildCommandsOf, type BuildCommand } from './build-commands.ts';
import { commandsOf, type Command } from './commands.ts';
import { decodeText } from './decode-text.ts';
import { kindOf, type FileKind } from './file-kind.ts';
import { magicOf, type Magic } from './magic.ts';
import { manifestsOf, type Manifest } from './manifest.ts';
import { goalsOf } from './source-goal.ts';
import { buildTargetsOf, entriesOf, installTargetsOf, targetsOf } from './targets.ts';
import type { SourceGoal } from '../javascript/parse-javascript.ts';
import type { FileMember } from '@ragnos-vault/archive';

export interface PluginFile {
  readonly path: string;
  readonly content: Uint8Array;
  readonly kind: FileKind;
  readonly magic: Magic | undefined;
  /** Whether a manifest makes Node.js run it. */
  readonly isTarget: boolean;
  /** Whether a field of a manifest, not only a script, names it. */
  readonly isEntry: boolean;
  /** Whether a script that npm runs by itself names it. */
  readonly runsAtInstall: boolean;
  readonly text: () => string;
  readonly position: (offset: number) => Position;
}

/** One plugin as the rules see it. */
export interface Plugin {
  /** Sorted by path in code-point order. */
  readonly files: readonly PluginFile[];
  readonly fileAt: ReadonlyMap<string, PluginFile>;
  /** What the `type` of each package.json says, by its folder. */
  readonly goals: ReadonlyMap<string, SourceGoal>;
  readonly manifests: readonly Manifest[];
  /** The scripts of the manifests. */
  readonly scripts: readonly (Command & { readonly script: string })[];
  /** What a native build at install would run. */
  readonly buildCommands: readonly BuildCommand[];
}

/** Builds the view that all rules share; the order of `members` leaves no trace in it. */
export function toPlugin(members: readonly FileMember[]): Plugin {
  const sorted = members.toSorted(byPath);
  const manifests = manifestsOf(sorted);
  const paths = new Set(sorted.map(({ path }) => path));
  const buildCommands = buildCommandsOf(sorted, paths);
  const built = buildTargetsOf(buildCommands, paths);
  const targets = new Set([...manifests.flatMap((manifest) => targetsOf(manifest, paths)), ...built]);
  const entries = new Set(manifests.flatMap((manifest) => entriesOf(manifest, paths)));
  const installed = new Set([
    ...manifests.flatMap((manifest) => installTargetsOf(manifest, paths)),
    ...built,
  ]);
  const files = sorted.map((member) => ({
    ...toFile(member),
    isTarget: targets.has(member.path),
    isEntry: entries.has(member.path),
    runsAtInstall: installed.has(member.path),
  }));
  return {
    files,
    fileAt: new Map(files.map((file) => [file.path, file])),
    goals: goalsOf(sorted),
    manifests,
    scripts: manifests.flatMap(commandsOf),
    buildCommands,
  };
}

/** Compares by code point, as the file manifest of a target does. */
export function comparePaths(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function byPath(a: FileMember, b: FileMember): number {
  return comparePaths(a.path, b.path) || Buffer.compare(a.content, b.content) || a.mode - b.mode;
}

function toFile({ path, content }: FileMember): Omit<PluginFile, 'isTarget' | 'isEntry' | 'runsAtInstall'> {
  const magic = magicOf(content);
  let text: string | undefined;
  const readText = (): string => (text ??= decodeText(content));
  let position: ((offset: number) => Position) | undefined;
  return {
    path,
    content,
    kind: kindOf(path, content, magic),
    magic,
    text: readText,
    position: (offset) => (position ??= lineIndex(readText()))(offset),
  };
}
