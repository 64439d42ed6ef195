import { ANY, KEY, type Binding, type Definition, type Path } from './binding.ts';
import { addMethod, factsOf, ownerFactsOf, type Building, type Context } from './building.ts';
import { unwrap } from './invocation.ts';
import { rootOf } from './member-path.ts';
import { isFunction, plainKey, type Node } from './node.ts';
import { globalTarget, lookUp, type Scope } from './scope.ts';
import type { ESTree } from 'meriyah';

/** Where names are looked up. */
export interface Place {
  /** What leads from the whole value to the part a pattern stands for. */
  readonly path?: Path;
  readonly scope: Scope;
  readonly building: Building;
}

/** Makes the definition of a part of a value. */
export type Origin = (path: Path) => Definition;

export function valueOf(from: Node, appends = false): Origin {
  return (path) => ({ kind: 'value', from, path, appends });
}

/** Gives every name of a pattern its definition, with the path that leads from the whole value to it. */
export function define(pattern: Node, origin: Origin, place: Place): void {
  const { path = [] } = place;
  const part = (key: string): Place => ({ ...place, path: [...path, key] });
  switch (pattern.type) {
    case 'Identifier':
      defineName(lookUp(place.scope, pattern.name), origin(path), place.building);
      break;
    case 'AssignmentPattern':
      define(pattern.left, origin, place);
      if (pattern.right) define(pattern.left, valueOf(pattern.right), { ...place, path: [] });
      break;
    case 'RestElement':
      define(pattern.argument, origin, place);
      break;
    case 'ArrayPattern':
      for (const [index, element] of pattern.elements.entries()) {
        if (element) define(element, origin, part(String(index)));
      }
      break;
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type !== 'Property') define(property, origin, place);
        else define(property.value, origin, part(plainKey(property.key, property.computed) ?? ANY));
      }
      break;
    case 'MemberExpression':
      writeMember(pattern, origin(path), place);
      break;
    default:
  }
}

function defineName(binding: Binding | undefined, definition: Definition, building: Building): void {
  if (binding === undefined) return;
  binding.definitions.push(definition);
  if (definition.kind !== 'value' || definition.path.length > 0) return;
  const value = unwrap(definition.from);
  if (isFunction(value)) factsOf(value, building).holders.push(binding);
  if (value.type === 'ObjectExpression') holdMembers(value, { binding, path: [] }, building);
}

function holdMembers(
  object: ESTree.ObjectExpression,
  holder: { readonly binding: Binding; readonly path: Path },
  building: Building,
): void {
  for (const property of object.properties) {
    if (property.type !== 'Property' || !isFunction(property.value)) continue;
    const key = plainKey(property.key, property.computed);
    if (key === undefined) continue;
    factsOf(property.value, building).memberOf.push({ binding: holder.binding, path: [...holder.path, key] });
  }
}

export function defineLoop(
  node: ESTree.ForOfStatement | ESTree.ForInStatement,
  scope: Scope,
  building: Building,
): void {
  const pattern = node.left.type === 'VariableDeclaration' ? node.left.declarations[0]?.id : node.left;
  const part = node.type === 'ForOfStatement' ? ANY : KEY;
  if (pattern === undefined) return;
  define(pattern, (path) => ({ kind: 'value', from: node.right, path: [part, ...path], appends: false }), {
    scope,
    building,
  });
}

export function assign(node: ESTree.AssignmentExpression, context: Context, building: Building): void {
  building.program.assignments.push(node);
  const appends = node.operator === '+=';
  const name = globalTarget(node.left);
  if (name !== undefined) {
    const holders = new Set([lookUp(context.scope, name), building.globals.bindings.get(name)]);
    for (const holder of holders) defineName(holder, valueOf(node.right, appends)([]), building);
  }
  if (node.left.type === 'MemberExpression' && rootOf(node.left).base.type === 'ThisExpression') {
    const { path } = rootOf(node.left);
    ownerFactsOf(context.owner, building).writes.push({ path, from: node.right });
    const value = unwrap(node.right);
    if (isFunction(value) && path[0] !== undefined)
      addMethod({ owner: context.owner, name: path[0] }, value, building);
    return;
  }
  define(node.left, valueOf(node.right, appends), { scope: context.scope, building });
}

function writeMember(
  target: ESTree.MemberExpression,
  definition: Definition,
  { scope, building }: Place,
): void {
  const { base, path } = rootOf(target);
  if (base.type !== 'Identifier' || definition.kind !== 'value') return;
  const binding = lookUp(scope, base.name);
  if (binding === undefined) return;
  binding.members.push({ path, from: definition.from });
  const value = unwrap(definition.from);
  if (isFunction(value)) factsOf(value, building).memberOf.push({ binding, path });
  if (value.type === 'ObjectExpression') holdMembers(value, { binding, path }, building);
}

export function defineImport(
  specifier: ESTree.ImportDeclaration['specifiers'][number],
  node: ESTree.ImportDeclaration,
  { scope, building }: Place,
): void {
  const binding = lookUp(scope, specifier.local.name);
  if (binding === undefined) return;
  const module = typeof node.source.value === 'string' ? node.source.value : '';
  const imported = specifier.type === 'ImportSpecifier' ? (plainKey(specifier.imported, false) ?? ANY) : '';
  binding.definitions.push({ kind: 'import', module, name: imported });
  const part = specifier.type === 'ImportDefaultSpecifier' ? 'default' : imported;
  building.program.requests.push({ module, path: part === '' ? [] : [part], binding });
}

export function defineMember(
  node: ESTree.PropertyDefinition | ESTree.MethodDefinition,
  { owner }: Context,
  building: Building,
): void {
  const key = node.key ? plainKey(node.key, node.computed) : undefined;
  if (key === undefined || !node.value) return;
  const value = unwrap(node.value);
  if (isFunction(value)) addMethod({ owner, name: key }, value, building);
  else ownerFactsOf(owner, building).writes.push({ path: [key], from: value });
}
