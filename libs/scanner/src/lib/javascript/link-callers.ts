import { unwrap } from './invocation.ts';
import { localFunctions } from './local-functions.ts';
import { baseOf } from './member-path.ts';
import { isFunction, type FunctionNode, type Node } from './node.ts';
import type { Analysis } from './analysis.ts';

/** Tells the functions of a package of the calls that reach them by way of a module, a class or an instance. */
export function linkCallers(analysis: Analysis): void {
  const { functions, invocations } = analysis.program;
  for (const call of invocations) {
    for (const fn of foreignFunctions(analysis, call.callee)) functions.get(fn)?.callers.push(call);
    for (const [index, arg] of call.args.entries()) {
      for (const fn of foreignFunctions(analysis, arg)) functions.get(fn)?.passedTo.push({ to: call, index });
    }
  }
}

function foreignFunctions(analysis: Analysis, given: Node): readonly FunctionNode[] {
  const node = unwrap(given);
  if (isFunction(node) || !isForeign(analysis, node)) return [];
  return localFunctions(analysis, node);
}

function isForeign({ program }: Analysis, node: Node): boolean {
  const base = baseOf(node);
  if (program.links.has(base)) return true;
  // What `this` itself holds was told where it was written down.
  if (base.type === 'ThisExpression') return node.type === 'MemberExpression' && unwrap(node.object) !== base;
  const binding = program.bindings.get(base);
  if (binding !== undefined) return program.foreign.has(binding);
  return base.type === 'NewExpression' && base !== node;
}
