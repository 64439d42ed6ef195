import type { CallNode, Node } from './node.ts';

/** Helpers that bundlers and compilers wrap around `require`. */
const INTEROP = /(?:interop|import(?:Star|Default)$|^__toESM$|^__toCommonJS$|\.n\(\)$)/i;

/** The module that a call such as `__importDefault(require('a'))` only puts into another form. */
export function wrappedModule({ callee, arguments: args }: CallNode): Node | undefined {
  const name =
    callee.type === 'Identifier'
      ? callee.name
      : callee.type === 'MemberExpression' && callee.property.type === 'Identifier'
        ? callee.property.name
        : '';
  return INTEROP.test(name) ? args[0] : undefined;
}
