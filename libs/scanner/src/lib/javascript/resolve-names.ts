import { ANY, type Invocation } from './binding.ts';
import { emptyProgram, factsOf, ownerFactsOf, type Building, type Context } from './building.ts';
import { defineExports, defineFilled, exportsOf } from './define-exports.ts';
import { assign, define, defineImport, defineLoop, defineMember, valueOf } from './define-names.ts';
import { toInvocation, unwrap } from './invocation.ts';
import { rootOf } from './member-path.ts';
import { isFunction, type FunctionNode, type Node } from './node.ts';
import { referencesIn } from './references.ts';
import { globalTarget, lookUp, type Scope } from './scope.ts';
import type { Facts, Outline, Program } from './program.ts';
import type { ESTree } from 'meriyah';

/** Methods that put their arguments into their object. */
const ADDING = new Set(['push', 'unshift', 'add', 'set', 'append', 'splice', 'assign', 'fill']);

/** Second pass over a tree: what every name may hold, who calls whom, and lists of what rules look for. */
export function resolveNames({ source, root, scopes }: Outline, facts: Facts): Program {
  const { binding, identifier } = exportsOf(scopes, facts);
  const building: Building = {
    program: emptyProgram(facts),
    scopes: scopes.at,
    globals: scopes.globals,
    exports: binding,
  };
  const top = scopes.at.get(root);
  // Two lists instead of one of pairs: this runs for every node of every source.
  const nodes: Node[] = [];
  const contexts: Context[] = [];
  let context: Context | undefined =
    top === undefined ? undefined : { scope: top, fn: undefined, owner: root };
  for (
    let node: Node | undefined = root;
    node !== undefined && context !== undefined;
    node = nodes.pop(), context = contexts.pop()
  ) {
    visit(node, context, building);
    const inside = enter(node, context, building);
    const below = referencesIn(node);
    for (let index = below.length - 1; index >= 0; index -= 1) {
      const next = below[index];
      if (next === undefined) continue;
      nodes.push(next);
      contexts.push(inside);
    }
  }
  const declared = [...scopes.at.values(), scopes.globals].flatMap(({ bindings }) => [...bindings.values()]);
  const ownFunctions = [...scopes.at.keys()].filter(isFunction);
  return { source, root, exports: identifier, ...building.program, declared, ownFunctions };
}

function enter(node: Node, context: Context, { scopes }: Building): Context {
  const scope = scopes.get(node);
  if (scope === undefined) return context;
  const fn = isFunction(node) ? node : context.fn;
  if (isClass(node)) return { scope, fn, owner: node };
  const ownsThis = node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression';
  // The methods of a class share the `this` of the class.
  const owner = ownsThis && !isClass(context.owner) ? node : context.owner;
  return { scope, fn, owner };
}

function isClass(node: Node): boolean {
  return node.type === 'ClassDeclaration' || node.type === 'ClassExpression';
}

function visit(node: Node, context: Context, building: Building): void {
  const { scope } = context;
  const { program } = building;
  switch (node.type) {
    case 'Identifier': {
      const binding = lookUp(scope, node.name);
      if (binding !== undefined) program.bindings.set(node, binding);
      if (!program.identifiers.has(node.name)) program.identifiers.set(node.name, node);
      break;
    }
    case 'Literal':
      if (typeof node.value === 'string') program.strings.push({ value: node.value, node });
      if ('regex' in node) program.regexes.push({ pattern: node.regex.pattern, node });
      break;
    case 'TemplateElement':
      program.strings.push({ value: node.value.cooked ?? node.value.raw, node });
      break;
    case 'ThisExpression':
      program.ownerOfThis.set(node, context.owner);
      break;
    case 'MemberExpression':
      program.members.push(node);
      visitGlobal(node, building);
      if (node.computed && node.property.type !== 'Literal') program.computed.push(node);
      break;
    case 'ObjectExpression':
      for (const property of node.properties) hold(property, program.held);
      break;
    case 'ImportExpression':
      program.imports.push(node);
      break;
    case 'WithStatement':
      program.withs.push(node.object);
      break;
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement':
      program.loops.push(node);
      break;
    default:
      visitDefinition(node, context, building);
  }
}

