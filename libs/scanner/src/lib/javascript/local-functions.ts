import { spend, type Analysis } from './analysis.ts';
import { unwrap } from './invocation.ts';
import { writesAt } from './member-index.ts';
import { isFunction, plainKey, type FunctionNode, type Node } from './node.ts';
import type { ESTree } from 'meriyah';

/** The functions of this program that a callee may be: by name, alias, member of an object or method of `this`. */
export function localFunctions(analysis: Analysis, callee: Node): readonly FunctionNode[] {
  const found = new Set<FunctionNode>();
  const seen = new Set<object>();
  const open: Node[] = [callee];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    spend(analysis);
    const node = unwrap(next);
    const identity = analysis.program.bindings.get(node) ?? node;
    if (seen.has(identity)) continue;
    seen.add(identity);
    if (isFunction(node)) found.add(node);
    else open.push(...behind(analysis, node));
  }
  return [...found];
}

function behind(analysis: Analysis, node: Node): readonly Node[] {
  switch (node.type) {
    case 'Identifier':
      return behindName(analysis, node);
    case 'MemberExpression':
      return behindMember(analysis, node);
    case 'ConditionalExpression':
      return [node.consequent, node.alternate];
    case 'LogicalExpression':
      return [node.left, node.right];
    case 'AssignmentExpression':
      return [node.right];
    default:
      // A call may return any function; following it is the business of data flow, not of names.
      return [];
  }
}

function behindName(analysis: Analysis, node: ESTree.Identifier): readonly Node[] {
  const definitions = analysis.program.bindings.get(node)?.definitions ?? [];
  return definitions.flatMap((definition) => {
    if (definition.kind === 'function') return [definition.node];
    return definition.kind === 'value' && definition.path.length === 0 ? [definition.from] : [];
  });
}

function behindMember(analysis: Analysis, node: ESTree.MemberExpression): readonly Node[] {
  const { bindings, ownerOfThis, owners } = analysis.program;
  const key = plainKey(node.property, node.computed);
  const object = unwrap(node.object);
  if (key === undefined) return [];
  const owner = ownerOfThis.get(object);
  if (owner !== undefined) return owners.get(owner)?.methods.get(key) ?? [];
  const binding = bindings.get(object);
  if (binding === undefined) return [];
  const written = writesAt(analysis, binding.members, key)
    .filter(({ path }) => path.length === 1 && path[0] === key)
    .map(({ from }) => from);
  const literal = binding.definitions.flatMap((definition) => {
    const value = definition.kind === 'value' ? unwrap(definition.from) : undefined;
    return value?.type === 'ObjectExpression' ? valuesAt(value, key) : [];
  });
  return [...written, ...literal];
}

function valuesAt(object: ESTree.ObjectExpression, key: string): readonly Node[] {
  return object.properties.flatMap((property) =>
    property.type === 'Property' && plainKey(property.key, property.computed) === key ? [property.value] : [],
  );
}
