import { parse as parseWithAcorn } from 'acorn';
import { parse as parseWithMeriyah, type ESTree } from 'meriyah';
import { dialectAttempts, type Dialect } from './parse-dialects.ts';

export type SourceGoal = 'commonjs' | 'module';

export type ParsedSource =
  | { readonly kind: 'parsed'; readonly root: ESTree.Program }
  | { readonly kind: 'refused'; readonly reason: string; readonly offset: number }
  | { readonly kind: 'too-large'; readonly reason: string };

/** Longer sources are not handed to a parser. The largest of the well-known packages has 9 million characters. */
export const MAX_SOURCE_LENGTH = 32 * 1024 * 1024;

type Attempt = (source: string) => ESTree.Program;

/**
 * Parses as Node.js would: with the goal of the file first, then as the other goal and as a script, each by
 * meriyah; then acorn has its say, then babel, which also reads JSX and types. The order matters: a source can be read
 * as one thing by a module parser and as another by a script parser (`<!--` is a comment only there), so what Node.js
 * runs must be what is analysed. What is named as TypeScript is TypeScript first: `a<b>(c)` is a call there.
 */
export function parseJavaScript(source: string, goal: SourceGoal, dialect: Dialect = 'none'): ParsedSource {
  if (source.length > MAX_SOURCE_LENGTH) {
    return { kind: 'too-large', reason: `${source.length} characters of source` };
  }
  let refusal: { reason: string; offset: number } | undefined;
  for (const attempt of attempts(goal, dialect)) {
    try {
      return { kind: 'parsed', root: attempt(source) };
    } catch (cause) {
      // A parser that runs out of stack was given a nesting no program has.
      if (cause instanceof RangeError) return { kind: 'too-large', reason: 'nested too deeply' };
      refusal ??= refusalOf(cause);
    }
  }
  return { kind: 'refused', reason: refusal?.reason ?? 'not JavaScript', offset: refusal?.offset ?? 0 };
}

function attempts(goal: SourceGoal, dialect: Dialect): readonly Attempt[] {
  const own = dialectAttempts(dialect);
  return dialect === 'jsx' ? [...standardAttempts(goal), ...own] : [...own, ...standardAttempts(goal)];
}

function standardAttempts(goal: SourceGoal): readonly Attempt[] {
  const other = goal === 'module' ? 'commonjs' : 'module';
  return [
    meriyah(goal, false),
    meriyah(other, false),
    meriyah('script', false),
    meriyah('module', true),
    acorn(goal === 'module' ? 'module' : 'script'),
    acorn(other === 'module' ? 'module' : 'script'),
  ];
}

function meriyah(sourceType: 'commonjs' | 'module' | 'script', jsx: boolean): Attempt {
  return (source) =>
    parseWithMeriyah(source, {
      sourceType,
      jsx,
      next: true,
      webcompat: sourceType !== 'module',
      ranges: { start: true, end: true },
      // Which flags and groups a regular expression may have is the engine's matter, and ours may be older.
      validateRegex: false,
    });
}

function acorn(sourceType: 'module' | 'script'): Attempt {
  return (source) =>
    parseWithAcorn(source, {
      sourceType,
      ecmaVersion: 'latest',
      allowHashBang: true,
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      allowImportExportEverywhere: true,
      allowSuperOutsideMethod: true,
    }) as unknown as ESTree.Program;
}

function refusalOf(cause: unknown): { reason: string; offset: number } {
  const { message, start } = cause as { message?: unknown; start?: unknown };
  return {
    reason: typeof message === 'string' ? message : 'not JavaScript',
    offset: typeof start === 'number' ? start : 0,
  };
}
