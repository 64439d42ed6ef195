import { toAnalysis, type Analysis } from '../javascript/analysis.ts';
import { parseJavaScript } from '../javascript/parse-javascript.ts';
import { toProgram } from '../javascript/program.ts';
import type { Node } from '../javascript/node.ts';

/** A program whose last call is `ask(...)`, and the first argument of it: what a spec asks about. */
export function analyse(source: string): { readonly analysis: Analysis; readonly asked: Node } {
  const parsed = parseJavaScript(source, 'commonjs');
  const program = parsed.kind === 'parsed' ? toProgram(source, parsed.root) : undefined;
  const ask = program?.invocations.find(
    ({ callee }) => callee.type === 'Identifier' && callee.name === 'ask',
  );
  const asked = ask?.args[0];
  if (program === undefined || asked === undefined) throw new Error('the source does not ask(...)');
  return { analysis: toAnalysis(program), asked };
}