function hold(property: ESTree.ObjectExpression['properties'][number], held: Node[]): void {
  const value =
    property.type === 'Property'
      ? property.value
      : property.type === 'SpreadElement'
        ? property.argument
        : undefined;
  if (value?.type === 'Identifier' || value?.type === 'MemberExpression') held.push(value);
}

/** `globalThis.name` is the name. */
function visitGlobal(node: ESTree.MemberExpression, { program, globals }: Building): void {
  const name = globals.bindings.size === 0 ? undefined : globalTarget(node);
  const binding = name === undefined ? undefined : globals.bindings.get(name);
  if (binding !== undefined) program.bindings.set(node, binding);
}

function visitDefinition(node: Node, context: Context, building: Building): void {
  const { scope, fn } = context;
  switch (node.type) {
    case 'VariableDeclarator':
      if (node.init) define(node.id, valueOf(node.init), { scope, building });
      break;
    case 'ForOfStatement':
    case 'ForInStatement':
      defineLoop(node, building.scopes.get(node) ?? scope, building);
      break;
    case 'UpdateExpression':
      if (node.argument.type === 'Identifier') define(node.argument, valueOf(node), { scope, building });
      break;
    case 'AssignmentExpression':
      assign(node, context, building);
      break;
    case 'ImportDeclaration':
      for (const specifier of node.specifiers) defineImport(specifier, node, { scope, building });
      break;
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
    case 'ExportAllDeclaration':
      defineExports(node, building);
      break;
    case 'ClassDeclaration':
      if (node.id) lookUp(scope, node.id.name)?.definitions.push({ kind: 'class', node });
      break;
    case 'PropertyDefinition':
    case 'MethodDefinition':
      defineMember(node, context, building);
      break;
    case 'ReturnStatement':
    case 'YieldExpression':
      if (node.argument && fn) factsOf(fn, building).results.push(node.argument);
      break;
    case 'CallExpression':
    case 'NewExpression':
      visitCall(context, { ...toInvocation(node), within: fn }, building);
      defineFilled(toInvocation(node), scope, building);
      break;
    default:
      if (isFunction(node)) visitFunction(node, scope, building);
  }
}

function visitFunction(node: FunctionNode, outer: Scope, building: Building): void {
  const facts = factsOf(node, building);
  const scope = building.scopes.get(node) ?? outer;
  if (node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement')
    facts.results.push(node.body);
  if (node.type !== 'ArrowFunctionExpression' && node.id) {
    const binding = lookUp(node.type === 'FunctionDeclaration' ? outer : scope, node.id.name);
    binding?.definitions.push({ kind: 'function', node });
    if (binding !== undefined) facts.holders.push(binding);
  }
  for (const [index, param] of node.params.entries()) {
    define(param, (path) => ({ kind: 'parameter', of: node, index, path }), { scope, building });
  }
}

function visitCall({ scope, owner }: Context, call: Invocation, building: Building): void {
  const { callee, args } = call;
  building.program.invocations.push(call);
  if (isFunction(callee)) factsOf(callee, building).callers.push(call);
  else if (callee.type === 'Identifier') lookUp(scope, callee.name)?.calls.push(call);
  else if (callee.type === 'MemberExpression') visitMemberCall(call, { scope, owner }, building);
  for (const [index, arg] of args.entries()) {
    const value = unwrap(arg);
    if (isFunction(value)) factsOf(value, building).passedTo.push({ to: call, index });
    if (value.type === 'Identifier') lookUp(scope, value.name)?.passedTo.push({ to: call, index });
  }
}

function visitMemberCall(call: Invocation, place: { scope: Scope; owner: Node }, building: Building): void {
  const { base, path } = rootOf(call.callee);
  const method = path.at(-1) ?? '';
  if (base.type === 'ThisExpression' && path.length === 1) {
    ownerFactsOf(place.owner, building).calls.push({ name: method, call });
  }
  if (base.type !== 'Identifier') return;
  const binding = lookUp(place.scope, base.name);
  if (binding === undefined) return;
  binding.memberCalls.push({ path, call });
  if (!ADDING.has(method)) return;
  for (const from of call.args) binding.members.push({ path: [...path.slice(0, -1), ANY], from });
}
