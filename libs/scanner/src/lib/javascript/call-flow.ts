import { ANY, type Invocation, type Path } from './binding.ts';
import { back, merge } from './flow.ts';
import { wrappedModule } from './interop.ts';
import { toInvocation, unwrap } from './invocation.ts';
import { localFunctions } from './local-functions.ts';
import { namesOf } from './names.ts';
import { isFunction, plainKey, type CallNode, type FunctionNode, type Node } from './node.ts';
import { resultSteps } from './result-flow.ts';
import { labelsOfCall } from './sources.ts';
import type { Analysis } from './analysis.ts';
import type { Cell, Step, TraceOptions } from './trace.ts';

/** Functions whose result is their arguments in another shape. */
const COPYING =
  /^(?:JSON\.(?:parse|stringify)|Object\.(?:assign|entries|keys|values|fromEntries|freeze|create)|Array\.from|Array|String|Buffer(?:\.(?:from|concat))?|Uint8Array|URL|URLSearchParams|FormData|Request|Response|Blob|btoa|atob|escape|unescape|encodeURI(?:Component)?|decodeURI(?:Component)?|structuredClone|Promise\.(?:resolve|all|allSettled|race)|util\.(?:inspect|format)|querystring\.(?:stringify|encode|escape)|qs\.stringify|zlib\.\w+|path\.(?:join|resolve)|crypto\.(?:publicEncrypt|privateEncrypt)|TextEncoder\(\)\.encode|TextDecoder\(\)\.decode|stream\.Readable\.from|Map|Set|lodash\.\w+|_\.\w+)$/;
const KEEPING_PATH = /^(?:Object\.(?:assign|freeze)|structuredClone|Promise\.(?:resolve|all))$/;
/** Methods whose result is their object in another shape. */
const SHAPING = new Set([
  'toString',
  'join',
  'map',
  'filter',
  'slice',
  'concat',
  'trim',
  'replace',
  'replaceAll',
  'reduce',
  'flat',
  'flatMap',
  'sort',
  'reverse',
  'then',
  'catch',
  'finally',
  'entries',
  'values',
  'keys',
  'update',
  'final',
  'split',
  'substring',
  'substr',
  'toUpperCase',
  'toLowerCase',
  'normalize',
  'padEnd',
  'padStart',
  'repeat',
  'toJSON',
  'stringify',
  'valueOf',
  'subarray',
  'encode',
  'decode',
  'json',
  'text',
  'buffer',
  'arrayBuffer',
  'blob',
  'formData',
  'on',
  'once',
  'pipe',
  'setEncoding',
  'write',
  'read',
  'bind',
  'toBase64',
  'at',
  'pop',
  'shift',
  'splice',
  'toSorted',
  'toReversed',
  'next',
  'match',
  'matchAll',
  'exec',
  'get',
  'find',
]);
/** Methods that answer a question; the answer carries nothing. */
const ASKING = new Set([
  'test',
  'includes',
  'startsWith',
  'endsWith',
  'indexOf',
  'lastIndexOf',
  'has',
  'some',
  'every',
  'findIndex',
  'search',
  'digest',
  'forEach',
  'charCodeAt',
  'hasOwnProperty',
  'localeCompare',
]);
/** Calls whose result is not made of their arguments: a digest, the content of a path, the answer of a host, a machine. */
const SEVERING =
  /^(?:crypto\.(?:createHash|createHmac|scrypt|pbkdf2|randomUUID)|fs\.(?:read|stat|lstat|exists|access|open|create|realpath)[^()]*$|require$|child_process\.[^()]*$|WebAssembly\.)/;

/** One step back from the result of a call. */
export function callSteps(
  analysis: Analysis,
  { node, path }: { readonly node: CallNode; readonly path: Path },
  options: TraceOptions,
): Step {
  const module = wrappedModule(node);
  const linked = [...(analysis.program.links.get(node) ?? []), ...(module === undefined ? [] : [module])];
  const own = ownSteps(analysis, { node, path }, options);
  return linked.length === 0 ? own : merge([own, back(linked, path)]);
}

