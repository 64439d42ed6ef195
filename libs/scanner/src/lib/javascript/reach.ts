import { actionsOf } from './actions.ts';
import { localFunctions } from './local-functions.ts';
import { offsetOf, plainKey, type FunctionNode, type Node } from './node.ts';
import { callersOf } from './parameters.ts';
import { unwrap } from './invocation.ts';
import type { Analysis } from './analysis.ts';
import type { Invocation } from './binding.ts';

/** A hook that hands its work through more functions than these is a program. */
const MAX_REACHED = 24;

/** Whether `inner` stands inside `outer`. */
export function isInside(outer: Node, inner: Node): boolean {
  return offsetOf(outer) <= offsetOf(inner) && (inner.end ?? 0) <= (outer.end ?? 0);
}

/** The functions a value may be, and those of the program that run when one of them is called. */
export function reachedFrom(analysis: Analysis, value: Node): readonly FunctionNode[] {
  const { calls } = actionsOf(analysis);
  const reached = [...localFunctions(analysis, value)];
  // It grows while it is read.
  for (const fn of reached) {
    if (reached.length > MAX_REACHED) break;
    const inside = calls.filter(({ node }) => isInside(fn, node));
    for (const { callee } of inside) {
      for (const called of localFunctions(analysis, callee))
        if (!reached.includes(called)) reached.push(called);
    }
  }
  return reached;
}

/** Methods that keep a function until somebody asks for it by name. */
const REGISTERING =
  /^(?:action|command|handler|option|hook|register|registerCommand|addCommand|tool|registerTool)$/;

/**
 * Whether a place runs as soon as the file is loaded: at the top level, in functions that the top level calls, or in
 * callbacks it hands to others, but for those of a command line. With `isNear`, calls from other files do not count.
 */
export function runsAtLoad(analysis: Analysis, node: Node, isNear = false): boolean {
  const own = new Set(isNear ? analysis.program.invocations : []);
  const seen = new Set<FunctionNode>();
  const open = [functionAround(analysis, node)];
  while (open.length > 0) {
    const around = open.pop();
    if (around === undefined) return true;
    if (seen.has(around) || seen.size > MAX_REACHED) continue;
    seen.add(around);
    const calls = [...callersOf(analysis, around), ...takersOf(analysis, around)];
    open.push(...calls.filter((call) => !isNear || own.has(call)).map(({ within }) => within));
  }
  return false;
}

/** The calls that a function is handed to, and that may call it back. */
function takersOf({ program }: Analysis, fn: FunctionNode): readonly Invocation[] {
  const facts = program.functions.get(fn);
  const passed = [...(facts?.passedTo ?? []), ...(facts?.holders ?? []).flatMap(({ passedTo }) => passedTo)];
  return passed.map(({ to }) => to).filter(({ callee }) => !REGISTERING.test(methodOf(callee)));
}

function methodOf(callee: Node): string {
  return callee.type === 'MemberExpression' ? (plainKey(callee.property, callee.computed) ?? '') : '';
}

/** The innermost function that a node stands in, other than itself. */
export function functionAround({ program }: Analysis, node: Node): FunctionNode | undefined {
  let found: FunctionNode | undefined;
  for (const fn of program.ownFunctions) {
    if (fn === node || !isInside(fn, node)) continue;
    if (found === undefined || isInside(found, fn)) found = fn;
  }
  return found;
}

/** Whether a value is a function whose body does nothing. */
export function isEmptyFunction(analysis: Analysis, value: Node): boolean {
  const functions = localFunctions(analysis, unwrap(value));
  return (
    functions.length > 0 &&
    functions.every(({ body }) => body?.type === 'BlockStatement' && body.body.length === 0)
  );
}
