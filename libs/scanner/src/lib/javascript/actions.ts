import { elementsOf, type NamedCall } from './decoded-texts.ts';
import { namesOf } from './names.ts';
import { isFunction, plainKey, type Node } from './node.ts';
import { unwrap } from './invocation.ts';
import { originsOf } from './origins.ts';
import { textsOf } from './texts.ts';
import type { Analysis } from './analysis.ts';
import type { Invocation } from './binding.ts';
import type { ESTree } from 'meriyah';

/** Something leaves the machine: where to, and what. */
export interface Send {
  readonly call: NamedCall;
  /** Where it goes: a URL, a host or an options object. */
  readonly target: Node | undefined;
  readonly payload: readonly Node[];
  readonly isLookup: boolean;
}

/** A program is started. */
export interface Run {
  readonly call: NamedCall;
  readonly command: Node;
  /** The argument list, where it is apart from the command. */
  readonly args: Node | undefined;
}

/** Bytes are put into a file. */
export interface Write {
  readonly call: NamedCall;
  readonly path: Node;
  readonly data: Node | undefined;
}

/** Text becomes code. */
export interface Evaluation {
  readonly node: Node;
  readonly name: string;
  readonly code: Node;
}

/** What a program does to the world, as far as its calls tell. */
export interface Actions {
  readonly calls: readonly NamedCall[];
  readonly sends: readonly Send[];
  readonly runs: readonly Run[];
  readonly writes: readonly Write[];
  readonly removals: readonly Write[];
  readonly evals: readonly Evaluation[];
}

const OPENING =
  /^(?:https?\.(?:request|get)|http2\.connect(?:\(\)\.request)?|fetch|undici\.(?:request|stream)|axios(?:\.(?:get|post|put|patch|request|delete|head))?|got(?:\.\w+)?|request(?:\.(?:get|post|put|patch|del|delete|head))?|superagent\.(?:get|post|put)|needle(?:\.\w+)?|phin|ky(?:\.\w+)?|\$\.(?:ajax|post|get|getJSON)|jQuery\.(?:ajax|post|get|getJSON)|navigator\.sendBeacon|WebSocket|ws|EventSource|XMLHttpRequest\(\)\.open|net\.(?:connect|createConnection)|tls\.connect|net\.Socket\(\)\.connect|dgram\.createSocket\(\)\.send)$/;
const LOOKING_UP = /^dns\.(?:lookup|resolve\w*|Resolver\(\)\.resolve\w*)$/;
const SENDING =
  /^(?:https?\.(?:request|get)\(\)|http2\.connect\(\)\.request\(\)|net\.(?:connect|createConnection|Socket)\(\)|tls\.connect\(\)|WebSocket\(\)|ws\(\)|XMLHttpRequest\(\)|superagent\.\w+\(\)|nodemailer\.createTransport\(\)|axios\(\))\.(?:write|end|send|sendMail|post|put|request)$/;
const PIPING =
  /^(?:https?\.request\(\)|net\.(?:connect|createConnection|Socket)\(\)|tls\.connect\(\)|request\.\w+\(\))$/;
const RUNNING =
  /^(?:child_process\.(?:exec|execFile|spawn|fork)(?:Sync)?|child_process(?:\.\d+)?\.(?:\?|\d+)|execa(?:\.[\w$]+)?|zx\.\$|Bun\.\$|Deno\.run|cross-spawn(?:\.\w+)?|shelljs\.exec|Bun\.spawn(?:Sync)?|Deno\.Command|util\.promisify\(\)|child_process\.promises\.\w+|node-pty\.spawn|process\.binding\(\)\.spawn)$/;
const WRITING =
  /^fs\.(?:writeFile|appendFile|createWriteStream|outputFile|outputJson|writeJson|writeJSON|outputJSON|write)(?:Sync)?$/;
