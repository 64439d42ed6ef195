import { childrenOf, isFunction, plainKey, type FunctionNode, type Node } from './node.ts';
import type { Binding } from './binding.ts';
import type { ESTree } from 'meriyah';

export interface Scope {
  readonly parent: Scope | undefined;
  /** Where `var` and sloppy functions of this scope go. */
  readonly hoist: Scope | undefined;
  readonly bindings: Map<string, Binding>;
}

/** The scope each scope-making node opens. */
export type ScopeMap = ReadonlyMap<Node, Scope>;

const GLOBAL_OBJECTS = new Set(['globalThis', 'global', 'window', 'self']);

/**
 * First pass over a tree: which names each scope declares, before any of them is used. `undefined` if the tree has
 * more than `maxNodes` nodes.
 */
export function declareScopes(root: ESTree.Program, maxNodes: number): ScopeMap | undefined {
  const scopes = new Map<Node, Scope>();
  const top: Scope = { parent: undefined, hoist: undefined, bindings: new Map() };
  const assigned: { name: string; scope: Scope }[] = [];
  scopes.set(root, top);
  // Two lists instead of one of pairs: this runs for every node of every source.
  const open: Node[] = [root];
  const outers: Scope[] = [top];
  let count = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    count += 1;
    if (count > maxNodes) return undefined;
    const outer = outers.pop() ?? top;
    const scope = node === root ? top : openScope(node, outer, scopes);
    declare(node, outer, scope);
    if (node.type === 'AssignmentExpression') collectImplicit(node.left, scope, assigned);
    for (const child of childrenOf(node)) {
      open.push(child);
      outers.push(scope);
    }
  }
  for (const { name, scope } of assigned) if (lookUp(scope, name) === undefined) add(top, name, true);
  return scopes;
}

export function lookUp(from: Scope, name: string): Binding | undefined {
  for (let scope: Scope | undefined = from; scope !== undefined; scope = scope.parent) {
    const binding = scope.bindings.get(name);
    if (binding !== undefined) return binding;
  }
  return undefined;
}

/** The name that `globalThis.name` or a bare name in assignment would make global. */
export function globalTarget(node: Node): string | undefined {
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier') return undefined;
  if (!GLOBAL_OBJECTS.has(node.object.name)) return undefined;
  return plainKey(node.property, node.computed);
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

/** A name that is assigned but declared nowhere is a global of the program. */
function collectImplicit(left: Node, scope: Scope, assigned: { name: string; scope: Scope }[]): void {
  for (const { name } of identifiersIn(left)) assigned.push({ name, scope });
  const name = globalTarget(left);
  if (name !== undefined) assigned.push({ name, scope });
}

function add(scope: Scope, name: string, isImplicit = false): void {
  if (scope.bindings.has(name)) return;
  scope.bindings.set(name, {
    name,
    isImplicit,
    definitions: [],
    members: [],
    calls: [],
    memberCalls: [],
    passedTo: [],
  });
}
