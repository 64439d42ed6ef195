import { answer, newSolver, recall } from './answer.ts';
import { decodedTexts } from './decoded-texts.ts';
import { toInvocation, unwrap } from './invocation.ts';
import { localFunctions } from './local-functions.ts';
import { namesOf } from './names.ts';
import { arithmeticTexts, sumOfNumbers, unaryTexts } from './numbers.ts';
import { originsOf } from './origins.ts';
import { join, type Text } from './text.ts';
import type { Analysis } from './analysis.ts';
import type { Binding } from './binding.ts';
import type { CallNode, FunctionNode, Node } from './node.ts';
import type { ESTree } from 'meriyah';

const NOTHING: readonly Text[] = [];

/** More candidates than these are not kept apart. */
const MAX_CANDIDATES = 24;
const MAX_NUMBERS = 4;

/** How deep calls of small functions are evaluated within one another. */
const MAX_NESTING = 3;
/** Longer results are not put together anew for every call. */
const MAX_RESULT = 200;

/** What stands for the home folder, the temporary folder and the folder of the program. */
const PLACES = new Map([
  ['os.homedir()', '~'],
  ['os.userInfo().homedir', '~'],
  ['process.env.HOME', '~'],
  ['process.env.USERPROFILE', '~'],
  ['process.env.APPDATA', '~/AppData/Roaming'],
  ['process.env.LOCALAPPDATA', '~/AppData/Local'],
  ['os.tmpdir()', '/tmp'],
  ['process.cwd()', '.'],
  ['process.env.INIT_CWD', '.'],
  ['process.env.GITHUB_WORKSPACE', '.'],
  ['process.execPath', 'node'],
  ['process.argv.0', 'node'],
  ['__dirname', '.'],
]);

/**
 * The strings an expression may come out as, folded from constants: concatenation, templates, escapes, `join`,
 * base64, hex and character codes, through names and calls of small functions. Unknown parts are a hole. Empty where
 * nothing is known.
 */
export function textsOf(given: Analysis, node: Node): readonly Text[] {
  // What stands outside the function under evaluation is the same for every call of it.
  const isInside = given.evaluated === undefined || contains(given.evaluated, node);
  const analysis = isInside ? given : (given.base ?? given);
  // All mentions of a name are one value.
  const about = analysis.program.bindings.get(node) ?? node;
  const known = analysis.texts.get(about);
  if (known !== undefined) return recall(analysis.solver, known);
  const compute = (): readonly Text[] => distinct(findTexts(analysis, node)).slice(0, MAX_CANDIDATES);
  return answer(analysis, analysis.solver, { about, memo: analysis.texts, compute, isSame });
}

function isSame(a: Text, b: Text): boolean {
  return a.value === b.value && a.made === b.made && a.complete === b.complete;
}

function findTexts(analysis: Analysis, outer: Node): readonly Text[] {
  const node = unwrap(outer);
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' || typeof node.value === 'number'
        ? [written(String(node.value))]
        : NOTHING;
    case 'TemplateLiteral':
      return textsOfTemplate(analysis, node);
    case 'BinaryExpression':
      return node.operator === '+' ? textsOfSum(analysis, node) : arithmeticTexts(analysis, node);
    case 'UnaryExpression':
      return unaryTexts(analysis, node);
    case 'Identifier':
    case 'MemberExpression':
      return textsOfReference(analysis, node);
    case 'ConditionalExpression':
      return [...textsOf(analysis, node.consequent), ...textsOf(analysis, node.alternate)];
    case 'LogicalExpression':
      return [...textsOf(analysis, node.left), ...textsOf(analysis, node.right)];
    case 'AssignmentExpression':
      return textsOf(analysis, node.right);
    case 'CallExpression':
    case 'NewExpression': {
      const linked = analysis.program.links.get(node) ?? [];
      return [...textsOfCall(analysis, node), ...linked.flatMap((to) => textsOf(analysis, to))];
    }
    default:
      return NOTHING;
  }
}

function written(value: string): Text {
  return { value, complete: true, made: 'written' };
}

function distinct(texts: readonly Text[]): readonly Text[] {
  if (texts.length < 2) return texts;
  return [...new Map(texts.map((text) => [`${text.made} ${text.value}`, text])).values()];
}

function textsOfTemplate(analysis: Analysis, node: ESTree.TemplateLiteral): readonly Text[] {
  const parts = node.quasis.flatMap((quasi, index) => {
    const expression = node.expressions[index];
    const text = [written(quasi.value.cooked ?? quasi.value.raw)];
    return expression === undefined ? [text] : [text, textsOf(analysis, expression)];
  });
  return join(parts);
}

/** A sum is read from its left end without recursion: honest sources hold sums of thousands of parts. */
function textsOfSum(analysis: Analysis, node: ESTree.BinaryExpression): readonly Text[] {
  const parts: Node[] = [];
  let left: Node = node;
  while (left.type === 'BinaryExpression' && left.operator === '+') {
    parts.push(left.right);
    left = unwrap(left.left);
  }
  parts.push(left);
  const sum = sumOfNumbers(analysis, parts);
  return sum ?? joinTexts(parts.toReversed().map((part) => textsOf(analysis, part)));
}

