import { decodeText } from './decode-text.ts';
import { folderOf } from './manifest.ts';
import type { Command } from './commands.ts';
import type { FileMember } from '@ragnos-vault/archive';

/** `<!(command)` and `<!@(command)`, with what else has parentheses inside. */
const EXPANSION = /[<>^]!@?\(((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*)\)/g;
const ACTION = /['"]action['"]\s*:\s*\[([^\]]*)\]/g;
const WORD = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g;

/** What the build puts in by itself: `<(variable)`. */
const VARIABLE = /[<>^]@?\([^()\s]*\)/g;

/** A command of a native build, as npm starts it where a binding.gyp lies beside a package.json. */
export interface BuildCommand extends Command {
  readonly script: string;
  /** `expansion`: it runs before anything is built, for its output; `action`: it is a step of the build. */
  readonly as: 'expansion' | 'action';
}

/** The build files that npm obeys, and what they include. */
export function isBuildFile(path: string, paths: ReadonlySet<string>): boolean {
  if (!/\.gypi?$/.test(path)) return false;
  for (let folder = folderOf(path); ; folder = folderOf(folder.slice(0, -1))) {
    if (paths.has(`${folder}binding.gyp`) && paths.has(`${folder}package.json`)) return true;
    if (folder === '') return false;
  }
}

/** The commands of the build files of a plugin. */
export function buildCommandsOf(
  files: readonly FileMember[],
  paths: ReadonlySet<string>,
): readonly BuildCommand[] {
  return files
    .filter(({ path }) => isBuildFile(path, paths))
    .flatMap(({ path, content }) => {
      const text = decodeText(content);
      return [
        ...matches(text, EXPANSION).map(({ inner, offset }) => toCommand(unescaped(inner), path, offset)),
        ...matches(text, ACTION).map(({ inner, offset }): BuildCommand => ({
          ...toCommand(wordsIn(inner), path, offset),
          as: 'action',
        })),
      ];
    });
}

function toCommand(text: string, path: string, offset: number): BuildCommand {
  return { text, path, offset, isVerbatim: false, runs: 'install', script: 'binding.gyp', as: 'expansion' };
}

function matches(
  text: string,
  pattern: RegExp,
): readonly { readonly inner: string; readonly offset: number }[] {
  return [...text.matchAll(pattern)].map((found) => ({ inner: found[1] ?? '', offset: found.index }));
}

function wordsIn(list: string): string {
  return [...list.matchAll(WORD)]
    .map(([, single, double]) => unescaped(single ?? double ?? ''))
    .map((word) => (/\s/.test(word) ? `'${word.replaceAll("'", `'"'"'`)}'` : word))
    .join(' ');
}

function unescaped(text: string): string {
  return text.replace(/\\(["'\\])/g, '$1').replace(VARIABLE, 'VARIABLE');
}