const PLACING = /^fs\.(?:copyFile|rename|cp|copy|move|symlink|link)(?:Sync)?$/;
const REMOVING = /^(?:fs\.(?:rm|rmdir|remove|emptyDir|unlink)(?:Sync)?|rimraf(?:\.\w+)?|del(?:\.\w+)?)$/;
const EVALUATING =
  /^(?:eval|Function|AsyncFunction|Object\.getPrototypeOf\(\)\.constructor|worker_threads\.Worker|vm\.(?:runInThisContext|runInNewContext|runInContext|Script|compileFunction|SourceTextModule)|Module\(\)\.(?:_compile|\?)|[Mm]odule\._compile|setTimeout|setInterval|setImmediate|execScript)$/;

/** Methods that call what they are given with what they hold. */
const MAKING_CODE = /^(?:then|map|forEach|flatMap|finally|on|once)$/;
const DECODING = /^(?:atob|unescape|decodeURI\w*|String\b.*|Buffer\b.*)$/;
const TEXTUAL = new Set(['Literal', 'TemplateLiteral', 'BinaryExpression', 'CallExpression']);

/** Sorts the calls of a program by what they do; computed once. */
export function actionsOf(analysis: Analysis): Actions {
  analysis.memo.actions ??= sortCalls(analysis);
  return analysis.memo.actions;
}

function sortCalls(analysis: Analysis): Actions {
  const calls = analysis.program.invocations.flatMap(bound).map((call) => ({
    ...call,
    names: namesOf(analysis, call.callee),
  }));
  return {
    calls,
    sends: calls.flatMap((call) => toSend(analysis, call)),
    runs: calls.flatMap((call) => toRun(analysis, call)),
    writes: calls.flatMap((call) => [...toWrite(call, WRITING, 0), ...toWrite(call, PLACING, 1)]),
    removals: calls.flatMap((call) => toWrite(call, REMOVING, 0)),
    evals: [
      ...calls.flatMap((call) => toEval(analysis, call)),
      ...calls.flatMap((call) => toHandedEval(analysis, call)),
      ...dataImports(analysis),
    ],
  };
}

/** `f.bind(this, a)`: whoever binds an argument means to call. */
function bound(call: Invocation): readonly Invocation[] {
  const { node, callee, args } = call;
  if (args.length < 2 || callee.type !== 'MemberExpression' || nameOfMethod(callee) !== 'bind') return [call];
  return [call, { node, callee: unwrap(callee.object), args: args.slice(1) }];
}

function toSend(analysis: Analysis, call: NamedCall): readonly Send[] {
  const { names, args, callee } = call;
  const payload = args.filter((argument) => !isFunction(unwrap(argument)));
  const [target] = args;
  if (names.some((name) => LOOKING_UP.test(name))) return [{ call, target, payload, isLookup: true }];
  if (names.some((name) => OPENING.test(name)))
    return [{ call, target: targetOf(names, args), payload, isLookup: false }];
  if (names.some((name) => SENDING.test(name)))
    return [{ call, target: connectionTarget(analysis, callee), payload, isLookup: false }];
  return toPipe(analysis, call);
}

/** Where a socket goes is its second argument, where the first is a port. */
function targetOf(names: readonly string[], args: readonly Node[]): Node | undefined {
  if (names.includes('XMLHttpRequest().open')) return args[1];
  const isSocket = names.some((name) => /^(?:net|tls)\./.test(name));
  return isSocket && args[1] !== undefined && !isFunction(unwrap(args[1])) ? args[1] : args[0];
}

/** For `request.write(data)`: the target of the call that opened `request`. */
function connectionTarget(analysis: Analysis, callee: Node): Node | undefined {
  if (callee.type !== 'MemberExpression') return undefined;
  for (const origin of originsOf(analysis, callee.object)) {
    if (origin.type === 'CallExpression') return origin.arguments[0];
  }
  return undefined;
}

function toPipe(analysis: Analysis, call: NamedCall): readonly Send[] {
  const { callee, args } = call;
  const [to] = args;
  if (to === undefined || callee.type !== 'MemberExpression') return [];
  if (plainKey(callee.property, callee.computed) !== 'pipe') return [];
  if (!namesOf(analysis, to).some((name) => PIPING.test(name))) return [];
  return [{ call, target: undefined, payload: [callee.object], isLookup: false }];
}

