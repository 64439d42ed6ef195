import { spend, type Analysis } from './analysis.ts';
import { ANY, type Definition, type MemberWrite, type Path } from './binding.ts';
import { wrappedModule } from './interop.ts';
import { unwrap } from './invocation.ts';
import { keyOf } from './key.ts';
import { writesAt } from './member-index.ts';
import { plainKey, type Node } from './node.ts';
import { propertiesAt } from './property-index.ts';
import { argumentsFor, callersOf, type Origin } from './parameters.ts';

const MAX_ORIGINS = 64;

/** A constant is near; a value that is handed through more places than this is none. */
const MAX_PLACES = 150;
const MAX_PATH = 3;
/** What so many callers pass is a variable. */
const MAX_CALLERS = 48;

/**
 * The expressions a value was first made by: names, members of literals and parameters are followed, calls are
 * not. Two expressions with a common origin hold the same thing.
 */
export function originsOf(analysis: Analysis, node: Node): readonly Node[] {
  const found = new Set<Node>();
  const seen = new Map<Node, Set<string>>();
  const open: Origin[] = [{ node, path: [] }];
  let places = 0;
  for (let at = open.pop(); at !== undefined && found.size < MAX_ORIGINS; at = open.pop()) {
    spend(analysis);
    places += 1;
    if (places > MAX_PLACES) break;
    const current = { node: unwrap(at.node), path: at.path.slice(0, MAX_PATH) };
    const paths = seen.get(current.node) ?? new Set<string>();
    const key = current.path.join('\n');
    if (paths.has(key)) continue;
    seen.set(current.node, paths.add(key));
    const next = step(analysis, current);
    if (next !== undefined) open.push(...next);
    else if (current.path.length === 0) found.add(current.node);
  }
  return [...found];
}

/** Where a value comes from in one step; `undefined` if it is made here. */
function step(analysis: Analysis, { node, path }: Origin): readonly Origin[] | undefined {
  switch (node.type) {
    case 'Identifier':
      return stepName(analysis, { node, path });
    case 'MemberExpression': {
      const named = analysis.program.bindings.has(node) ? (stepName(analysis, { node, path }) ?? []) : [];
      const keys = keyOf(analysis, node);
      const parts = keys.length === 0 ? [ANY] : keys;
      return [...named, ...parts.map((key) => ({ node: node.object, path: [key, ...path] }))];
    }
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
    case 'ArrayExpression':
      return path.length === 0 ? undefined : partsOf(analysis, node, path);
    case 'CallExpression': {
      const module = wrappedModule(node);
      const linked = linksOf(analysis, { node, path });
      return module === undefined ? linked : [...(linked ?? []), { node: module, path }];
    }
    default:
      return linksOf(analysis, { node, path });
  }
}

/** What a node stands for in another source. */
function linksOf({ program }: Analysis, { node, path }: Origin): readonly Origin[] | undefined {
  return program.links.get(node)?.map((to) => ({ node: to, path }));
}

/** The last come first, as many as will be looked at: what objects hold that everything shares is beyond counting. */
function stepName(analysis: Analysis, { node, path }: Origin): readonly Origin[] | undefined {
  const binding = analysis.program.bindings.get(node);
  if (binding === undefined) return undefined;
  const found: Origin[] = [];
  const writes = writesAt(analysis, binding.members, path[0] ?? ANY);
  for (let at = writes.length - 1; at >= 0 && found.length < MAX_PLACES; at -= 1) {
    const write = writes[at];
    if (write !== undefined && covers(write, path))
      found.push({ node: write.from, path: path.slice(write.path.length) });
  }
  const { definitions } = binding;
  for (let at = definitions.length - 1; at >= 0 && found.length < MAX_PLACES; at -= 1) {
    const definition = definitions[at];
    if (definition !== undefined) found.push(...originsIn(analysis, definition, path).toReversed());
  }
  return found.length === 0 ? undefined : found.toReversed();
}

function covers(write: MemberWrite, path: Path): boolean {
  return (
    path.length >= write.path.length &&
    write.path.every((key, index) => path[index] === key || key === ANY || path[index] === ANY)
  );
}

function originsIn(analysis: Analysis, definition: Definition, path: Path): readonly Origin[] {
  if (definition.kind === 'value') return [{ node: definition.from, path: [...definition.path, ...path] }];
  if (definition.kind !== 'parameter' || callersOf(analysis, definition.of).length > MAX_CALLERS) return [];
  return argumentsFor(analysis, definition).map((origin) => ({
    node: origin.node,
    path: [...origin.path, ...path],
  }));
}

function partsOf(analysis: Analysis, node: Node, [key = ANY, ...rest]: Path): readonly Origin[] {
  if (node.type === 'ArrayExpression') {
    return node.elements.flatMap((element, index) => {
      if (element?.type === 'SpreadElement') return [{ node: element.argument, path: [ANY, ...rest] }];
      return element && (key === ANY || key === String(index)) ? [{ node: element, path: rest }] : [];
    });
  }
  if (node.type !== 'ObjectExpression') return [];
  const properties = key === ANY ? node.properties : propertiesAt(analysis, node, key);
  return properties.flatMap((property): Origin[] => {
    if (property.type === 'SpreadElement') return [{ node: property.argument, path: [key, ...rest] }];
    if (property.type !== 'Property') return [];
    const name = plainKey(property.key, property.computed);
    return name === key || key === ANY || name === undefined ? [{ node: property.value, path: rest }] : [];
  });
}
