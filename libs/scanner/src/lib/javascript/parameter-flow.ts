import { spend, type Analysis } from './analysis.ts';
import { ANY, type Binding, type Definition, type Passed, type Path } from './binding.ts';
import { back, merge } from './flow.ts';
import type { unwrap } from './invocation.ts';
import { localFunctions } from './local-functions.ts';
import { namesOf } from './names.ts';
import { plainKey, type FunctionNode } from './node.ts';
import { argumentsFor } from './parameters.ts';
import type { Step } from './trace.ts';

const ITERATING = new Set(['map', 'forEach', 'filter', 'flatMap', 'find', 'some', 'every', 'sort']);
const HANDING_ON = new Set([
  'then',
  'on',
  'once',
  'addListener',
  'subscribe',
  'finally',
  'tap',
  'addEventListener',
  'end',
]);

/** Functions that call back with an error first and what they read or fetched after it. */
const CALLING_BACK =
  /^(?:fs\.\w+|https?\.(?:get|request)|request(?:\.\w+)?|needle(?:\.\w+)?|child_process\.\w+|dns\.\w+|zlib\.\w+|crypto\.\w+|superagent\.\w+\(\)\.end|\$\.\w+|jQuery\.\w+)$/;

const MAX_HANDING_ON = 4;

/** One step back from a parameter: the arguments of its callers, and what the calls that took the function hand it. */
export function parameterSteps(
  analysis: Analysis,
  definition: Extract<Definition, { kind: 'parameter' }>,
  path: Path,
): Step {
  const given = argumentsFor(analysis, definition).map((origin) =>
    back([origin.node], [...origin.path, ...path]),
  );
  const wanted = { index: definition.index, path: [...definition.path, ...path] };
  const handed = passesOf(analysis, definition.of).map((passed) =>
    callbackSteps(analysis, passed, { ...wanted, depth: 0 }),
  );
  return merge([...given, ...handed]);
}

function passesOf({ program }: Analysis, fn: FunctionNode): readonly Passed[] {
  const facts = program.functions.get(fn);
  return [...(facts?.passedTo ?? []), ...(facts?.holders ?? []).flatMap(({ passedTo }) => passedTo)];
}

interface Wanted {
  readonly index: number;
  readonly path: Path;
  readonly depth: number;
}

/** What a call hands to parameter number `index` of a function it was given. */
function callbackSteps(analysis: Analysis, { to, index }: Passed, wanted: Wanted): Step {
  spend(analysis);
  const taker = localFunctions(analysis, to.callee);
  if (taker.length > 0) return merge(taker.map((fn) => handedBy(analysis, { fn, index }, wanted)));
  const { callee } = to;
  const own = callsBack(analysis, to.callee) ? [back([to.node], [])] : [];
  if (callee.type !== 'MemberExpression') return merge(own);
  const method = plainKey(callee.property, callee.computed) ?? '';
  if (method === 'reduce') return merge([back([callee.object], []), back(to.args.slice(1), [])]);
  if (ITERATING.has(method) && wanted.index === 0) {
    return merge([...own, back([callee.object], [ANY, ...wanted.path])]);
  }
  if (HANDING_ON.has(method))
    return merge([...own, back([callee.object], method === 'then' ? wanted.path : [])]);
  return merge(own);
}

function callsBack(analysis: Analysis, callee: Parameters<typeof namesOf>[1]): boolean {
  return namesOf(analysis, callee).some((name) => CALLING_BACK.test(name));
}

/** A function of the program that takes a callback: what it calls it with. */
function handedBy(
  analysis: Analysis,
  taker: { readonly fn: FunctionNode; readonly index: number },
  wanted: Wanted,
): Step {
  const param = taker.fn.params[taker.index];
  const binding = param === undefined ? undefined : analysis.program.bindings.get(param);
  if (binding === undefined || wanted.depth > MAX_HANDING_ON) return { cells: [], labels: [] };
  return merge([
    back(argumentsOf(binding, wanted.index), wanted.path),
    ...handedOn(analysis, binding, wanted),
  ]);
}

function argumentsOf(callback: Binding, index: number): readonly Parameters<typeof unwrap>[0][] {
  return callback.calls.flatMap(({ args }) => args.slice(index, index + 1));
}

function handedOn(analysis: Analysis, callback: Binding, wanted: Wanted): readonly Step[] {
  return callback.passedTo.map((passed) =>
    callbackSteps(analysis, passed, { ...wanted, depth: wanted.depth + 1 }),
  );
}
