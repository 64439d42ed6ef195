import { HOLE } from '../javascript/text.ts';
import { programOf, SHELLS } from './programs.ts';
import { readOutermost } from './statements.ts';

/** Words of the shell itself. */
const BUILT_IN = new Set(
  (
    'alias bg break case cd continue declare dirname basename done echo elif else esac eval exit exist export false fg fi for ' +
    'function getopts goto hash if in let local popd printf pushd pwd read readonly rem return select set setlocal endlocal ' +
    'shift source test title trap true type typeset ulimit umask unalias unset until wait while [ [[ ]] ]: . : } ) ;; { ('
  ).split(' '),
);
/** `name() {` of a script. */
const FUNCTION = /\b(\w+)\(\)/g;
const MAX_DEPTH = 3;
const INNER = /\$\(([^()]*)\)|`([^`]*)`/g;

/**
 * The programs a command line starts, those of `sh -c '...'` and `$(...)` included; `*` for one whose name is computed.
 */
export function programsIn(text: string, depth = 0): readonly string[] {
  const functions = new Set([...text.matchAll(FUNCTION)].map(([, name]) => name));
  return readOutermost(text).flatMap(({ stages }) =>
    stages.flatMap((words) => {
      const { program, args } = programOf(words);
      const inner = depth < MAX_DEPTH ? innerLines(program, words, args) : [];
      return [
        ...nameOf(program).filter((name) => !functions.has(name)),
        ...inner.flatMap((line) => programsIn(line, depth + 1)),
      ];
    }),
  );
}

function innerLines(program: string, words: readonly string[], args: readonly string[]): readonly string[] {
  const substituted = words.flatMap((word) =>
    [...word.matchAll(INNER)].map((found) => found[1] ?? found[2] ?? ''),
  );
  const isLine = SHELLS.has(program) || program === 'eval';
  return [...substituted, ...(isLine ? args.filter((word) => /\s/.test(word)) : [])];
}

function nameOf(program: string): readonly string[] {
  if (program === '' || BUILT_IN.has(program)) return [];
  if (/[$%`]/.test(program) || program.includes(HOLE)) return ['*'];
  return /^[a-z_][\w+-]*(?:\.[\w+-]+)*$/i.test(program) ? [program] : [];
}
