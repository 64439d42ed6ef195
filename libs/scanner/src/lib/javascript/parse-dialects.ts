import { parse, type ParserPlugin } from '@babel/parser';
import { eraseTypes } from './erase-types.ts';
import type { ESTree } from 'meriyah';
import type { RawNode } from './raw-node.ts';

/** What a source may be besides JavaScript of the standard. */
export type Dialect = 'none' | 'jsx' | 'typescript' | 'tsx';

const COMMON: readonly ParserPlugin[] = ['estree', 'decorators', 'decoratorAutoAccessors'];

/** Errors that babel could go on after, but with a guess of what was meant. */
const BROKEN = new Set(['MissingSemicolon', 'UnexpectedToken']);

const LANGUAGES: Readonly<Record<Dialect, readonly (readonly ParserPlugin[])[]>> = {
  none: [],
  jsx: [
    ['jsx', 'flow'],
    ['jsx', 'typescript'],
  ],
  typescript: [['typescript'], ['jsx', 'typescript']],
  tsx: [['jsx', 'typescript'], ['typescript']],
};

/**
 * The ways to read a source in a dialect, most likely first; each gives plain ESTree, without types, or throws. What
 * is only forbidden, such as a name declared twice, is passed over: this is no compiler.
 */
export function dialectAttempts(dialect: Dialect): readonly ((source: string) => ESTree.Program)[] {
  return LANGUAGES[dialect].map((language) => (source) => {
    const { program, errors } = parse(source, {
      sourceType: 'module',
      plugins: [...COMMON, ...language],
      errorRecovery: true,
      attachComment: false,
      createImportExpressions: true,
      allowReturnOutsideFunction: true,
      allowImportExportEverywhere: true,
      allowAwaitOutsideFunction: true,
      allowNewTargetOutsideFunction: true,
      allowSuperOutsideMethod: true,
      allowUndeclaredExports: true,
    });
    const broken = errors.find(({ reasonCode }) => BROKEN.has(reasonCode));
    if (broken !== undefined) throw new SyntaxError(broken.reasonCode);
    const root = program as unknown as RawNode;
    eraseTypes(root);
    return root as unknown as ESTree.Program;
  });
}