function textsOfReference(
  analysis: Analysis,
  node: ESTree.Identifier | ESTree.MemberExpression,
): readonly Text[] {
  const binding = analysis.program.bindings.get(node);
  const bound = binding === undefined ? undefined : analysis.bound.get(binding);
  if (bound !== undefined) return bound;
  const summed = binding === undefined ? undefined : sumOfAssignments(analysis, binding);
  if (summed !== undefined) return summed;
  const places = namesOf(analysis, node).flatMap((name) => placeText(name));
  const origins = originsOf(analysis, node).filter((origin) => origin !== node);
  const texts = origins.flatMap((origin) => textsOf(analysis, origin));
  if (origins.some(({ type }) => type === 'UpdateExpression'))
    return [...places, ...texts.filter(({ value }) => !isNumber(value))];
  // A constant number is one number; what may be many is a counter.
  return [...places, ...(texts.length > MAX_NUMBERS ? texts.filter(({ value }) => !isNumber(value)) : texts)];
}

/** A sum of nothing but numbers makes no text. */
function joinTexts(parts: readonly (readonly Text[])[]): readonly Text[] {
  return parts.some((texts) => texts.some(({ value }) => !isNumber(value))) ? join(parts) : NOTHING;
}

function isNumber(value: string): boolean {
  return /^-?[\d.]+$/.test(value);
}

function placeText(name: string): readonly Text[] {
  const value = PLACES.get(name);
  return value === undefined ? NOTHING : [written(value)];
}

/** `let s = 'child_'; s += 'process'` */
function sumOfAssignments(analysis: Analysis, binding: Binding): readonly Text[] | undefined {
  const values = binding.definitions.flatMap((definition) =>
    definition.kind === 'value' ? [definition] : [],
  );
  if (values.length !== binding.definitions.length || !values.some(({ appends }) => appends))
    return undefined;
  const [first, ...rest] = values.toSorted((a, b) => (a.from.start ?? 0) - (b.from.start ?? 0));
  if (first === undefined || first.appends || rest.some(({ appends }) => !appends)) return undefined;
  return joinTexts([first, ...rest].map(({ from }) => textsOf(analysis, from)));
}

function textsOfCall(analysis: Analysis, node: CallNode): readonly Text[] {
  const { callee, args } = toInvocation(node);
  const names = namesOf(analysis, callee);
  const places = names.flatMap((name) => placeText(`${name}()`));
  if (places.length > 0) return places;
  const texts = (argument: Node): readonly Text[] => textsOf(analysis, argument);
  if (names.some((name) => name === 'path.join' || name === 'path.resolve' || name === 'path.normalize')) {
    return join(
      args.flatMap((argument, index) =>
        index === 0 ? [texts(argument)] : [[written('/')], texts(argument)],
      ),
    );
  }
  if (names.includes('require.resolve')) return args.slice(0, 1).flatMap(texts);
  const decoded = decodedTexts(analysis, { node, callee, args, names });
  if (decoded !== undefined) return decoded;
  return textsOfLocalCall(analysis, { callee, args });
}

/** A call of a small function of the program, as decoders are: its result with the arguments put in. */
function textsOfLocalCall(
  analysis: Analysis,
  call: { readonly callee: Node; readonly args: readonly Node[] },
): readonly Text[] {
  if (analysis.nesting >= MAX_NESTING) return NOTHING;
  return localFunctions(analysis, call.callee).flatMap((fn) => {
    const [result, ...others] = analysis.program.functions.get(fn)?.results ?? [];
    if (result === undefined || others.length > 0) return NOTHING;
    if (sizeOf(result) > MAX_RESULT) return textsOf(analysis, result);
    const given = fn.params.flatMap((param, index) => {
      const binding = analysis.program.bindings.get(param);
      const argument = call.args[index];
      return binding === undefined || argument === undefined
        ? []
        : [[binding, textsOf(analysis, argument)] as const];
    });
    if (!given.some(([, texts]) => isConstant(texts))) return textsOf(analysis, result);
    return textsOf(evaluating(analysis, fn, given), result);
  });
}

/** A decoder is called with constants; all else is answered for all callers together. */
function isConstant(texts: readonly Text[]): boolean {
  return texts.length > 0 && texts.length <= MAX_NUMBERS && texts.every(({ complete }) => complete);
}

function contains(outer: Node, inner: Node): boolean {
  return (outer.start ?? 0) <= (inner.start ?? 0) && (inner.end ?? 0) <= (outer.end ?? 0);
}

function sizeOf(node: Node): number {
  return (node.end ?? 0) - (node.start ?? 0);
}

/** The analysis inside a call: answers about texts are its own, all else is shared. */
export function evaluating(
  analysis: Analysis,
  evaluated: FunctionNode,
  given: readonly (readonly [Binding, readonly Text[]])[],
): Analysis {
  return {
    ...analysis,
    base: analysis.base ?? analysis,
    evaluated,
    texts: new Map(),
    solver: newSolver(),
    bound: new Map([...analysis.bound, ...given]),
    nesting: analysis.nesting + 1,
  };
}
