import { namesOf } from './names.ts';
import { plainKey, type Node } from './node.ts';
import { textsOf } from './texts.ts';
import type { Analysis } from './analysis.ts';
import type { Invocation } from './binding.ts';

/** A call that loads a module, and the names it may load it by. */
export interface Load {
  readonly node: Node;
  readonly specifiers: readonly string[];
}

/** `require(...)` under whichever name, and `import(...)`. */
export function loadsOf(analysis: Analysis): readonly Load[] {
  const { invocations, imports } = analysis.program;
  const required = invocations.flatMap((call) => {
    const [name] = call.args;
    if (name === undefined || !mayLoad(call, name)) return [];
    if (!namesOf(analysis, call.callee).includes('require')) return [];
    return [{ node: call.node, specifiers: specifiersIn(analysis, name) }];
  });
  return [...required, ...imports.map((node) => ({ node, specifiers: specifiersIn(analysis, node.source) }))];
}

function specifiersIn(analysis: Analysis, name: Node): readonly string[] {
  return textsOf(analysis, name)
    .filter(({ complete }) => complete)
    .map(({ value }) => value);
}

/** Names are asked for only where a call looks like it: most calls of most programs do not. */
function mayLoad({ callee }: Invocation, name: Node): boolean {
  if (name.type === 'Literal') return typeof name.value === 'string' && /^[.#@\w/]/.test(name.value);
  if (callee.type === 'Identifier') return /require|load|import/i.test(callee.name);
  if (callee.type !== 'MemberExpression') return callee.type === 'CallExpression';
  const key = plainKey(callee.property, callee.computed);
  return key === undefined || /require|load/i.test(key);
}