function ownSteps(
  analysis: Analysis,
  { node, path }: { readonly node: CallNode; readonly path: Path },
  options: TraceOptions,
): Step {
  const call = toInvocation(node);
  const names = namesOf(analysis, call.callee);
  const own: Step = { cells: [], labels: labelsOfCall(analysis, { ...call, names }) };
  const isSevered =
    names.some((name) => SEVERING.test(name)) || own.labels.some(({ kind }) => kind === 'fetched');
  if (isSevered) return own;
  const functions = localFunctions(analysis, call.callee);
  if (functions.length > 0) {
    if (options.coarse === true) return merge([own, results(analysis, functions, path)]);
    return merge([own, resultSteps(analysis, { functions, args: call.args, path }, options)]);
  }
  if (names.includes('Promise') && node.type === 'NewExpression')
    return merge([own, settled(analysis, call, path)]);
  if (names.some((name) => KEEPING_PATH.test(name))) return merge([own, back(call.args, path)]);
  if (names.some((name) => COPYING.test(name))) return merge([own, back(call.args, [])]);
  if (call.callee.type === 'MemberExpression') return merge([own, methodSteps(analysis, call, path)]);
  // What an unknown function makes of its arguments may be anything, but not the environment as a whole.
  return merge([own, partially(call.args)]);
}

function results(analysis: Analysis, functions: readonly FunctionNode[], path: Path): Step {
  return merge(
    functions.map((fn) => {
      // One element of what a generator returns is one thing it yields.
      const part = fn.generator && path[0] === ANY ? path.slice(1) : path;
      return back(analysis.program.functions.get(fn)?.results ?? [], part);
    }),
  );
}

function partially(nodes: readonly Node[]): Step {
  const cells = nodes
    .filter((node) => !isFunction(node))
    .map((node): Cell => ({ node, path: [], partial: true }));
  return { cells, labels: [] };
}

/** `new Promise((resolve) => ...)` is what `resolve` is called with. */
function settled({ program }: Analysis, { args }: Invocation, path: Path): Step {
  const [executor] = args.map(unwrap);
  const resolve = isFunction(executor) ? executor.params[0] : undefined;
  const binding = resolve === undefined ? undefined : program.bindings.get(resolve);
  const given = (binding?.calls ?? []).flatMap((call) => call.args.slice(0, 1));
  // `stream.on('end', resolve)`: what the other side calls it with.
  const passed = (binding?.passedTo ?? []).map(({ to }) => to.node);
  return merge([back(given, path), back(passed, [])]);
}

function methodSteps(analysis: Analysis, call: Invocation, path: Path): Step {
  const { callee, args } = call;
  if (callee.type !== 'MemberExpression') return { cells: [], labels: [] };
  const method = plainKey(callee.property, callee.computed);
  if (method !== undefined && ASKING.has(method)) return { cells: [], labels: [] };
  const returned = args.map(unwrap).flatMap((argument) => {
    const functions =
      isFunction(argument) || argument.type === 'Identifier' ? localFunctions(analysis, argument) : [];
    return results(analysis, functions, method === 'then' ? path : []);
  });
  const values = args.filter((argument) => !isFunction(unwrap(argument)));
  if (method === undefined || !SHAPING.has(method)) {
    return merge([partially([callee.object, ...values]), ...returned]);
  }
  // A pattern finds a part of the text it is given.
  if (method === 'concat' || method === 'update' || method === 'encode' || method === 'exec')
    return merge([back([callee.object, ...values], [])]);
  const receiver = method === 'at' || method === 'pop' || method === 'shift' ? [ANY, ...path] : [];
  return merge([back([callee.object], method === 'then' ? path : receiver), ...returned]);
}
