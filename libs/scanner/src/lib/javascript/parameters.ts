import { spend, type Analysis } from './analysis.ts';
import { memberCallsAt, methodCallsAt } from './member-index.ts';
import type { Definition, Invocation, Path } from './binding.ts';
import { plainKey, type FunctionNode, type Node } from './node.ts';
import type { FunctionFacts } from './program.ts';

export interface Origin {
  readonly node: Node;
  readonly path: Path;
}

/** What the calls of a function within the program pass for one of its parameters. */
export function argumentsFor(
  analysis: Analysis,
  { of, index, path }: Extract<Definition, { kind: 'parameter' }>,
): readonly Origin[] {
  return callersOf(analysis, of).flatMap(({ args }) => {
    spend(analysis);
    const node = args[index];
    return node === undefined ? [] : [{ node, path }];
  });
}

/** What a promise is fulfilled with, where the function is what it calls then. */
export function fulfilmentsFor(
  analysis: Analysis,
  { of, index, path }: Extract<Definition, { kind: 'parameter' }>,
): readonly Origin[] {
  if (index !== 0) return [];
  const facts = analysis.program.functions.get(of);
  const passes = [...(facts?.passedTo ?? []), ...(facts?.holders ?? []).flatMap(({ passedTo }) => passedTo)];
  return passes.flatMap(({ to: { callee }, index: at }) => {
    spend(analysis);
    if (at !== 0 || callee.type !== 'MemberExpression') return [];
    const isThen = plainKey(callee.property, callee.computed) === 'then';
    return isThen ? [{ node: callee.object, path }] : [];
  });
}

/** The calls that reach a function: directly, by the names that hold it, as a member, or as a method of `this`. */
export function callersOf(analysis: Analysis, fn: FunctionNode): readonly Invocation[] {
  const known = analysis.callers.get(fn);
  if (known !== undefined) return known;
  const callers = findCallers(analysis, fn);
  analysis.callers.set(fn, callers);
  return callers;
}

function findCallers(analysis: Analysis, fn: FunctionNode): readonly Invocation[] {
  const facts = analysis.program.functions.get(fn);
  if (facts === undefined) return [];
  const named = facts.holders.flatMap(({ calls }) => calls);
  const asMember = facts.memberOf.flatMap(({ binding, path }) => memberCallsAt(analysis, binding, path));
  return [...facts.callers, ...named, ...asMember, ...methodCalls(analysis, facts)];
}

function methodCalls(analysis: Analysis, { methodOf }: FunctionFacts): readonly Invocation[] {
  return methodOf.flatMap(({ owner, name }) => {
    const facts = analysis.program.owners.get(owner);
    return facts === undefined ? [] : methodCallsAt(analysis, facts, name);
  });
}
