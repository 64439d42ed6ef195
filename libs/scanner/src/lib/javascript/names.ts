import { answer, recall } from './answer.ts';
import { ANY, type Binding, type Definition, type MemberWrite, type Path } from './binding.ts';
import { comesFromElsewhere, partKey } from './foreign.ts';
import { wrappedModule } from './interop.ts';
import { toInvocation, unwrap } from './invocation.ts';
import { keyOf } from './key.ts';
import { localFunctions } from './local-functions.ts';
import { writesAt } from './member-index.ts';
import { baseOf, rootOf } from './member-path.ts';
import { isFunction, plainKey, type CallNode, type Node } from './node.ts';
import { argumentsFor, fulfilmentsFor } from './parameters.ts';
import { propertiesAt } from './property-index.ts';
import { textsOf } from './texts.ts';
import { isKnownRoot, isTelling, moduleName, propertyNames, resultNames } from './well-known-names.ts';
import type { Analysis } from './analysis.ts';
import type { ESTree } from 'meriyah';

const NOTHING: readonly string[] = [];
const VALUE: readonly string[] = ['@value'];
const FUNCTION: readonly string[] = ['@function'];

/** Calls whose result holds what their arguments hold, under the same names or under numbers. */
const HANDING = /^(?:Object\.(?:assign|freeze|seal|create|values|entries)|Proxy)$/;

const MANY = 16;
const MAX_NAMES = 64;

/** The value of a part of a part of a part has no name that rules know. */
const MAX_PATH = 3;

/**
 * What a value is called outside the program: `child_process.exec`, `fetch`, `process.env`, `https.request()`,
 * whichever alias, destructuring, import or wrapper it went through. Empty for what the program made itself. More
 * than one where it may be several things.
 */
export function namesOf(analysis: Analysis, outer: Node): readonly string[] {
  // Names do not depend on what the parameters of an evaluated call are bound to.
  const base = analysis.base ?? analysis;
  const node = unwrap(outer);
  const known = base.names.get(node);
  return known === undefined ? findNames(base, node) : recall(base.solver, known);
}

function ask(analysis: Analysis, about: object, find: () => readonly string[]): readonly string[] {
  const known = analysis.names.get(about);
  if (known !== undefined) return recall(analysis.solver, known);
  const compute = (): readonly string[] => fewOf(find());
  return answer(analysis, analysis.solver, { about, memo: analysis.names, compute, isSame: Object.is });
}

/** A value that may be so many things is what a helper was given by all its callers: only what does something counts. */
function fewOf(found: readonly string[]): readonly string[] {
  if (found.length < 2) return found;
  const names = [...new Set(found)].toSorted();
  return names.length <= MANY ? names : names.filter(isTelling).slice(0, MAX_NAMES);
}

/** Only what hangs on other answers is made a question of. */
function findNames(analysis: Analysis, node: Node): readonly string[] {
  switch (node.type) {
    case 'Identifier':
      return namesOfIdentifier(analysis, node);
    case 'MemberExpression':
      return ask(analysis, node, () => namesOfMember(analysis, node));
    case 'CallExpression':
    case 'NewExpression':
      return ask(analysis, node, () => namesOfCall(analysis, node));
    case 'ImportExpression':
      return ask(analysis, node, () => [
        ...modulesIn(analysis, node.source),
        ...namesOfLinks(analysis, node),
      ]);
    case 'ConditionalExpression':
      return ask(analysis, node, () => namesOfAll(analysis, [node.consequent, node.alternate]));
    case 'LogicalExpression':
      return ask(analysis, node, () => namesOfAll(analysis, [node.left, node.right]));
    case 'AssignmentExpression':
      return ask(analysis, node, () => namesOf(analysis, node.right));
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return FUNCTION;
    case 'Literal':
    case 'TemplateLiteral':
    case 'ArrayExpression':
      return VALUE;
    case 'ObjectExpression':
      return namesOfObject(analysis, node);
    default:
      return NOTHING;
  }
}