function toRun(analysis: Analysis, call: NamedCall): readonly Run[] {
  const [command, second] = spreadOut(analysis, call.args);
  if (command === undefined || !call.names.some((name) => RUNNING.test(name))) return [];
  const list = listIn(analysis, command);
  if (list !== undefined) return listedRun(call, list);
  const hasList = call.names.some((name) => !/\.(?:exec|execSync|command|commandSync|\$)$/.test(name));
  const args = second === undefined ? undefined : (argumentsIn(analysis, second) ?? second);
  return [{ call, command, args: hasList ? args : undefined }];
}

/** `Bun.spawn([program, argument])`, `Deno.run({ cmd: [program, argument] })`: program and arguments in one list. */
function listIn(analysis: Analysis, command: Node): ESTree.ArrayExpression | undefined {
  const found = originsOf(analysis, command).find(({ type }) => type === 'ArrayExpression');
  return found?.type === 'ArrayExpression' ? found : argumentsIn(analysis, command);
}

/** The list that an object of options holds. */
function argumentsIn(analysis: Analysis, options: Node): ESTree.ArrayExpression | undefined {
  for (const origin of originsOf(analysis, options)) {
    if (origin.type !== 'ObjectExpression') continue;
    for (const property of origin.properties) {
      if (property.type !== 'Property') continue;
      const key = plainKey(property.key, property.computed);
      if (key === 'args' || key === 'cmd') return listIn(analysis, property.value);
    }
  }
  return undefined;
}

function listedRun(call: NamedCall, list: ESTree.ArrayExpression): readonly Run[] {
  const [command, ...rest] = list.elements;
  return command ? [{ call, command, args: { ...list, elements: rest } }] : [];
}

/** `spawn(...[program, args], options)` */
function spreadOut(analysis: Analysis, args: readonly Node[]): readonly Node[] {
  const [first, ...rest] = args;
  if (first?.type !== 'SpreadElement') return args;
  return [...(elementsOf(analysis, first) ?? [first]), ...rest];
}

function toWrite(call: NamedCall, names: RegExp, at: number): readonly Write[] {
  const path = call.args[at];
  if (path === undefined || !call.names.some((name) => names.test(name))) return [];
  return [{ call, path, data: call.args[at === 0 ? 1 : 0] }];
}

function toEval(analysis: Analysis, call: NamedCall): readonly Evaluation[] {
  const name = call.names.find((candidate) => EVALUATING.test(candidate));
  if (name === undefined) return [];
  // The last argument of `Function` is its body; elsewhere the code comes first.
  const code = /Function$|constructor$/.test(name) ? call.args.at(-1) : call.args[0];
  // A timer is given a function nearly always; only what is plainly text is code to it.
  const isText = code === undefined || !name.startsWith('set') || isTextual(analysis, code);
  return code === undefined || !isText ? [] : [{ node: call.node, name, code }];
}

function isTextual(analysis: Analysis, code: Node): boolean {
  const value = unwrap(code);
  return value.type === 'Identifier'
    ? originsOf(analysis, value).some((origin) =>
        origin.type === 'CallExpression'
          ? namesOf(analysis, origin.callee).some((name) => DECODING.test(name))
          : TEXTUAL.has(origin.type),
      )
    : TEXTUAL.has(value.type);
}

/** `promise.then(eval)`, `list.map(Function)` */
function toHandedEval(analysis: Analysis, { node, callee, args }: NamedCall): readonly Evaluation[] {
  const [taker] = args;
  if (taker === undefined || callee.type !== 'MemberExpression' || !MAKING_CODE.test(nameOfMethod(callee)))
    return [];
  const name = namesOf(analysis, taker).find((candidate) => candidate === 'eval' || candidate === 'Function');
  return name === undefined ? [] : [{ node, name, code: callee.object }];
}

function nameOfMethod({ property, computed }: ESTree.MemberExpression): string {
  return plainKey(property, computed) ?? '';
}

/** `import('data:text/javascript,...')` */
function dataImports(analysis: Analysis): readonly Evaluation[] {
  return analysis.program.imports
    .filter(({ source }) => textsOf(analysis, source).some(({ value }) => value.startsWith('data:')))
    .map((node) => ({ node, name: 'import', code: node.source }));
}
