import { childrenOf, isFunction, plainKey, type FunctionNode, type Node } from './node.ts';
import { newBinding, type Binding } from './binding.ts';
import { desugar } from './desugar.ts';
import type { ESTree } from 'meriyah';

export interface Scope {
  readonly parent: Scope | undefined;
  /** Where `var` and sloppy functions of this scope go. */
  readonly hoist: Scope | undefined;
  readonly bindings: Map<string, Binding>;
}

/** The scope each scope-making node opens. */
export type ScopeMap = ReadonlyMap<Node, Scope>;

/** The scopes of one source. */
export interface Scopes {
  readonly at: ScopeMap;
  /** Holds `module` and `exports`, which Node.js hands to each source. */
  readonly wrapper: Scope;
  /** The names that any source of the package makes global. */
  readonly globals: Scope;
}

const GLOBAL_OBJECTS = new Set(['globalThis', 'global', 'window', 'self']);

export function newGlobals(): Scope {
  return { parent: undefined, hoist: undefined, bindings: new Map() };
}

/**
 * First pass over a tree: which names each scope declares, before any of them is used. `undefined` if the tree has
 * more than `maxNodes` nodes.
 */
export function declareScopes(root: ESTree.Program, maxNodes: number, globals: Scope): Scopes | undefined {
  const scopes = new Map<Node, Scope>();
  const wrapper: Scope = { parent: globals, hoist: undefined, bindings: new Map() };
  for (const name of ['module', 'exports']) add(wrapper, name, true);
  const top: Scope = { parent: wrapper, hoist: undefined, bindings: new Map() };
  const assigned: Assigned[] = [];
  scopes.set(root, top);
  // Two lists instead of one of pairs: this runs for every node of every source.
  const open: Node[] = [root];
  const outers: Scope[] = [top];
  let count = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    count += 1;
    if (count > maxNodes) return undefined;
    desugar(node);
    const outer = outers.pop() ?? top;
    const scope = node === root ? top : openScope(node, outer, scopes);
    declare(node, outer, scope);
    if (node.type === 'AssignmentExpression') collectImplicit(node.left, scope, assigned);
    for (const child of childrenOf(node)) {
      open.push(child);
      outers.push(scope);
    }
  }
  for (const { name, scope } of assigned) {
    if (scope === undefined || isUndeclared(scope, name, globals)) add(globals, name, true);
  }
  return { at: scopes, wrapper, globals };
}

/** Whether no scope of the source declares a name; what another source makes global does not count. */
function isUndeclared(from: Scope, name: string, globals: Scope): boolean {
  return (lookUp(from, name) ?? globals.bindings.get(name)) === globals.bindings.get(name);
}

export function lookUp(from: Scope, name: string): Binding | undefined {
  for (let scope: Scope | undefined = from; scope !== undefined; scope = scope.parent) {
    const binding = scope.bindings.get(name);
    if (binding !== undefined) return binding;
  }
  return undefined;
}

/**
 * The name under which all sources of a package reach one value: `name` of `globalThis.name`, and `process.env.name`,
 * which is as global.
 */
export function globalTarget(node: Node): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  const { object } = node;
  if (object.type === 'Identifier' && GLOBAL_OBJECTS.has(object.name))
    return plainKey(node.property, node.computed);
  if (object.type !== 'MemberExpression' || object.object.type !== 'Identifier') return undefined;
  if (object.object.name !== 'process' || plainKey(object.property, object.computed) !== 'env')
    return undefined;
  const variable = plainKey(node.property, node.computed);
  return variable === undefined ? undefined : `process.env.${variable}`;
}

function openScope(node: Node, parent: Scope, scopes: Map<Node, Scope>): Scope {
  if (!opensScope(node)) return parent;
  const hoist = isFunction(node) || node.type === 'StaticBlock' ? undefined : (parent.hoist ?? parent);
  const scope: Scope = { parent, hoist, bindings: new Map() };
  scopes.set(node, scope);
  return scope;
}

function opensScope(node: Node): boolean {
  switch (node.type) {
    case 'BlockStatement':
      return node.body.some(isLexical);
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'SwitchStatement':
    case 'CatchClause':
    case 'ClassExpression':
    case 'ClassDeclaration':
    case 'StaticBlock':
      return true;
    default:
      return isFunction(node);
  }
}

/** Most blocks declare nothing of their own. */
function isLexical(statement: Node): boolean {
  switch (statement.type) {
    case 'VariableDeclaration':
      return statement.kind !== 'var';
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'LabeledStatement':
      return true;
    default:
      return false;
  }
}

function declare(node: Node, outer: Scope, inner: Scope): void {
  switch (node.type) {
    case 'VariableDeclaration':
      for (const { id } of node.declarations) {
        declarePattern(id, node.kind === 'var' ? (inner.hoist ?? inner) : inner);
      }
      break;
    case 'FunctionDeclaration':
      if (node.id) {
        add(outer, node.id.name);
        add(outer.hoist ?? outer, node.id.name);
      }
      declareParams(node, inner);
      break;
    case 'FunctionExpression':
      if (node.id) add(inner, node.id.name);
      declareParams(node, inner);
      break;
    case 'ArrowFunctionExpression':
      declareParams(node, inner);
      break;
    case 'ClassDeclaration':
      if (node.id) add(outer, node.id.name);
      break;
    case 'ClassExpression':
      if (node.id) add(inner, node.id.name);
      break;
    case 'CatchClause':
      if (node.param) declarePattern(node.param, inner);
      break;
    case 'ImportDeclaration':
      for (const { local } of node.specifiers) add(inner, local.name);
      break;
    default:
  }
}

function declareParams(node: FunctionNode, scope: Scope): void {
  for (const param of node.params) declarePattern(param, scope);
}

function declarePattern(pattern: Node, scope: Scope): void {
  for (const { name } of identifiersIn(pattern)) add(scope, name);
}

/** The names a pattern binds, wherever they stand in it. */
export function identifiersIn(pattern: Node | null): readonly ESTree.Identifier[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern];
    case 'AssignmentPattern':
      return identifiersIn(pattern.left);
    case 'RestElement':
      return identifiersIn(pattern.argument);
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => identifiersIn(element));
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        identifiersIn(property.type === 'Property' ? property.value : property),
      );
    default:
      return [];
  }
}

/** A name that is assigned, and the scope it is assigned in; none where it is global in any case. */
interface Assigned {
  readonly name: string;
  readonly scope: Scope | undefined;
}

/** A name that is assigned but declared nowhere is a global of the package. */
function collectImplicit(left: Node, scope: Scope, assigned: Assigned[]): void {
  for (const { name } of identifiersIn(left)) assigned.push({ name, scope });
  const name = globalTarget(left);
  if (name !== undefined) assigned.push({ name, scope: undefined });
}

function add(scope: Scope, name: string, isImplicit = false): void {
  if (!scope.bindings.has(name)) scope.bindings.set(name, newBinding(name, isImplicit));
}