function namesOfAll(analysis: Analysis, nodes: readonly Node[]): readonly string[] {
  return nodes.flatMap((node) => namesOf(analysis, node));
}

/** An object is called what it spreads. */
function namesOfObject(analysis: Analysis, node: ESTree.ObjectExpression): readonly string[] {
  const spread = node.properties.flatMap((property) =>
    property.type === 'SpreadElement' ? [property.argument] : [],
  );
  return spread.length === 0 ? NOTHING : ask(analysis, node, () => namesOfAll(analysis, spread));
}

function namesOfIdentifier(analysis: Analysis, node: ESTree.Identifier): readonly string[] {
  const binding = analysis.program.bindings.get(node);
  if (binding === undefined) return namesOfGlobal(analysis, node);
  return ask(analysis, binding, () => namesOfBinding(analysis, { node, binding }));
}

function namesOfGlobal(analysis: Analysis, node: ESTree.Identifier): readonly string[] {
  const { withs } = analysis.program;
  if (withs.length === 0) return isKnownRoot(node.name) ? [node.name] : NOTHING;
  return ask(analysis, node, () => {
    const members = withs.flatMap((object) => namesOf(analysis, object));
    const inside = members.flatMap((base) => propertyNames(base, node.name));
    return isKnownRoot(node.name) ? [node.name, ...inside] : inside;
  });
}

function namesOfBinding(
  analysis: Analysis,
  { node, binding }: { readonly node: ESTree.Identifier; readonly binding: Binding },
): readonly string[] {
  const found = namesOfDefinitions(analysis, binding);
  // A bundler hands `require` to each module as a parameter of that name.
  if (found.length === 0 && node.name === 'require' && isParameter(binding)) return ['require'];
  return binding.isImplicit && isKnownRoot(node.name) ? [node.name, ...found] : found;
}

function namesOfDefinitions(analysis: Analysis, { definitions }: Binding): readonly string[] {
  return definitions.flatMap((definition) => namesOfDefinition(analysis, definition));
}

function isParameter(binding: Binding): boolean {
  return binding.definitions.every(({ kind }) => kind === 'parameter');
}

function namesOfDefinition(analysis: Analysis, definition: Definition): readonly string[] {
  switch (definition.kind) {
    case 'import': {
      const module = moduleName(definition.module);
      if (!isKnownRoot(module)) return NOTHING;
      return definition.name === '' ? [module] : propertyNames(module, definition.name);
    }
    case 'value':
      return namesAt(analysis, definition.from, { path: definition.path });
    case 'parameter':
      return [...argumentsFor(analysis, definition), ...fulfilmentsFor(analysis, definition)].flatMap(
        ({ node, path }) => namesAt(analysis, node, { path }),
      );
    case 'function':
    case 'class':
      return NOTHING;
  }
}

/** The names of a part of a value. */
function namesAt(analysis: Analysis, outer: Node, { path }: { path: Path }): readonly string[] {
  const node = unwrap(outer);
  const part = literalPart(analysis, node, path);
  if (part !== undefined) return namesOf(analysis, part);
  const outside = path.reduce<readonly string[]>(
    (names, key) => names.flatMap((name) => propertyNames(name, key === ANY ? '?' : key)),
    namesOf(analysis, node),
  );
  return [...outside, ...namesOfForeign(analysis, node, path)];
}

/** The names of a part of what another source made. */
function namesOfForeign(analysis: Analysis, node: Node, path: Path): readonly string[] {
  if (path.length === 0 || path.length > MAX_PATH || !comesFromElsewhere(analysis, node)) return NOTHING;
  if (node.type === 'MemberExpression') {
    const key = plainKey(node.property, node.computed);
    return key === undefined ? NOTHING : namesAt(analysis, node.object, { path: [key, ...path] });
  }
  const linked = (analysis.program.links.get(node) ?? []).flatMap((to) => namesAt(analysis, to, { path }));
  const binding = analysis.program.bindings.get(node);
  return binding === undefined ? linked : [...linked, ...namesOfPart(analysis, binding, path)];
}

