import { plainKey, type CallNode, type Node } from './node.ts';
import type { Invocation } from './binding.ts';

/** Reads a call as what it calls with what, through `.call`, `.apply`, `Reflect.apply` and `Reflect.construct`. */
export function toInvocation(node: CallNode): Invocation {
  const callee = unwrap(node.callee);
  const args: readonly Node[] = node.arguments;
  if (callee.type !== 'MemberExpression') return { node, callee, args };
  const key = plainKey(callee.property, callee.computed);
  if (isName(callee.object, 'Reflect') && args[0] !== undefined) {
    if (key === 'apply') return { node, callee: unwrap(args[0]), args: spread(args[2]) };
    if (key === 'construct') return { node, callee: unwrap(args[0]), args: spread(args[1]) };
  }
  if (key === 'call') return { node, callee: unwrap(callee.object), args: args.slice(1) };
  if (key === 'apply') return { node, callee: unwrap(callee.object), args: spread(args[1]) };
  return { node, callee, args };
}

/** What an expression is about, without `await`, `?.`, `(0, x)` and `...`. */
export function unwrap(node: Node): Node {
  switch (node.type) {
    case 'ChainExpression':
    case 'ParenthesizedExpression':
      return unwrap(node.expression);
    case 'AwaitExpression':
    case 'SpreadElement':
      return unwrap(node.argument);
    case 'SequenceExpression':
      return unwrap(node.expressions.at(-1) ?? node);
    default:
      return node;
  }
}

function spread(list: Node | undefined): readonly Node[] {
  if (list === undefined) return [];
  if (list.type !== 'ArrayExpression') return [list];
  return list.elements.filter((element) => element !== null);
}

function isName(node: Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}
