import { spend, type Analysis } from './analysis.ts';
import { wrappedModule } from './interop.ts';
import { unwrap } from './invocation.ts';
import { writesAt } from './member-index.ts';
import { isFunction, plainKey, type FunctionNode, type Node } from './node.ts';
import { propertiesAt } from './property-index.ts';
import type { MemberWrite, Path } from './binding.ts';
import type { ESTree } from 'meriyah';

interface Place {
  readonly node: Node;
  readonly path: Path;
}

type ClassNode = ESTree.ClassDeclaration | ESTree.ClassExpression;

/** A function is near; one that is handed through more places than this is called by no name. */
const MAX_PLACES = 200;
const MAX_PATH = 4;

const NOTHING: readonly Place[] = [];

/**
 * The functions of the package that a callee may be: by name, alias, import, member of an object, method of `this` or
 * of an instance. Of a class, its constructor.
 */
export function localFunctions(analysis: Analysis, callee: Node): readonly FunctionNode[] {
  const { program, functions } = analysis;
  const start = startOf(analysis, callee);
  // All mentions of a name, and all `this` of a class, are one value.
  const owner = start.node.type === 'ThisExpression' ? program.ownerOfThis.get(start.node) : undefined;
  const about = program.bindings.get(start.node) ?? owner ?? start.node;
  const parts = functions.get(about) ?? new Map<string, readonly FunctionNode[]>();
  functions.set(about, parts);
  const key = `${start.node.type} ${start.path.join('\n')}`;
  const found = parts.get(key) ?? findFunctions(analysis, start);
  parts.set(key, found);
  return found;
}

/** What a chain of members starts at, unless a part of it is a name itself: `globalThis.a`. */
function startOf({ program: { bindings } }: Analysis, callee: Node): Place {
  const path: string[] = [];
  let node = unwrap(callee);
  while (node.type === 'MemberExpression' && !bindings.has(node)) {
    const key = plainKey(node.property, node.computed);
    if (key === undefined) break;
    path.unshift(key);
    node = unwrap(node.object);
  }
  return { node, path };
}

function findFunctions(analysis: Analysis, start: Place): readonly FunctionNode[] {
  const found = new Set<FunctionNode>();
  const seen = new Map<object, Set<string>>();
  const open: Place[] = [start];
  let places = start.path.length;
  for (let next = open.pop(); next !== undefined && places < MAX_PLACES; next = open.pop()) {
    spend(analysis);
    places += 1;
    const place = { node: unwrap(next.node), path: next.path };
    if (place.path.length > MAX_PATH || !isNew(analysis, place, seen)) continue;
    if (isFunction(place.node) && place.path.length === 0) found.add(place.node);
    else open.push(...behind(analysis, place));
  }
  return [...found];
}

function isNew({ program }: Analysis, { node, path }: Place, seen: Map<object, Set<string>>): boolean {
  const identity = program.bindings.get(node) ?? node;
  const paths = seen.get(identity) ?? new Set<string>();
  const key = path.join('\n');
  if (paths.has(key)) return false;
  seen.set(identity, paths.add(key));
  return true;
}

function behind(analysis: Analysis, { node, path }: Place): readonly Place[] {
  const { links, owners } = analysis.program;
  switch (node.type) {
    case 'Identifier':
      return behindName(analysis, { node, path });
    case 'MemberExpression': {
      const key = plainKey(node.property, node.computed);
      const named = analysis.program.bindings.has(node) ? behindName(analysis, { node, path }) : NOTHING;
      return key === undefined ? named : [...named, { node: node.object, path: [key, ...path] }];
    }
    case 'ThisExpression':
      return behindThis(analysis, { node, path });
    case 'ConditionalExpression':
      return [
        { node: node.consequent, path },
        { node: node.alternate, path },
      ];
    case 'LogicalExpression':
      return [
        { node: node.left, path },
        { node: node.right, path },
      ];
    case 'AssignmentExpression':
      return [{ node: node.right, path }];
    case 'ObjectExpression':
      return partsOf(analysis, node, path);
    case 'ClassDeclaration':
    case 'ClassExpression':
      return behindClass(analysis, { node, path });
    case 'NewExpression':
      return path.length === 1 ? [{ node: node.callee, path: ['prototype', ...path] }] : NOTHING;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      // A constructor that gives `this` its methods.
      return methodsOf(owners.get(node)?.methods, path);
    case 'CallExpression': {
      // What a call returns is the business of data flow; a module is known by its name.
      const module = wrappedModule(node);
      const linked = (links.get(node) ?? []).map((to) => ({ node: to, path }));
      return module === undefined ? linked : [...linked, { node: module, path }];
    }
    default:
      return (links.get(node) ?? []).map((to) => ({ node: to, path }));
  }
}

function behindName(analysis: Analysis, { node, path }: Place): readonly Place[] {
  const binding = analysis.program.bindings.get(node);
  if (binding === undefined) return NOTHING;
  const defined = binding.definitions.flatMap((definition): readonly Place[] => {
    if (definition.kind === 'function' || definition.kind === 'class')
      return [{ node: definition.node, path }];
    return definition.kind === 'value'
      ? [{ node: definition.from, path: [...definition.path, ...path] }]
      : NOTHING;
  });
  return [...defined, ...written(analysis, binding.members, path)];
}

function behindThis(analysis: Analysis, { node, path }: Place): readonly Place[] {
  const { ownerOfThis, owners } = analysis.program;
  const owner = ownerOfThis.get(node);
  const facts = owner === undefined ? undefined : owners.get(owner);
  if (facts === undefined) return NOTHING;
  return [...methodsOf(facts.methods, ['prototype', ...path]), ...written(analysis, facts.writes, path)];
}

function behindClass(analysis: Analysis, { node, path }: Place): readonly Place[] {
  const { methods } = analysis.program.owners.get(node) ?? {};
  if (path.length === 0) return methodsOf(methods, ['constructor']);
  const inherited = isClass(node) && node.superClass ? [{ node: node.superClass, path }] : NOTHING;
  return [...methodsOf(methods, path), ...inherited];
}

function isClass(node: Node): node is ClassNode {
  return node.type === 'ClassDeclaration' || node.type === 'ClassExpression';
}

/** Static methods and those of instances are told apart by nobody who calls them. */
function methodsOf(
  methods: ReadonlyMap<string, readonly FunctionNode[]> | undefined,
  path: Path,
): readonly Place[] {
  const [key, ...rest] = path[0] === 'prototype' ? path.slice(1) : path;
  if (key === undefined || rest.length > 0) return NOTHING;
  return (methods?.get(key) ?? []).map((node) => ({ node, path: [] }));
}

function written(analysis: Analysis, writes: readonly MemberWrite[], path: Path): readonly Place[] {
  const [key] = path;
  if (key === undefined) return NOTHING;
  return writesAt(analysis, writes, key)
    .filter((write) => write.path.length <= path.length && write.path.every((part, at) => path[at] === part))
    .map(({ from, path: { length } }) => ({ node: from, path: path.slice(length) }));
}

function partsOf(analysis: Analysis, object: ESTree.ObjectExpression, path: Path): readonly Place[] {
  const [key, ...rest] = path;
  if (key === undefined) return NOTHING;
  return propertiesAt(analysis, object, key).flatMap((property): readonly Place[] => {
    if (property.type === 'SpreadElement') return [{ node: property.argument, path }];
    if (property.type !== 'Property' || plainKey(property.key, property.computed) !== key) return NOTHING;
    return [{ node: property.value, path: rest }];
  });
}