function namesOfPart(analysis: Analysis, binding: Binding, path: Path): readonly string[] {
  return ask(analysis, partKey(analysis, binding, path), () => {
    const defined = binding.definitions.flatMap((definition) =>
      definition.kind === 'value'
        ? namesAt(analysis, definition.from, { path: [...definition.path, ...path] })
        : NOTHING,
    );
    const written = writesAt(analysis, binding.members, path[0] ?? ANY)
      .filter((write) => write.path.length <= path.length && write.path.every((key, at) => key === path[at]))
      .flatMap((write) => namesAt(analysis, write.from, { path: path.slice(write.path.length) }));
    return [...defined, ...written];
  });
}

function namesOfMember(analysis: Analysis, node: ESTree.MemberExpression): readonly string[] {
  const binding = analysis.program.bindings.get(node);
  const global =
    binding === undefined ? NOTHING : ask(analysis, binding, () => namesOfDefinitions(analysis, binding));
  const bases = namesOf(analysis, node.object);
  const isForeign = comesFromElsewhere(analysis, node);
  // Which element `list[i]` is does not matter where the list is nothing rules know.
  if (bases.length === 0 && !isForeign && heldNames(analysis, node.object).length === 0) return global;
  const keys = keyOf(analysis, node);
  const own = keys.flatMap((key) => namesOfWritten(analysis, node.object, { key }));
  const foreign = isForeign
    ? keys.flatMap((key) => namesAt(analysis, node.object, { path: [key] }))
    : NOTHING;
  const outside = bases.flatMap((base) =>
    (keys.length === 0 ? ['?'] : keys).flatMap((key) => propertyNames(base, key)),
  );
  return [...global, ...own, ...foreign, ...outside];
}

/** The names of everything the program put into an object. */
function heldNames(analysis: Analysis, object: Node): readonly string[] {
  const target = baseOf(object);
  const binding = analysis.program.bindings.get(target);
  const literals = (binding?.definitions ?? []).flatMap((made) =>
    made.kind === 'value' && made.path.length === 0 ? [unwrap(made.from)] : [],
  );
  return [
    ...[target, ...literals].flatMap((holder) => namesInLiteral(analysis, holder)),
    ...writesTo(analysis, target).flatMap((writes) =>
      ask(analysis, writes, () => writes.flatMap(({ from }) => namesOf(analysis, from))),
    ),
  ];
}

/** What the program writes to the members of a `this`, of a name, or of the classes a name holds. */
function writesTo({ program }: Analysis, target: Node): readonly (readonly MemberWrite[])[] {
  const { bindings, ownerOfThis, owners } = program;
  const own = owners.get(ownerOfThis.get(target) ?? target);
  if (own !== undefined) return [own.writes];
  const binding = bindings.get(target);
  if (binding === undefined) return [];
  const classes = binding.definitions.flatMap((definition) => {
    const writes = definition.kind === 'class' ? owners.get(definition.node)?.writes : undefined;
    return writes === undefined ? [] : [writes];
  });
  return [binding.members, ...classes];
}

function namesInLiteral(analysis: Analysis, node: Node): readonly string[] {
  if (node.type !== 'ObjectExpression') return NOTHING;
  const { properties } = node;
  return ask(analysis, properties, () =>
    properties.flatMap((property) =>
      property.type === 'Property' ? namesOf(analysis, property.value) : NOTHING,
    ),
  );
}

/** What the program itself put under `key` of an object: `const o = { run: exec }`, `o.run = exec`, `this.a.run = exec`. */
function namesOfWritten(analysis: Analysis, object: Node, at: { key: string }): readonly string[] {
  const { program } = analysis;
  const { base: target, path } = rootOf(object);
  const full = [...path, at.key];
  if (target.type === 'ObjectExpression') {
    const part = literalPart(analysis, target, full);
    return part === undefined ? NOTHING : namesOf(analysis, part);
  }
  const written = writesTo(analysis, target)
    .flatMap((writes) => writesAt(analysis, writes, full[0] ?? ANY))
    .filter((write) => isSamePath(write.path, full))
    .flatMap(({ from }) => namesOf(analysis, from));
  const literals = (program.bindings.get(target)?.definitions ?? []).flatMap((definition) => {
    if (definition.kind !== 'value' || definition.path.length > 0) return NOTHING;
    const part = literalPart(analysis, unwrap(definition.from), full);
    return part === undefined ? NOTHING : namesOf(analysis, part);
  });
  return [...written, ...literals];
}

function isSamePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}

/** The node that an object literal holds under a path; `undefined` if it is no literal or the path is empty. */
function literalPart(analysis: Analysis, node: Node, path: Path): Node | undefined {
  const [key, ...rest] = path;
  if (key === undefined || node.type !== 'ObjectExpression') return undefined;
  for (const property of propertiesAt(analysis, node, key)) {
    if (property.type !== 'Property' || property.computed) continue;
    const { key: name, value } = property;
    const matches =
      name.type === 'Identifier' ? name.name === key : name.type === 'Literal' && name.value === key;
    if (matches) return rest.length === 0 ? value : literalPart(analysis, unwrap(value), rest);
  }
  return undefined;
}

function namesOfCall(analysis: Analysis, node: CallNode): readonly string[] {
  const { callee, args } = toInvocation(node);
  const [first] = args;
  const callees = namesOf(analysis, callee);
  const found = callees.flatMap((name) => {
    if (name.startsWith('=')) return [name.slice(1)];
    if (name === 'require' && first !== undefined) {
      return modulesIn(analysis, first);
    }
    if (name === 'util.promisify' && first !== undefined) return namesOf(analysis, first);
    if (name === 'Reflect.get' && args[1] !== undefined) return namesOfGet(analysis, args);
    if (name.endsWith('.bind')) return namesOfBound(analysis, name.slice(0, -'.bind'.length), args);
    if (HANDING.test(name)) return args.flatMap((argument) => namesOf(analysis, argument));
    return resultNames(name);
  });
  const module = wrappedModule(node);
  const wrapped = module === undefined ? NOTHING : namesOf(analysis, module);
  const results = localFunctions(analysis, callee).flatMap(
    (fn) => analysis.program.functions.get(fn)?.results ?? [],
  );
  const returned = results
    .filter((result) => !isFunction(unwrap(result)))
    .flatMap((result) => namesOf(analysis, result));
  // `(function () { return this; })()`
  const isGlobal =
    callee.type !== 'MemberExpression' && results.some((result) => unwrap(result).type === 'ThisExpression');
  return [
    ...found,
    ...wrapped,
    ...(isGlobal ? ['globalThis'] : NOTHING),
    ...returned.filter((name) => !name.startsWith('@')),
    ...namesOfLinks(analysis, node),
  ];
}

/** A function with some of its arguments is still called that; `require` with a module is what it will return. */
function namesOfBound(analysis: Analysis, name: string, args: readonly Node[]): readonly string[] {
  const [, module] = args;
  if (name !== 'require' || module === undefined) return [name];
  return modulesIn(analysis, module).map((required) => `=${required}`);
}

function namesOfLinks(analysis: Analysis, node: Node): readonly string[] {
  return (analysis.program.links.get(node) ?? []).flatMap((to) => namesOf(analysis, to));
}

function modulesIn(analysis: Analysis, name: Node): readonly string[] {
  return textsOf(analysis, name)
    .map(({ value }) => moduleName(value))
    .filter(isKnownRoot);
}

function namesOfGet(analysis: Analysis, args: readonly Node[]): readonly string[] {
  const [object, key] = args;
  if (object === undefined || key === undefined) return NOTHING;
  const keys = textsOf(analysis, key).map(({ value }) => value);
  return namesOf(analysis, object).flatMap((base) => keys.flatMap((name) => propertyNames(base, name)));
}
